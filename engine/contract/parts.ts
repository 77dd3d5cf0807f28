import { isRecord } from "../base/guards.js";
import { HeadroomError } from "./errors.js";

/** Items of a list that one message carries: a millisecond or two of work for whoever reads it. */
export const PART_ITEMS = 250;

/** Characters of a text that one message carries: as little work. */
export const PART_CHARACTERS = 250_000;

/**
 * Some items of a list of an answer, or some of a text. `path` leads there by the names of fields. They are JSON, as
 * text passes from process to process, and into Electron's page, at next to no cost, and is read when its reader
 * has time.
 */
export interface Part {
  readonly path: string[];
  readonly json: string;
}

/**
 * A long answer as several messages, so that its reader is never busy for long with one: the items of
 * each list of more than {@link PART_ITEMS} and the characters of each text of more than
 * {@link PART_CHARACTERS}, in order, and the answer with these empty. What is inside of lists stays whole.
 * {@link joined} is the way back.
 */
export function inParts(output: unknown): {
  readonly parts: readonly Part[];
  readonly rest: unknown;
} {
  const parts: Part[] = [];
  return { rest: emptied(output, [], parts), parts };
}

function emptied(value: unknown, path: string[], parts: Part[]): unknown {
  if (Array.isArray(value) && path.length > 0 && value.length > PART_ITEMS) {
    for (let at = 0; at < value.length; at += PART_ITEMS) {
      parts.push({ path, json: JSON.stringify(value.slice(at, at + PART_ITEMS)) });
    }
    return [];
  }
  if (typeof value === "string" && path.length > 0 && value.length > PART_CHARACTERS) {
    for (let at = 0; at < value.length; at += PART_CHARACTERS) {
      parts.push({ path, json: JSON.stringify(value.slice(at, at + PART_CHARACTERS)) });
    }
    return "";
  }
  if (!isPlain(value)) return value;
  const before = parts.length;
  const fields = Object.entries(value).map(([key, field]): [string, unknown] => [
    key,
    emptied(field, [...path, key], parts),
  ]);
  // What has nothing long is sent as it is.
  return parts.length === before ? value : Object.fromEntries(fields);
}

/** An array buffer or a date is no record of fields. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * Puts the parts of an answer, in the order they were sent, back into its emptied lists and texts, with a rest before
 * each. Changes `answer`, which the caller has just received. Throws `internal` where a part has no place to go to.
 */
export async function joined(
  answer: unknown,
  parts: readonly Part[],
  rest: () => Promise<void>,
): Promise<unknown> {
  for (const { path, json } of parts) {
    await rest();
    const [last = "", ...before] = path.toReversed();
    let holder: unknown = answer;
    for (const key of before.toReversed()) holder = fieldOf(holder, key);
    const place = fieldOf(holder, last);
    const part: unknown = JSON.parse(json);
    if (Array.isArray(place) && Array.isArray(part)) {
      for (const item of part) place.push(item);
    } else if (isRecord(holder) && typeof place === "string" && typeof part === "string") {
      Object.assign(holder, { [last]: place + part });
    } else {
      throw new HeadroomError("internal", `the answer has no list or text ${path.join(".")}`);
    }
  }
  return answer;
}

function fieldOf(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
