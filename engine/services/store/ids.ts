import { invariant } from "../../base/assert.js";

/** Leaves room for a suffix within the 80 characters of an id. */
const LONGEST_STEM = 56;

/** Device names that Windows resolves in every folder, whatever the ending. */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * An id from a name: `Café & Co. (EU)` → `cafe-co-eu`. Letters lose their marks; what is left of a
 * name in another script may be nothing, and then `fallback` stands in.
 */
export function idFromName(name: string, fallback: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST_STEM)
    .replace(/^-+|-+$/g, "");
  if (slug === "") return fallback;
  return WINDOWS_DEVICE.test(slug) ? `${slug}-${fallback}` : slug;
}

/** `2025-11-22T10:15:30.123Z` → `20251122t101530123z`, which sorts by time and may stand in an id. */
export function compactTime(time: Date): string {
  return time.toISOString().replace(/[-:.]/g, "").toLowerCase();
}

/** The ISO time of a {@link compactTime} that a text begins with. */
export function timeOfStamp(stamp: string): string {
  const parts = /^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)(\d{3})z/.exec(stamp)?.slice(1);
  invariant(parts !== undefined, "a stamp begins with the time");
  const [year, month, day, hour, minute, second, millisecond] = parts;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`;
}
