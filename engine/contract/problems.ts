import type { z } from "zod";
import { isRecord } from "../base/guards.js";
import type { Problem } from "./errors.js";

/** `["workloads", 0, "session"]` → `workloads[0].session`; the empty path is `(file)`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = "";
  for (const key of path) {
    if (typeof key === "number") text += `[${key}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(String(key)))
      text += text === "" ? String(key) : `.${String(key)}`;
    else text += `[${JSON.stringify(String(key))}]`;
  }
  return text === "" ? "(file)" : text;
}

/** A short, safe description of any value for an error message: type, and the value where it is small. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object") {
    const keys = Object.keys(value);
    return keys.length === 0
      ? "an empty object"
      : `an object with ${keys.slice(0, 4).map(quote).join(", ")}${keys.length > 4 ? "…" : ""}`;
  }
  if (typeof value === "string") return `the text ${quote(value)}`;
  return typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : `a ${typeof value}`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}

/** The value at `path` inside `root`, or undefined where the path leaves the data. */
function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = root;
  for (const key of path) {
    // A bare number stands for {"constant": number}.
    if (typeof value === "number" && key === "constant") return value;
    if (Array.isArray(value) && typeof key === "number") value = value[key];
    else if (isRecord(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

const ARTICLE: Readonly<Record<string, string>> = {
  array: "an array",
  boolean: "true or false",
  int: "a whole number",
  number: "a finite number",
  object: "an object",
  record: "an object",
  string: "a text",
};

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return ARTICLE[issue.expected] ?? issue.expected;
    case "too_small":
      return `${sizeNoun(issue.origin)} ${issue.inclusive === false ? "greater than" : "of at least"} ${issue.minimum}`;
    case "too_big":
      return `${sizeNoun(issue.origin)} ${issue.inclusive === false ? "less than" : "of at most"} ${issue.maximum}`;
    case "invalid_value":
      return issue.values.length === 1
        ? quoteAny(issue.values[0])
        : `one of ${issue.values.map(quoteAny).join(", ")}`;
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_key":
      return issue.issues[0]?.message ?? issue.message;
    case "invalid_union":
      // A discriminated union names its kinds; any other says only that no form fitted.
      return "options" in issue && Array.isArray(issue.options)
        ? `one of ${issue.options.map(quoteAny).join(", ")}`
        : "one of the allowed forms";
    default:
      // zod's own words for a format, such as "Invalid ISO date", say what was found.
      return issue.message.replace(/^Invalid (?=\S)/, "a valid ");
  }
}

/** What a file says that it is written in, where that may be a version of the future. */
export const NEWER_NEEDED = "(a newer Headroom may be needed for a newer version)";

const isVersion = ({ path: [first, ...rest], code }: z.core.$ZodIssue): boolean =>
  code === "invalid_value" && first === "schema" && rest.length === 0;

function sizeNoun(origin: string): string {
  if (origin === "array" || origin === "set") return "a list with a length";
  if (origin === "string") return "a text with a length";
  return "a number";
}

function quoteAny(value: unknown): string {
  return typeof value === "string" ? quote(value) : String(value);
}

/** Turns zod's issues about `input` into {@link Problem}s, one per fault, outermost first. */
export function toProblems(error: z.core.$ZodError, input: unknown): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: formatPath([...issue.path, key]),
        expected: "no such field",
        found: `unknown field ${quote(key)}`,
      }));
    }
    return [
      {
        path: formatPath(issue.path),
        expected: isVersion(issue) ? `${expectation(issue)} ${NEWER_NEEDED}` : expectation(issue),
        found: describeValue(valueAt(input, issue.path)),
      },
    ];
  });
}
