import { isRecord } from "../../base/guards.js";
import { readDocument } from "../../contract/document.js";
import { HeadroomError } from "../../contract/errors.js";
import { SCENARIO_MAX_BYTES } from "../../contract/scenario-file.js";
import type { Collection } from "./collection.js";

const LONGEST_NAME = 100;
const COPY = / \(copy(?: \d+)?\)$/;

/** “The article (copy)”, and where that is taken “(copy 2)”, “(copy 3)”…, within the length of a name. */
export function copyName(name: string, taken: ReadonlySet<string>): string {
  const original = name.replace(COPY, "");
  for (let number = 1; ; number += 1) {
    const mark = number === 1 ? " (copy)" : ` (copy ${number})`;
    const copy = original.slice(0, LONGEST_NAME - mark.length) + mark;
    if (!taken.has(copy)) return copy;
  }
}

/**
 * The text of a JSON file with fields changed: the others, known or not, and their order stay. Undefined
 * where the text is no JSON object.
 */
export function withFields(
  text: string,
  fields: Readonly<Record<string, unknown>>,
): string | undefined {
  const reading = readDocument(text, SCENARIO_MAX_BYTES);
  if ("problem" in reading || !isRecord(reading.document)) return undefined;
  return `${JSON.stringify({ ...reading.document, ...fields }, undefined, 2)}\n`;
}

/** {@link withFields} of a name, throwing `damaged-file` for a file that cannot take one. */
export function renamedText(text: string, name: string, file: string): string {
  const renamed = withFields(text, { name });
  if (renamed !== undefined) return renamed;
  const problem = {
    path: "(file)",
    expected: "a JSON object, to write the name into",
    found: "none",
  };
  throw new HeadroomError("damaged-file", `${file} cannot be read; mend its text first`, [problem]);
}

/**
 * Stores an item's text under its new name: in place where the id fits that already or is to stay, else in a
 * new file, beside which the old one stays until the caller removes it. Gives the id it is under now.
 */
export async function storeRenamed(
  items: Collection,
  {
    id,
    newId,
    stem,
  }: { readonly id: string; readonly newId: string | undefined; readonly stem: string },
  text: string,
  isTaken: (id: string) => boolean,
): Promise<string> {
  const fits = id.startsWith(stem) && /^(?:-\d+)?$/.test(id.slice(stem.length));
  if (newId === undefined ? fits : newId === id) {
    await items.replace(id, text);
    return id;
  }
  if (newId === undefined) return items.createNamed(stem, text, isTaken);
  if (await items.create(newId, text)) return newId;
  throw new HeadroomError("conflict", `another item has the id ${newId}: choose one not in use`);
}

/** Brings the item of that id that was removed last back, and gives the stamp that it was kept under. */
export async function restoreLast(items: Collection, id: string, noun: string): Promise<string> {
  const [stamp] = await items.removed(id);
  const outcome = stamp === undefined ? "missing" : await items.restore(id, stamp);
  if (stamp === undefined || outcome === "missing") {
    throw new HeadroomError("not-found", `there is no removed ${noun} ${id}`);
  }
  if (outcome === "taken") {
    throw new HeadroomError("conflict", `another ${noun} has taken the id ${id} meanwhile`);
  }
  return stamp;
}
