import { isRecord } from "../../../../engine/base/guards.js";
import { formatPath } from "../../../../engine/contract/problems.js";
import type { Scenario } from "../../../../engine/contract/scenario.js";
import { pointerTo } from "../../../../engine/contract/what-if.js";
import { withName, withValue } from "../../editor/edit-text.js";
import type { Path } from "../../editor/edit-text.js";

export type { Path } from "../../editor/edit-text.js";

/** What the form shows of a text, and how it writes into it. */
export interface FormSource {
  /** The scenario as the text has it; of one that inherits, with what it inherits. */
  readonly root: unknown;
  /** What it inherits from; undefined where it stands alone. */
  readonly base: string | undefined;
  /** Whether the value, or a part of it, is the text's own and not the base's. */
  readonly isOverridden: (path: Path) => boolean;
  /** Where the text says the value; undefined where the base does. */
  readonly textPath: (path: Path) => string | undefined;
  /** The text with another value; undefined takes it away. */
  readonly write: (path: Path, value: unknown) => string;
  /** The text with a field named otherwise. */
  readonly rename: (path: Path, name: string) => string;
  /** The text without what is its own at or below a path. */
  readonly reset: (path: Path) => string;
}

/** The value at a path; undefined where it leads nowhere. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isRecord(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

/** `after` with every part that is as it was in `before` taken from there: what is equal is the same. */
export function shared(before: unknown, after: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(after)) {
    const items = after.map((item: unknown, at) => shared(before[at], item));
    const isSame = items.length === before.length && items.every((item, at) => item === before[at]);
    return isSame ? before : items;
  }
  if (!isRecord(before) || !isRecord(after)) return after;
  const entries = Object.entries(after).map(([key, value]) => [key, shared(before[key], value)]);
  const names = Object.keys(before);
  const isSame =
    entries.length === names.length &&
    entries.every(([key, value], at) => key === names[at] && value === before[String(key)]);
  return isSame ? before : Object.fromEntries(entries);
}

/**
 * Reads a text for the form; undefined where it is no JSON object, or inherits from a base that
 * `resolved` does not know yet.
 */
export function readSource(text: string, resolved: Scenario | undefined): FormSource | undefined {
  const root = parsed(text);
  if (!isRecord(root)) return undefined;
  if (!("base" in root)) return standingAlone(text, root);
  const { overrides, base } = root;
  if (resolved === undefined || !Array.isArray(overrides)) return undefined;
  return inheriting(text, String(base), overrides, resolved);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function standingAlone(text: string, root: object): FormSource {
  return {
    root,
    base: undefined,
    isOverridden: () => false,
    textPath: (path) => formatPath([...path]),
    write: (path, value) => withValue(text, path, value),
    rename: (path, name) => withName(text, path, name),
    reset: () => text,
  };
}

/** What a variant says itself, beside its overrides. */
const OWN: ReadonlySet<string | number> = new Set(["name", "description"]);

const isOwn = (path: Path): boolean => path.length === 1 && OWN.has(path[0] ?? "");

const isAtOrBelow = (pointer: string, above: string): boolean =>
  pointer === above || pointer.startsWith(`${above}/`);

function inheriting(
  text: string,
  base: string,
  overrides: readonly unknown[],
  { whatIf: _mark, ...root }: Scenario,
): FormSource {
  const pointers = overrides.map((one) => (isRecord(one) ? String(one["path"]) : ""));
  /** The override that gives a value, and the way from it to there. */
  const giverOf = (path: Path): { at: number; rest: Path } | undefined => {
    for (let length = path.length; length > 0; length -= 1) {
      const at = pointers.lastIndexOf(pointerTo(path.slice(0, length)));
      if (at >= 0) return { at, rest: path.slice(length) };
    }
    return undefined;
  };
  const without = (path: Path): string => {
    const above = pointerTo(path);
    let left = text;
    for (let at = pointers.length - 1; at >= 0; at -= 1) {
      if (isAtOrBelow(pointers[at] ?? "", above))
        left = withValue(left, ["overrides", at], undefined);
    }
    return left;
  };
  const write = (path: Path, value: unknown): string => {
    if (isOwn(path)) return withValue(text, path, value);
    const giver = giverOf(path);
    if (giver !== undefined && value !== undefined) {
      return withValue(text, ["overrides", giver.at, "value", ...giver.rest], value);
    }
    if (giver !== undefined && giver.rest.length > 0) {
      return withValue(text, ["overrides", giver.at, "value", ...giver.rest], undefined);
    }
    const left = without(path);
    const above = pointerTo(path);
    const count = pointers.filter((pointer) => !isAtOrBelow(pointer, above)).length;
    const has = valueAt(root, path) !== undefined;
    if (value === undefined) {
      const given = giver === undefined ? undefined : overrides[giver.at];
      // What the base never had is gone with the override that added it.
      if (isRecord(given) && given["op"] === "add") return left;
      const remove = { op: "remove", path: pointerTo(path) };
      return has ? withValue(left, ["overrides", count], remove) : left;
    }
    const { path: at, value: whole } = has ? { path, value } : missing(root, path, value);
    const override = { op: has ? "replace" : "add", path: pointerTo(at), value: whole };
    return withValue(left, ["overrides", count], override);
  };
  return {
    root,
    base,
    isOverridden: (path) =>
      isOwn(path)
        ? false
        : giverOf(path) !== undefined ||
          pointers.some((pointer) => isAtOrBelow(pointer, pointerTo(path))),
    textPath(path) {
      if (isOwn(path)) return formatPath([...path]);
      const giver = giverOf(path);
      return giver === undefined
        ? undefined
        : formatPath(["overrides", giver.at, "value", ...giver.rest]);
    },
    write,
    rename: (path, name) => {
      const parent = valueAt(root, path.slice(0, -1));
      if (!isRecord(parent)) return text;
      const renamed = Object.entries(parent).map(([key, value]) => [
        key === path.at(-1) ? name : key,
        value,
      ]);
      return write(path.slice(0, -1), Object.fromEntries(renamed));
    },
    reset: without,
  };
}

/** The uppermost object on the way that is not there, with the value in it. */
function missing(root: unknown, path: Path, value: unknown): { path: Path; value: unknown } {
  for (let length = 1; length < path.length; length += 1) {
    if (valueAt(root, path.slice(0, length)) === undefined) {
      const whole = path
        .slice(length)
        .reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
      return { path: path.slice(0, length), value: whole };
    }
  }
  return { path, value };
}
