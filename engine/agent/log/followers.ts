import type Database from "libsql";
import type { LoggedEvent } from "../../contract/session.js";
import { rowsOf } from "./database.js";

/** How soon an append of another process is noticed. */
const POLL_MS = 100;

interface Follower {
  next: number;
  readonly when: "placed" | "durable";
  readonly listener: (events: readonly LoggedEvent[]) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Hands appended events to those who follow a session: this process's at once, others' by looking. `read` sees
 * what is placed in an open transaction; `settle` ends that transaction.
 */
export class Followers {
  readonly #database: Database.Database;
  readonly #read: (session: string, from: number) => LoggedEvent[];
  readonly #settle: () => void;
  readonly #bySession = new Map<string, Set<Follower>>();
  #timer: NodeJS.Timeout | undefined;
  #dataVersion: unknown;

  constructor(
    database: Database.Database,
    read: (session: string, from: number) => LoggedEvent[],
    settle: () => void,
  ) {
    this.#database = database;
    this.#read = read;
    this.#settle = settle;
  }

  add(
    session: string,
    after: number,
    listener: Follower["listener"],
    onError: Follower["onError"],
    when: Follower["when"],
  ): () => void {
    const follower = { next: after + 1, when, listener, onError };
    this.#settle();
    const others = this.#bySession.get(session);
    if (others === undefined) this.#bySession.set(session, new Set([follower]));
    else others.add(follower);
    if (this.#timer === undefined) {
      this.#dataVersion = this.#version();
      this.#timer = setInterval(() => this.#poll(), POLL_MS);
      this.#timer.unref();
    }
    this.#catchUp(session, follower);
    return () => this.#remove(session, follower);
  }

  /** Events of this process are placed, or durable. Returns whether anybody was told. */
  appended(session: string, events: readonly LoggedEvent[], when: Follower["when"]): boolean {
    let told = false;
    for (const follower of this.#bySession.get(session) ?? []) {
      if (follower.when !== when) continue;
      told = true;
      if (events[0]?.position === follower.next) {
        follower.next += events.length;
        follower.listener(events);
      } else {
        // Another process appended in between.
        this.#catchUp(session, follower);
      }
    }
    return told;
  }

  /** What was placed never was: whoever went on from it cannot go on. */
  undone(session: string, error: unknown): void {
    for (const follower of this.#bySession.get(session) ?? []) {
      if (follower.when !== "placed") continue;
      this.#remove(session, follower);
      follower.onError(error);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#bySession.clear();
  }

  #poll(): void {
    // SQLite changes this number when another connection has committed.
    const version = this.#version();
    if (version === this.#dataVersion) return;
    this.#dataVersion = version;
    this.#settle();
    for (const [session, followers] of this.#bySession) {
      for (const follower of followers) this.#catchUp(session, follower);
    }
  }

  #version(): unknown {
    return rowsOf(this.#database.pragma("data_version"))[0]?.["data_version"];
  }

  #catchUp(session: string, follower: Follower): void {
    try {
      const events = this.#read(session, follower.next);
      if (events.length === 0) return;
      follower.next += events.length;
      follower.listener(events);
    } catch (error) {
      this.#remove(session, follower);
      follower.onError(error);
    }
  }

  #remove(session: string, follower: Follower): void {
    const followers = this.#bySession.get(session);
    followers?.delete(follower);
    if (followers?.size === 0) this.#bySession.delete(session);
    if (this.#bySession.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }
}
