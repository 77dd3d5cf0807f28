import type Database from "libsql";
import path from "node:path";
import { LogError } from "../ports.js";
import { guarded } from "./database.js";

interface Operation {
  /** Looks before it writes: one that throws a `LogError` has written nothing. */
  readonly run: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Who is told how a transaction goes on. */
interface Listener {
  /** After each round of operations: what they wrote has its place. Returns whether anybody goes on from it. */
  placed(): boolean;
  /** The last chance to write before the commit. */
  committing(): void;
  /** After the commit and before its promises settle. */
  committed(): void;
  /** What was placed since the last commit never was. */
  undone(error: unknown): void;
}

/**
 * How many times what was placed may bring forth more before the commit. A step of a session is at most that
 * many appends long: the outcome of a call, the next inference; its outcome, the start of a call.
 */
const MOST_ROUNDS = 4;

/**
 * Transactions that hold their file's write lock over turns of the event loop. Another connection of this
 * thread would wait for it and keep it from ever being given back.
 */
const open = new Map<string, GroupCommit>();

/**
 * Puts everything asked for in one turn of the event loop into one transaction, and what follows from it in the
 * next few turns too, so that the steps of a session, and many sessions, share the wait for the disk. Promises
 * settle after the commit; a refused operation fails alone, a commit that fails fails all of its own.
 */
export class GroupCommit {
  readonly #database: Database.Database;
  readonly #file: string;
  readonly #listener: Listener;
  readonly #pending: Operation[] = [];
  /** Of the open transaction. */
  #performed: Operation[] = [];
  #settle: (() => void)[] = [];
  #rounds = 0;
  #scheduled = false;

  constructor(database: Database.Database, file: string, listener: Listener) {
    this.#database = database;
    this.#file = path.resolve(file);
    this.#listener = listener;
  }

  run<T>(operation: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#pending.push({ run: operation, resolve, reject });
      this.#schedule();
    });
  }

  /** Commits what waits. */
  flush(): void {
    this.#turn(true);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#turn(false);
    });
  }

  #turn(last: boolean): void {
    const round = this.#pending.splice(0);
    this.#performed.push(...round);
    if (this.#performed.length === 0) return;
    try {
      const goesOn = guarded(this.#file, () => this.#perform(round));
      this.#rounds += 1;
      if (goesOn && !last && this.#rounds < MOST_ROUNDS) {
        this.#schedule();
        return;
      }
      guarded(this.#file, () => {
        this.#listener.committing();
        this.#database.exec("COMMIT");
      });
    } catch (error) {
      this.#undo(error);
      return;
    }
    open.delete(this.#file);
    const settle = this.#settle;
    this.#reset();
    this.#listener.committed();
    for (const done of settle) done();
  }

  /** Returns whether to wait for what follows from the operations. */
  #perform(round: readonly Operation[]): boolean {
    if (!this.#database.inTransaction) {
      open.get(this.#file)?.flush();
      this.#database.exec("BEGIN IMMEDIATE");
      open.set(this.#file, this);
    }
    for (const operation of round) this.#settle.push(settlementOf(operation));
    return round.length > 0 && this.#listener.placed();
  }

  #undo(error: unknown): void {
    if (this.#database.inTransaction) this.#database.exec("ROLLBACK");
    open.delete(this.#file);
    const performed = this.#performed;
    this.#reset();
    this.#listener.undone(error);
    for (const { reject } of performed) reject(error);
  }

  #reset(): void {
    this.#performed = [];
    this.#settle = [];
    this.#rounds = 0;
  }
}

/** Performs it. Returns what tells its caller once it is durable. */
function settlementOf({ run, resolve, reject }: Operation): () => void {
  try {
    const value = run();
    return () => resolve(value as never);
  } catch (error) {
    if (error instanceof LogError) return () => reject(error);
    throw error;
  }
}
