import { isRecord } from "../base/guards.js";
import type { Problem } from "./errors.js";
import { HeadroomError } from "./errors.js";
import { describeValue, formatPath, toProblems } from "./problems.js";
import { Scenario, SCENARIO_SCHEMA } from "./scenario.js";

/** A scenario is text a person reads; recorded traces are files beside it. */
export const SCENARIO_MAX_BYTES = 5_000_000;
const MAX_DEPTH = 64;
/** Far above any scenario, and low enough to refuse the rest before each part is looked at. */
const MAX_FIELDS = 50_000;
const MAX_VALUES = 500_000;
const MAX_PROBLEMS = 50;

/** Keys that would reach an object's prototype if anything copied them carelessly. */
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

export type ScenarioReading =
  | { readonly scenario: Scenario; readonly problems: readonly [] }
  | { readonly scenario: undefined; readonly problems: readonly Problem[] };

/**
 * Reads a scenario text: size, encoding, JSON syntax, depth, version (migrated to the newest), then
 * every field. Never throws; at most 50 problems are listed.
 */
export function readScenario(source: string | Uint8Array): ScenarioReading {
  const bytes = source.length;
  if (bytes > SCENARIO_MAX_BYTES) {
    return refuse([fileProblem(`at most ${SCENARIO_MAX_BYTES} bytes`, `${bytes} bytes`)]);
  }
  let text: string;
  try {
    text =
      typeof source === "string"
        ? source
        : new TextDecoder("utf-8", { fatal: true }).decode(source);
  } catch {
    return refuse([fileProblem("UTF-8 text", "bytes that are not UTF-8")]);
  }
  const tooLarge = oversize(text);
  if (tooLarge !== undefined) return refuse([tooLarge]);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return refuse([syntaxProblem(text, error)]);
  }
  const forbidden = findForbiddenKey(document, []);
  if (forbidden !== undefined) return refuse([forbidden]);
  const migrated = migrate(document);
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

function fileProblem(expected: string, found: string): Problem {
  return { path: formatPath([]), expected, found };
}

/** What is too deep or too much in a JSON text, ignoring what stands inside strings. */
function oversize(text: string): Problem | undefined {
  let depth = 0;
  let line = 1;
  let fields = 0;
  let values = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10) line += 1;
    if (inString) {
      if (code === 92) at += 1;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 58) fields += 1;
    else if (code === 44) values += 1;
    else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > MAX_DEPTH) {
        const expected = `objects and arrays nested at most ${MAX_DEPTH} deep`;
        return { ...fileProblem(expected, "deeper nesting"), line };
      }
    } else if (code === 125 || code === 93) depth -= 1;
  }
  if (fields > MAX_FIELDS) {
    return fileProblem(`at most ${MAX_FIELDS} fields in all`, `${fields} fields`);
  }
  return values > MAX_VALUES
    ? fileProblem(`at most ${MAX_VALUES} values in all`, `${values} values`)
    : undefined;
}

/** V8 tells a position in most messages; an unexpected end is at the end of the text. */
function syntaxProblem(text: string, error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  const found =
    text.trim() === ""
      ? "an empty text"
      : message.replace(/ in JSON at position \d+.*$/s, "").slice(0, 120);
  const position = /at position (\d+)/.exec(message)?.[1];
  const at = position === undefined ? text.length : Number(position);
  const line = text.slice(0, at).split("\n").length;
  return { ...fileProblem("valid JSON", found), line };
}

function findForbiddenKey(value: unknown, path: readonly PropertyKey[]): Problem | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const entries: Iterable<[PropertyKey, unknown]> = Array.isArray(value)
    ? value.entries()
    : Object.entries(value);
  for (const [key, child] of entries) {
    if (typeof key === "string" && FORBIDDEN_KEYS.has(key)) {
      return {
        path: formatPath([...path, key]),
        expected: "no such field",
        found: `the reserved name ${key}`,
      };
    }
    const inner = findForbiddenKey(child, [...path, key]);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
