import { isRecord } from "../base/guards.js";
import { fileProblem, readDocument } from "./document.js";
import type { Problem } from "./errors.js";
import { HeadroomError } from "./errors.js";
import { describeValue, toProblems } from "./problems.js";
import { Scenario, SCENARIO_SCHEMA } from "./scenario.js";

/** A scenario is text a person reads; recorded traces are files beside it. */
export const SCENARIO_MAX_BYTES = 5_000_000;
const MAX_PROBLEMS = 50;

export type ScenarioReading =
  | { readonly scenario: Scenario; readonly problems: readonly [] }
  | { readonly scenario: undefined; readonly problems: readonly Problem[] };

/**
 * Reads a scenario text: size, encoding, JSON syntax, depth, version (migrated to the newest), then
 * every field. Never throws; at most 50 problems are listed.
 */
export function readScenario(source: string | Uint8Array): ScenarioReading {
  const reading = readDocument(source, SCENARIO_MAX_BYTES);
  if ("problem" in reading) return refuse([reading.problem]);
  const migrated = migrate(reading.document);
  if ("problem" in migrated) return refuse([migrated.problem]);
  const parsed = Scenario.safeParse(migrated.document);
  if (parsed.success) return { scenario: parsed.data, problems: [] };
  return refuse(toProblems(parsed.error, migrated.document));
}

/** {@link readScenario}, throwing `invalid-input` with the problems. */
export function readScenarioOrThrow(source: string | Uint8Array, name: string): Scenario {
  const { scenario, problems } = readScenario(source);
  if (scenario !== undefined) return scenario;
  throw new HeadroomError("invalid-input", `${name} is not a valid scenario`, problems);
}

/** The canonical text of a scenario: schema key order, two spaces, one newline at the end. */
export function writeScenario(scenario: Scenario): string {
  return `${JSON.stringify(scenario, undefined, 2)}\n`;
}

/** A scenario of some version, not yet checked. */
type ScenarioDocument = Readonly<Record<PropertyKey, unknown>>;

type Migrated = { readonly document: unknown } | { readonly problem: Problem };

/** From each older version to the next. v1 is the first, so the table is empty; it only ever grows. */
const MIGRATIONS: ReadonlyMap<string, (document: ScenarioDocument) => ScenarioDocument> = new Map();

function migrate(document: unknown): Migrated {
  if (!isRecord(document)) {
    return { problem: fileProblem("a JSON object", describeValue(document)) };
  }
  let current = document;
  for (;;) {
    const version = current["schema"];
    if (version === SCENARIO_SCHEMA) return { document: current };
    const step = typeof version === "string" ? MIGRATIONS.get(version) : undefined;
    if (step === undefined) {
      const expected = `"${SCENARIO_SCHEMA}" (a newer Headroom may be needed for a newer version)`;
      return { problem: { path: "schema", expected, found: describeValue(version) } };
    }
    current = step(current);
  }
}

function refuse(problems: readonly Problem[]): ScenarioReading {
  return { scenario: undefined, problems: problems.slice(0, MAX_PROBLEMS) };
}
