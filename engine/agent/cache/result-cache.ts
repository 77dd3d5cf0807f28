import { isRecord } from "../../base/guards.js";
import type { Clock, ResultCache } from "../ports.js";

const MOST_ENTRIES = 10_000;

/** Results of `read` tools in memory. Over the limit the entry that was put in first goes first. */
export class MemoryResultCache implements ResultCache {
  readonly #clock: Pick<Clock, "nowMs">;
  readonly #mostEntries: number;
  readonly #entries = new Map<string, { result: string; putAtMs: number; ttlMs: number }>();
  #hits = 0;
  #misses = 0;

  constructor(clock: Pick<Clock, "nowMs">, mostEntries = MOST_ENTRIES) {
    this.#clock = clock;
    this.#mostEntries = mostEntries;
  }

  async get(tool: string, input: unknown): Promise<string | undefined> {
    const key = keyOf(tool, input);
    const entry = this.#entries.get(key);
    const ageMs = this.#clock.nowMs() - (entry?.putAtMs ?? 0);
    // Nobody knows the age of what was put in before the clock was set back.
    if (entry !== undefined && ageMs >= 0 && ageMs < entry.ttlMs) {
      this.#hits += 1;
      return entry.result;
    }
    this.#entries.delete(key);
    this.#misses += 1;
    return undefined;
  }

  async put(tool: string, input: unknown, result: string, ttlMs: number): Promise<void> {
    const key = keyOf(tool, input);
    this.#entries.delete(key);
    this.#entries.set(key, { result, putAtMs: this.#clock.nowMs(), ttlMs });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#mostEntries) return;
      this.#entries.delete(oldest);
    }
  }

  clear(): void {
    this.#entries.clear();
  }

  stats(): { hits: number; misses: number; entries: number } {
    return { hits: this.#hits, misses: this.#misses, entries: this.#entries.size };
  }
}

function keyOf(tool: string, input: unknown): string {
  return JSON.stringify([tool, canonical(input)]);
}

/** The same value with the keys of every object in order, so that equal inputs have equal texts. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, canonical(value[key])]),
  );
}
