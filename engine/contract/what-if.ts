import { z } from "zod";
import { isRecord } from "../base/guards.js";
import type { Problem } from "./errors.js";
import { describeValue, formatPath } from "./problems.js";

/**
 * One change to a base: the operations `add`, `remove` and `replace` of JSON Patch (RFC 6902) on a JSON
 * pointer (RFC 6901). JSON Merge Patch (RFC 7396) reads more easily, but replaces every list whole, and
 * a scenario's workloads are one: to change a rate it would have to repeat the workload, which would then
 * no longer be inherited.
 */
export const Override = z.discriminatedUnion("op", [
  z.strictObject({ op: z.enum(["add", "replace"]), path: pointer(), value: z.json() }),
  z.strictObject({ op: z.literal("remove"), path: pointer() }),
]);
export type Override = z.output<typeof Override>;
type Json = z.output<ReturnType<typeof z.json>>;

function pointer() {
  return z
    .string()
    .max(1000)
    .regex(/^(\/([^/~]|~[01])*)+$/, "a JSON pointer such as /workloads/0/name");
}

/** A scenario that inherits whatever it does not override. */
export const ScenarioVariant = z.strictObject({
  schema: z.string(),
  name: z.string().min(1).max(100),
  description: z.string().max(4000).optional(),
  /** A file, as seen from this one, or the id of a scenario in the library. */
  base: z.string().min(1).max(260),
  overrides: z.array(Override).max(500),
});
export type ScenarioVariant = z.output<typeof ScenarioVariant>;

/** What a scenario inherits from, and each value that is its own. */
export const WhatIf = z.strictObject({
  base: z.string().min(1).max(260),
  overrides: z.array(
    z.strictObject({
      op: z.enum(["add", "remove", "replace"]),
      path: pointer(),
      value: z.json().optional(),
      /** What the base has there. */
      was: z.json().optional(),
    }),
  ),
});
export type WhatIf = z.output<typeof WhatIf>;

export type Overridden =
  | { readonly document: unknown; readonly overrides: WhatIf["overrides"] }
  | { readonly problem: Problem };

/** Applies overrides in their order to a JSON document, which stays as it is. Never throws. */
export function applyOverrides(document: unknown, overrides: readonly Override[]): Overridden {
  let current = document;
  const applied: WhatIf["overrides"] = [];
  for (const override of overrides) {
    const keys = keysOf(override.path);
    const place = placeOf(current, keys);
    const isKnown = place !== undefined && (override.op === "add" || place.has);
    if (!isKnown) {
      const expected =
        override.op === "add"
          ? "a place in an object or a list of the base"
          : `a value of the base to ${override.op} ("add" sets one that is not there)`;
      return { problem: { path: formatPath(place?.path ?? keys), expected, found: "nothing" } };
    }
    const was = place.has ? { was: plain(place.value) } : {};
    current = changed(current, keys, override);
    applied.push({ ...override, ...was });
  }
  return { document: current, overrides: applied };
}

/** A value as JSON has it. */
const plain = (value: unknown): Json => z.json().parse(JSON.parse(JSON.stringify(value)));

/** `/a~1b/0` → `["a/b", "0"]`. */
function keysOf(path: string): string[] {
  return path
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** `["a/b", 0]` → `/a~1b/0`. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

interface Place {
  readonly path: readonly PropertyKey[];
  /** Whether something is there already. */
  readonly has: boolean;
  readonly value?: unknown;
}

/** Where the keys lead; undefined where they leave the document before their end. */
function placeOf(root: unknown, keys: readonly string[]): Place | undefined {
  const path: PropertyKey[] = [];
  let value = root;
  for (const [at, key] of keys.entries()) {
    const isLast = at === keys.length - 1;
    if (Array.isArray(value)) {
      const index = key === "-" ? value.length : /^(0|[1-9]\d*)$/.test(key) ? Number(key) : -1;
      if (index < 0 || index > value.length) return undefined;
      path.push(index);
      if (index === value.length) return isLast ? { path, has: false } : undefined;
      value = value[index];
    } else if (isRecord(value)) {
      path.push(key);
      if (!Object.hasOwn(value, key)) return isLast ? { path, has: false } : undefined;
      value = value[key];
    } else return undefined;
  }
  return { path, has: true, value };
}

/** A copy with the override made; {@link placeOf} has found its place. */
function changed(
  root: unknown,
  [key = "", ...rest]: readonly string[],
  override: Override,
): unknown {
  const isLast = rest.length === 0;
  if (Array.isArray(root)) {
    const index = key === "-" ? root.length : Number(key);
    if (!isLast) return root.with(index, changed(root[index], rest, override));
    if (override.op === "remove") return root.toSpliced(index, 1);
    return override.op === "add"
      ? root.toSpliced(index, 0, override.value)
      : root.with(index, override.value);
  }
  if (!isRecord(root)) return root;
  if (!isLast) return { ...root, [key]: changed(root[key], rest, override) };
  if (override.op !== "remove") return { ...root, [key]: override.value };
  return Object.fromEntries(Object.entries(root).filter(([name]) => name !== key));
}

/** The overrides that make one document of another. Lists of another length are replaced whole. */
export function overridesBetween(
  before: unknown,
  after: unknown,
  path: readonly PropertyKey[] = [],
): Override[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((one, at) => overridesBetween(one, after[at], [...path, at]));
  }
  if (!isRecord(before) || !isRecord(after)) {
    return [{ op: "replace", path: pointerTo(path), value: plain(after) }];
  }
  const gone = Object.keys(before).filter(
    (key) => after[key] === undefined && before[key] !== undefined,
  );
  return [
    ...gone.map((key): Override => ({ op: "remove", path: pointerTo([...path, key]) })),
    ...Object.entries(after).flatMap(([key, value]): Override[] => {
      if (value === undefined) return [];
      if (before[key] !== undefined) return overridesBetween(before[key], value, [...path, key]);
      return [{ op: "add", path: pointerTo([...path, key]), value: plain(value) }];
    }),
  ];
}

/** One override in words: `brain.replicas: 10 → 4`. */
export function overrideText({ path, op, value, was }: WhatIf["overrides"][number]): string {
  const keys = keysOf(path).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  const to = op === "remove" ? "removed" : valueText(value);
  return `${formatPath(keys)}: ${was === undefined ? "new" : valueText(was)} → ${to}`;
}

const valueText = (value: unknown): string =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : describeValue(value);

/**
 * Reads `brain.replicas=4` or `hands["knowledge base"].workers=8`: the place as messages name it, and JSON
 * or plain text. undefined where it is neither.
 */
export function readSetting(text: string): { path: string; value: Json } | undefined {
  const [, place = "", value = ""] = /^((?:[^=["]|\[\d+\]|\["[^"]*"\])+)=(.*)$/s.exec(text) ?? [];
  const keys = [...place.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, name]) => quoted ?? index ?? name ?? "",
  );
  if (keys.length === 0) return undefined;
  try {
    return { path: pointerTo(keys), value: z.json().parse(JSON.parse(value)) };
  } catch {
    return { path: pointerTo(keys), value };
  }
}
