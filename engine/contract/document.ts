import { parse, type ParseError } from "jsonc-parser";
import type { Problem } from "./errors.js";
import { formatPath } from "./problems.js";

const MAX_DEPTH = 64;
/** Far above any document a person writes, and low enough to refuse the rest before each part is looked at. */
const MAX_FIELDS = 50_000;
const MAX_VALUES = 500_000;

/** Keys that would reach an object's prototype if anything copied them carelessly. */
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

export type DocumentReading = { readonly document: unknown } | { readonly problem: Problem };

/**
 * Reads a JSON text that somebody wrote: size, encoding, syntax, depth and reserved names. What the
 * document means is its schema's business. Never throws.
 */
export function readDocument(source: string | Uint8Array, maxBytes: number): DocumentReading {
  const bytes = source.length;
  if (bytes > maxBytes) {
    return { problem: fileProblem(`at most ${maxBytes} bytes`, `${bytes} bytes`) };
  }
  const text = decode(source);
  if (typeof text !== "string") return text;
  const tooLarge = oversize(text);
  if (tooLarge !== undefined) return { problem: tooLarge };
  const parsed = parseJson(text);
  if ("problem" in parsed) return parsed;
  const forbidden = findForbiddenKey(parsed.document, []);
  return forbidden === undefined ? parsed : { problem: forbidden };
}

/** The value of a JSON text of any size, or the line and the kind of its first fault. Never throws. */
export function parseJson(source: string | Uint8Array): DocumentReading {
  const text = decode(source);
  if (typeof text !== "string") return text;
  try {
    const document: unknown = JSON.parse(text);
    return { document };
  } catch (error) {
    return { problem: syntaxProblem(text, error) };
  }
}

function decode(source: string | Uint8Array): string | { readonly problem: Problem } {
  if (typeof source === "string") return source;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(source);
  } catch {
    return { problem: fileProblem("UTF-8 text", "bytes that are not UTF-8") };
  }
}

/** A fault of the document as a whole. */
export function fileProblem(expected: string, found: string): Problem {
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

function syntaxProblem(text: string, error: unknown): Problem {
  const conflict = conflictLine(text);
  if (conflict !== undefined) {
    const expected = "one version of the text: keep what is right of both, and take the marks out";
    return { ...fileProblem(expected, "the marks of a git merge conflict"), line: conflict };
  }
  if (text.trim() === "") return fileProblem("valid JSON", "an empty text");
  const message = error instanceof Error ? error.message : String(error);
  const found = message.replace(/ in JSON at position \d+.*$/s, "").replaceAll(/\s+/g, " ");
  const problem = fileProblem("valid JSON", found.slice(0, 120));
  // The parser that knows positions calls itself for each level: a text too deep for it goes without a line.
  return oversize(text) === undefined ? { ...problem, line: faultLine(text) } : problem;
}

/** The line of the first fault: V8 says what it is, but leaves its position out of half of its messages. */
function faultLine(text: string): number {
  const faults: ParseError[] = [];
  parse(text, faults, { allowTrailingComma: false, disallowComments: true });
  return text.slice(0, faults[0]?.offset).split("\n").length;
}

/** The first line of a conflict that git left behind for its user to settle. */
function conflictLine(text: string): number | undefined {
  const at = text.search(/^<{7}(?: |$)/m);
  return at === -1 ? undefined : text.slice(0, at).split("\n").length;
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
