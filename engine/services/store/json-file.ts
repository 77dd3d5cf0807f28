import type { z } from "zod";
import { formatProblem, type Problem } from "../../contract/errors.js";
import { parseJson } from "../../contract/document.js";
import { toProblems } from "../../contract/problems.js";
import { readRegularFile } from "./read-file.js";

/** A stored JSON file: its value, nothing there, or what is wrong with it. */
export type JsonReading<T> =
  | { readonly state: "read"; readonly value: T; readonly modifiedAt: Date }
  | { readonly state: "missing" }
  | { readonly state: "damaged"; readonly problems: readonly Problem[] };

/** Reads a JSON file through its schema. Never throws; a fault of any kind is `damaged`. */
export async function readJsonFile<S extends z.ZodType>(
  file: string,
  schema: S,
  maxBytes: number,
): Promise<JsonReading<z.output<S>>> {
  const reading = await readRegularFile(file, maxBytes);
  if (reading.bytes === undefined) {
    if (reading.missing) return { state: "missing" };
    return { state: "damaged", problems: [reading.problem] };
  }
  const parsed = parseAs(reading.bytes, schema);
  if ("problems" in parsed) return { state: "damaged", problems: parsed.problems };
  return { state: "read", value: parsed.value, modifiedAt: reading.modifiedAt };
}

/** The value of a JSON text through its schema, or what is wrong with it. Never throws. */
export function parseAs<S extends z.ZodType>(
  source: string | Uint8Array,
  schema: S,
): { readonly value: z.output<S> } | { readonly problems: readonly Problem[] } {
  const json = parseJson(source);
  if ("problem" in json) return { problems: [json.problem] };
  const { document } = json;
  const parsed = schema.safeParse(document);
  return parsed.success ? { value: parsed.data } : { problems: toProblems(parsed.error, document) };
}

/** The first fault in one line, and how many more there are. */
export function describeDamage(problems: readonly Problem[]): string {
  const [first] = problems;
  if (first === undefined) return "unknown damage";
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return `${formatProblem(first)}${more}`;
}
