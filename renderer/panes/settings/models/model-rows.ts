import { isRecord } from "../../../../engine/base/guards.js";
import { valueAt } from "../../scenario/form/form-source.js";
import type { Path } from "../../scenario/form/form-source.js";

/** A value to be written into the text of the registry; undefined takes away what is there. */
export interface Change {
  readonly path: Path;
  readonly value: unknown;
}

/** One version as the table shows it. The text may be wrong anywhere, so that nothing is sure to be there. */
export interface VersionRow {
  readonly model: string;
  /** Its place among the model's versions. */
  readonly at: number;
  readonly version: string;
  readonly server: string;
  readonly deprecatedFrom: string | undefined;
  /** What holds on the day that was asked for. */
  readonly price: Readonly<Record<string, unknown>> | undefined;
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  isRecord(value) ? Object.fromEntries(Object.entries(value)) : {};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Every version of every model of a registry's JSON, with its price of a day (`YYYY-MM-DD`). */
export function versionRows(root: unknown, day: string): VersionRow[] {
  return Object.entries(record(valueAt(root, ["models"]))).flatMap(([model, versions]) =>
    list(versions).map((one, at) => {
      const { version, server, deprecatedFrom, prices } = record(one);
      return {
        model,
        at,
        version: text(version),
        server: text(server),
        deprecatedFrom: typeof deprecatedFrom === "string" ? deprecatedFrom : undefined,
        price: priceOf(prices, day),
      };
    }),
  );
}

/** The price that began last, on that day or before it. */
export function priceOf(
  prices: unknown,
  day: string,
): Readonly<Record<string, unknown>> | undefined {
  return list(prices)
    .map(record)
    .filter(({ from }) => text(from) !== "" && text(from) <= day)
    .toSorted((a, b) => text(b["from"]).localeCompare(text(a["from"])))[0];
}

/** Names of the aliases. */
export const aliasNames = (root: unknown): string[] =>
  Object.keys(record(valueAt(root, ["aliases"])));

export const modelNames = (root: unknown): string[] =>
  Object.keys(record(valueAt(root, ["models"])));

/**
 * What else has to change so that every alias goes on meaning the version that it means, when a model
 * or one of its versions is called otherwise.
 */
export function aliasChanges(
  root: unknown,
  from: { readonly model: string; readonly version?: string },
  to: { readonly model: string; readonly version?: string },
): Change[] {
  return aliasNames(root).flatMap((alias) =>
    [
      ["aliases", alias],
      ["aliases", alias, "canary"],
    ].flatMap((path): Change[] => {
      const { model, version } = record(valueAt(root, path));
      if (model !== from.model) return [];
      if (from.version !== undefined && version !== from.version) return [];
      return [
        ...(to.model === from.model ? [] : [{ path: [...path, "model"], value: to.model }]),
        ...(to.version === undefined ? [] : [{ path: [...path, "version"], value: to.version }]),
      ];
    }),
  );
}

/** The next version of a model: like the one given, under the next free number, not deprecated. */
export function nextVersion(versions: unknown, like: unknown): unknown {
  const taken = list(versions).map((one) => record(one)["version"]);
  let number = taken.length + 1;
  while (taken.includes(String(number))) number += 1;
  const { deprecatedFrom: _old, ...rest } = record(like);
  return { ...rest, version: String(number) };
}

/** A model that is served by Anthropic's API under its own name, still without a price. */
export function newModel(name: string): unknown {
  return [
    {
      version: "1",
      modelId: name,
      server: "https://api.anthropic.com",
      keyName: "ANTHROPIC_API_KEY",
      prices: [],
    },
  ];
}

const NO_PRICE = { inputUsd: 0, outputUsd: 0, cacheReadUsd: 0, cacheWriteUsd: 0 };
const MS_PER_DAY = 86_400_000;

/** A price that begins today, or the day after the last one: as that one is, but for who says so. */
export function nextPrice(prices: unknown, today: string): unknown {
  const last = list(prices)
    .map(record)
    .toSorted((a, b) => text(b["from"]).localeCompare(text(a["from"])))[0];
  if (last === undefined) return { from: today, ...NO_PRICE };
  const { source: _old, ...rest } = last;
  const after = Date.parse(text(last["from"])) + MS_PER_DAY;
  const isFree = text(last["from"]) < today || Number.isNaN(after);
  return { ...rest, from: isFree ? today : new Date(after).toISOString().slice(0, 10) };
}

/** Takes a version away, and with its last one the model. */
export function removal(root: unknown, { model, at }: { model: string; at: number }): Change {
  const isOnly = list(valueAt(root, ["models", model])).length === 1;
  return { path: isOnly ? ["models", model] : ["models", model, at], value: undefined };
}

/** What stands in the registry to be pointed at, as `model version`; no name of a model has a space. */
export const targetsOf = (rows: readonly VersionRow[]): string[] =>
  rows.map(({ model, version }) => `${model} ${version}`);

/** The two halves of what {@link targetsOf} gives. */
export function targetOf(words: string): { readonly model: string; readonly version: string } {
  const at = words.indexOf(" ");
  return { model: words.slice(0, at), version: words.slice(at + 1) };
}

/** What removing a version does to sessions that have not ended; undefined: it is not known. */
export function pinnedText(sessions: number | undefined): string {
  if (sessions === undefined) return "The sessions could not be counted that pin it.";
  if (sessions === 0) return "No session that has not ended pins it.";
  return sessions === 1
    ? "1 session that has not ended pins it, and could not go on."
    : `${sessions} sessions that have not ended pin it, and could not go on.`;
}

/** The versions that are stored and no longer in what was typed, with how many sessions pin each. */
export function unpinned(
  before: unknown,
  now: unknown,
  pins: Readonly<Record<string, number>> | undefined,
): { readonly target: string; readonly sessions: number }[] {
  const there = new Set(targetsOf(versionRows(now, "")));
  return targetsOf(versionRows(before, ""))
    .filter((target) => !there.has(target))
    .map((target) => ({ target, sessions: pins?.[target] ?? 0 }))
    .filter(({ sessions }) => sessions > 0);
}
