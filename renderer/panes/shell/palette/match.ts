import { go } from "fuzzysort";
import type { PaletteEntry } from "./entries.js";

export interface Match {
  readonly entry: PaletteEntry;
  /** Which characters of the title were looked for. */
  readonly marked: ReadonlySet<number>;
}

/** So many are shown: who looks for more types on. */
const MOST = 60;
/** Of two that match about as well, the one that was picked before comes first. */
const RECENT_BONUS = 1.15;

/**
 * The entries that a query finds, best first: its letters in their order, not necessarily side by side,
 * in the title or in what the entry is. Without a query all of them, what was picked last first.
 */
export function matchEntries(
  entries: readonly PaletteEntry[],
  query: string,
  recentPicks: readonly string[],
): readonly Match[] {
  if (query.trim() === "") {
    const rank = ({ id }: PaletteEntry): number => {
      const at = recentPicks.indexOf(id);
      return at === -1 ? recentPicks.length : at;
    };
    return entries
      .toSorted((a, b) => rank(a) - rank(b))
      .map((entry) => ({ entry, marked: new Set<number>() }));
  }
  const found = go<PaletteEntry>(query, entries, {
    keys: ["title", ({ kind, detail = "" }) => `${kind} ${detail}`],
    limit: MOST,
    threshold: 0.1,
    scoreFn: ({ score, obj }) => score * (recentPicks.includes(obj.id) ? RECENT_BONUS : 1),
  });
  return found.map((result) => ({
    entry: result.obj,
    marked: new Set(result[0]?.indexes ?? []),
  }));
}
