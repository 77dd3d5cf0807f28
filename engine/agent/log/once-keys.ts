import type Database from "libsql";
import { z } from "zod";
import { text } from "./rows.js";

interface Known {
  readonly keys: Set<string>;
  /** Position of the last event that is in `keys`. */
  upTo: number;
}

/**
 * The keys of `onceKey` that sessions have already, remembered for those that are written here: an index in the
 * file would say the same, at half of all the pages that a commit writes. Asked and told inside a transaction
 * that holds the file's write lock, so that what it says holds until the commit.
 */
export class OnceKeys {
  readonly #remembered = new Map<string, Known>();
  readonly #after;

  constructor(database: Database.Database) {
    // As bytes: see EVENT_COLUMNS.
    this.#after = database.prepare<[string, number]>(
      "SELECT CAST(once AS BLOB) AS once FROM events WHERE session = ? AND position > ? AND once IS NOT NULL",
    );
  }

  /** The first of `keys` that the session has, up to its position `last`, or that is there twice. */
  twice(session: string, last: number, keys: readonly string[]): string | undefined {
    const known = this.#remembered.get(session) ?? { keys: new Set<string>(), upTo: 0 };
    if (known.upTo < last) {
      // Appended before the session was remembered, or by another process since.
      for (const row of this.#after.iterate(session, known.upTo)) {
        known.keys.add(Row.parse(row).once);
      }
      known.upTo = last;
    }
    return keys.find((key, at) => keys.indexOf(key) !== at || known.keys.has(key));
  }

  /** The session is written here from now on. */
  remember(session: string): void {
    if (!this.#remembered.has(session)) {
      this.#remembered.set(session, { keys: new Set(), upTo: 0 });
    }
  }

  /** The session, which `twice` was asked about, has got further events, up to position `last`. */
  add(session: string, keys: readonly string[], last: number): void {
    const known = this.#remembered.get(session);
    if (known === undefined) return;
    for (const key of keys) known.keys.add(key);
    known.upTo = last;
  }

  /** The session is written here no more, or what was added never was. */
  forget(session: string): void {
    this.#remembered.delete(session);
  }
}

const Row = z.object({ once: text });
