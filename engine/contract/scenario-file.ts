import { isRecord } from "../base/guards.js";
import { fileProblem, readDocument } from "./document.js";
import type { Problem } from "./errors.js";
import { HeadroomError } from "./errors.js";
import { describeValue, NEWER_NEEDED, toProblems } from "./problems.js";
import { Scenario, SCENARIO_SCHEMA } from "./scenario.js";
import { applyOverrides, overridesBetween, ScenarioVariant } from "./what-if.js";
import type { Override } from "./what-if.js";

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
  if ("base" in migrated.document) {
    const expected =
      "a scenario of its own: this one inherits, and its base cannot be looked up here";
    return refuse([{ path: "base", expected, found: describeValue(migrated.document["base"]) }]);
  }
  const parsed = Scenario.safeParse(migrated.document);
  if (parsed.success) return { scenario: parsed.data, problems: [] };
  return refuse(toProblems(parsed.error, migrated.document));
}

/** The text that a base's name stands for, and what it is called there; undefined where there is none. */
export type FindBase = (
  base: string,
) => Promise<{ readonly key: string; readonly source: string | Uint8Array } | undefined>;

/** Bases of bases: more are a mistake. */
const MOST_BASES = 8;

/**
 * {@link readScenario} of a text that may inherit from a base (`base`, `overrides`), which may inherit too.
 * The scenario is marked with what it overrides. Refused with its path: a base that is not there or has
 * faults of its own, bases that lead back to themselves, and overrides of what the base does not have.
 */
export async function readScenarioOver(
  source: string | Uint8Array,
  findBase: FindBase,
  before: readonly string[] = [],
): Promise<ScenarioReading> {
  const reading = readDocument(source, SCENARIO_MAX_BYTES);
  if ("problem" in reading || !isRecord(reading.document) || !("base" in reading.document)) {
    return readScenario(source);
  }
  const migrated = migrate(reading.document);
  if ("problem" in migrated) return refuse([migrated.problem]);
  const variant = ScenarioVariant.safeParse(migrated.document);
  if (!variant.success) return refuse(toProblems(variant.error, migrated.document));
  const { base, name, description, overrides } = variant.data;
  const problem = (expected: string): ScenarioReading =>
    refuse([{ path: "base", expected, found: describeValue(base) }]);
  const found = await findBase(base);
  if (found === undefined) {
    return problem("a scenario file beside this one, or the id of a scenario in the library");
  }
  if (before.includes(found.key)) {
    return problem(`a base that does not lead back to itself (${[...before, base].join(" → ")})`);
  }
  if (before.length >= MOST_BASES) return problem(`at most ${MOST_BASES} bases of bases`);
  const inherited = await readScenarioOver(found.source, findBase, [...before, found.key]);
  if (inherited.scenario === undefined) {
    return refuse(
      inherited.problems.map((one) => ({ ...one, path: `base (${base}): ${one.path}` })),
    );
  }
  const { whatIf: _mark, ...own } = inherited.scenario;
  return overridden({ ...own, name, description: description ?? own.description }, base, overrides);
}

/** The scenario with overrides made, and marked with them. */
export function overridden(
  scenario: Scenario,
  base: string,
  overrides: readonly Override[],
): ScenarioReading {
  const { whatIf, ...own } = scenario;
  const applied = applyOverrides(own, overrides);
  if ("problem" in applied) return refuse([applied.problem]);
  const parsed = Scenario.safeParse(applied.document);
  if (!parsed.success) return refuse(toProblems(parsed.error, applied.document));
  const all = [...(whatIf?.overrides ?? []), ...applied.overrides];
  return {
    scenario: { ...parsed.data, whatIf: { base: whatIf?.base ?? base, overrides: all } },
    problems: [],
  };
}

/** What was changed in a scenario that inherits becomes an override of its own. */
export function amended(before: Scenario, after: Scenario): Scenario {
  const { whatIf, ...own } = before;
  if (whatIf === undefined) return after;
  const { whatIf: _mark, name, description, ...changed } = after;
  const overrides = overridesBetween(own, {
    ...changed,
    name: own.name,
    description: own.description,
  });
  const marked = overridden({ ...own, whatIf }, whatIf.base, overrides).scenario;
  return marked === undefined ? after : { ...marked, name, description };
}

/** The text of a scenario's file: of one that inherits only what is its own. */
export function writeScenarioFile(scenario: Scenario): string {
  const { schema, name, description, whatIf } = scenario;
  if (whatIf === undefined) return writeScenario(scenario);
  const overrides = whatIf.overrides.map(({ was: _was, ...override }) => override);
  const variant = { schema, name, description, base: whatIf.base, overrides };
  return `${JSON.stringify(variant, undefined, 2)}\n`;
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

type Migrated = { readonly document: ScenarioDocument } | { readonly problem: Problem };

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
      const expected = `"${SCENARIO_SCHEMA}" ${NEWER_NEEDED}`;
      return { problem: { path: "schema", expected, found: describeValue(version) } };
    }
    current = step(current);
  }
}

function refuse(problems: readonly Problem[]): ScenarioReading {
  return { scenario: undefined, problems: problems.slice(0, MAX_PROBLEMS) };
}
