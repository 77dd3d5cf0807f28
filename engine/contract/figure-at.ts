import { invariant } from "../base/assert.js";
import { isRecord } from "../base/guards.js";
import type { KpiPath } from "./kpi.js";
import { Figure } from "./result.js";
import type { ArchitectureResult } from "./result.js";

/** The key figure at `path` of a result; every result has every one. */
export function figureAt(result: ArchitectureResult, path: KpiPath): Figure {
  let value: unknown = result;
  for (const key of path.split(".")) value = isRecord(value) ? value[key] : undefined;
  const figure = Figure.safeParse(value);
  invariant(figure.success, `a result has no figure at ${path}`);
  return figure.data;
}
