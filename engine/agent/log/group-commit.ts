import type Database from "libsql";
import { LogError } from "../ports.js";
import { guarded } from "./database.js";

interface Operation {
  /** Looks before it writes: one that throws a `LogError` has written nothing. */
  readonly run: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts everything asked for in one turn of the event loop into one transaction, so that many sessions
 * share the wait for the disk. Promises settle after the commit; a refused operation fails alone, a
 * commit that fails fails all of its own.
 */
export class GroupCommit {
  readonly #database: Database.Database;
  readonly #file: string;
  readonly #committed: () => void;
  readonly #pending: Operation[] = [];
  #scheduled = false;

  /** `committed` runs after each commit and before its promises settle. */
  constructor(database: Database.Database, file: string, committed: () => void) {
    this.#database = database;
    this.#file = file;
    this.#committed = committed;
  }

  run<T>(operation: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#pending.push({ run: operation, resolve, reject });
      if (this.#scheduled) return;
      this.#scheduled = true;
      setImmediate(() => this.flush());
    });
  }

  /** Commits what waits. */
  flush(): void {
    this.#scheduled = false;
    const batch = this.#pending.splice(0);
    if (batch.length === 0) return;
    const settle: (() => void)[] = [];
    try {
      guarded(this.#file, () => {
        this.#database.exec("BEGIN IMMEDIATE");
        for (const operation of batch) settle.push(this.#perform(operation));
        this.#database.exec("COMMIT");
      });
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec("ROLLBACK");
      for (const { reject } of batch) reject(error);
      return;
    }
    this.#committed();
    for (const done of settle) done();
  }

  #perform({ run, resolve, reject }: Operation): () => void {
    try {
      const value = run();
      return () => resolve(value as never);
    } catch (error) {
      if (error instanceof LogError) return () => reject(error);
      throw error;
    }
  }
}
