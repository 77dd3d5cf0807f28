import { isRecord } from "../../base/guards.js";
import type { DriveResult } from "../../contract/drive.js";
import { KPIS } from "../../contract/kpi.js";
import type { KpiPath } from "../../contract/kpi.js";
import type { ProjectedRequirement } from "../../contract/project-result.js";
import { Figure } from "../../contract/result.js";
import type { Requirement } from "../../contract/scenario.js";
import { judge } from "../requirements.js";

/** A stored live measurement and its id. */
export interface MeasuredDrive {
  readonly drive: string;
  readonly result: DriveResult;
}

/** What the decoupled deployment was measured to do about one requirement, live run by live run. */
export function besideOf(
  requirement: Requirement,
  measured: readonly MeasuredDrive[],
): ProjectedRequirement["measured"] {
  return measured.flatMap(({ drive, result }) => {
    const figure = measuredFigure(result, requirement.kpi);
    if (figure === undefined) return [];
    const verdict = judge(requirement, figure);
    return [{ drive, ratePerSecond: result.ratePerSecond, figure, verdict }];
  });
}

/** A key figure that a drive measures as `simulate` means it. Its costs are of tokens alone, and left out. */
function measuredFigure({ architectures }: DriveResult, kpi: KpiPath): Figure | undefined {
  if (kpi.startsWith("costUsd.")) return undefined;
  let value: unknown = architectures.decoupled;
  for (const key of kpi.split(".")) value = isRecord(value) ? value[key] : undefined;
  const figure = Figure.safeParse(value);
  return figure.success && figure.data.unit === KPIS[kpi].unit ? figure.data : undefined;
}
