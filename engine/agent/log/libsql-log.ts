import type Database from "libsql";
import { HUMAN_EVENTS, onceKey } from "../../contract/session.js";
import type { HumanEvent, LoggedEvent, SessionEvent } from "../../contract/session.js";
import { LogError, LONGEST_LEASE_MS } from "../ports.js";
import type { Clock, Lease, SessionHead, SessionLog } from "../ports.js";
import { createRedactor } from "../telemetry/redact.js";
import type { Redactor } from "../telemetry/redact.js";
import { damage, guarded, openDatabase } from "./database.js";
import { eventSlices } from "./event-slices.js";
import { Followers } from "./followers.js";
import { GroupCommit } from "./group-commit.js";
import { Imports } from "./imports.js";
import { exportHeader } from "./jsonl.js";
import { OnceKeys } from "./once-keys.js";
import { eventRow, readEventRow, SessionRow, sessionSum } from "./rows.js";
import type { Head } from "./rows.js";
import { cells, prepare } from "./statements.js";

/** The {@link SessionLog} in one SQLite file, which any number of processes may open. */
export class LibsqlLog implements SessionLog {
  readonly #file: string;
  readonly #clock: Pick<Clock, "nowMs">;
  readonly #database: Database.Database;
  readonly #commits: GroupCommit;
  readonly #followers: Followers;
  /** Appended by the open transaction, for the followers; the first `#told` of them are told to be placed. */
  #appended: { readonly session: string; readonly events: readonly LoggedEvent[] }[] = [];
  #told = 0;
  #onPlaced: (() => void)[] = [];

  /** Heads of held sessions as last written here; what counts is whether the file still has them so. */
  readonly #rows = new Map<string, SessionRow>();
  /**
   * Heads as the open transaction leaves them, written before its commit: a session has several appends in
   * one. The transaction holds the file's write lock, so what it saw of a head no other process changes.
   */
  readonly #changed = new Map<string, Head>();
  readonly #redactor: Redactor;
  readonly #statements;
  readonly #onceKeys: OnceKeys;
  readonly #imports: Imports;

  /** Throws `damaged` or `full`, naming the file. The redactor cleans what is appended. */
  constructor(file: string, clock: Pick<Clock, "nowMs">, redactor: Redactor = createRedactor()) {
    this.#file = file;
    this.#redactor = redactor;
    this.#clock = clock;
    this.#database = openDatabase(file);
    try {
      this.#statements = guarded(file, () => prepare(this.#database));
      this.#onceKeys = guarded(file, () => new OnceKeys(this.#database));
      this.#verify();
    } catch (error) {
      this.#database.close();
      throw error;
    }
    this.#followers = new Followers(
      this.#database,
      (session, from) => this.#read(session, from),
      () => this.#commits.flush(),
    );
    this.#commits = new GroupCommit(this.#database, file, {
      placed: () => this.#tell("placed"),
      committing: () => this.#writeHeads(),
      committed: () => this.#tell("durable"),
      undone: (error) => {
        this.#changed.clear();
        this.#onPlaced = [];
        for (const { session } of this.#takeAppended()) {
          this.#onceKeys.forget(session);
          this.#followers.undone(session, error);
        }
      },
    });
    this.#imports = new Imports(
      {
        commit: (operation) => this.#commit(operation),
        row: (session) => this.#row(session),
        heldRow: (lease) => this.#heldRow(lease),
        lease: (row, holder, expiresAtMs) => this.#lease(row, holder, expiresAtMs),
        save: (row) => this.#save(row),
        write: (session, { position, at, event }) => this.#write(session, position, at, event),
        deleteSome: (session) => this.#statements.deleteSome.run(session, session).changes > 0,
        deleteHead: (session) => {
          this.#statements.deleteHead.run(session);
          this.#changed.delete(session);
          this.#rows.delete(session);
        },
      },
      clock,
    );
    for (const session of this.#sessions()) {
      // Nobody sees what is left of an import that broke off: the next opening of the log does as well.
      this.#imports.tidy(session).catch(() => undefined);
    }
  }

  append(
    session: string,
    expectedPosition: number | null,
    events: readonly SessionEvent[],
    lease: Lease,
    onPlaced?: () => void,
  ): Promise<LoggedEvent[]> {
    return this.#commit(() => {
      const row = this.#heldRow(lease, session);
      this.#onceKeys.remember(session);
      if (row.ended === 1) throw new LogError("ended", `session ${session} has ended`);
      if (expectedPosition !== null && expectedPosition !== row.last_position) {
        throw new LogError(
          "stale",
          `session ${session} is at position ${row.last_position}, not ${expectedPosition}`,
        );
      }
      const logged = this.#insert(row, events);
      if (onPlaced !== undefined) this.#onPlaced.push(onPlaced);
      return logged;
    });
  }

  async submit(session: string, event: HumanEvent): Promise<LoggedEvent> {
    const allowed: readonly string[] = HUMAN_EVENTS;
    if (!allowed.includes(event.type)) {
      throw new LogError("fenced", `${event.type} is appended by the holder of a lease alone`);
    }
    return this.#commit(() => {
      const row = this.#row(session);
      if (row === undefined || row.last_position === 0) {
        throw new LogError("missing", `there is no session ${session}`);
      }
      if (row.ended === 1) throw new LogError("ended", `session ${session} has ended`);
      const [logged] = this.#insert(row, [event]);
      if (logged === undefined) throw new LogError("damaged", "an append gave no event");
      return logged;
    });
  }

  async events(session: string, from: number, to?: number): Promise<LoggedEvent[]> {
    this.#commits.flush();
    return this.#read(session, from, to);
  }

  async lastPosition(session: string): Promise<number> {
    this.#commits.flush();
    return this.#guard(() => this.#row(session)?.last_position ?? 0);
  }

  async head(session: string): Promise<SessionHead | undefined> {
    this.#commits.flush();
    return this.#head(session);
  }

  async list(): Promise<SessionHead[]> {
    this.#commits.flush();
    const heads = this.#sessions().flatMap((session) => this.#head(session) ?? []);
    return heads.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  acquire(session: string, holder: string, ttlMs: number): Promise<Lease> {
    return this.#commit(() => {
      const nowMs = this.#clock.nowMs();
      const row = this.#row(session) ?? {
        session,
        last_position: 0,
        fencing_token: 0,
        holder: "",
        expires_ms: 0,
        ended: 0,
      };
      if (row.holder !== holder && this.#isHeld(row)) {
        const seconds = Math.ceil((row.expires_ms - nowMs) / 1000);
        throw new LogError(
          "held",
          `session ${session} is run by ${row.holder}, for ${seconds} s at least`,
        );
      }
      return this.#lease({ ...row, fencing_token: row.fencing_token + 1 }, holder, nowMs + ttlMs);
    });
  }

  renew(lease: Lease, ttlMs: number): Promise<Lease> {
    return this.#commit(() =>
      this.#lease(this.#heldRow(lease), lease.holder, this.#clock.nowMs() + ttlMs),
    );
  }

  async release(lease: Lease): Promise<void> {
    await this.#commit(() => this.#lease(this.#heldRow(lease), "", 0));
  }

  async *export(session: string): AsyncIterable<string> {
    const last = await this.lastPosition(session);
    if (last === 0) throw new LogError("missing", `there is no session ${session}`);
    yield exportHeader(session, last);
    for await (const slice of eventSlices(this, session, 1, last)) {
      for (const event of slice) yield JSON.stringify(event);
    }
  }

  async import(
    lines: AsyncIterable<string> | Iterable<string>,
    onTaken: (events: number, of: number) => void = () => undefined,
  ): Promise<SessionHead> {
    const session = await this.#imports.run(lines, onTaken);
    const head = this.#head(session);
    if (head === undefined) throw new LogError("damaged", `session ${session} was not imported`);
    return head;
  }

  follow(
    session: string,
    after: number,
    listener: (events: readonly LoggedEvent[]) => void,
    onError: (error: unknown) => void,
    when: "placed" | "durable" = "durable",
  ): () => void {
    return this.#followers.add(session, after, listener, onError, when);
  }

  async compact(): Promise<void> {
    this.#commits.flush();
    this.#guard(() => this.#database.pragma("wal_checkpoint(TRUNCATE)"));
  }

  async close(): Promise<void> {
    if (!this.#database.open) return;
    this.#commits.flush();
    this.#followers.close();
    this.#database.close();
  }

  /** Throws `damaged` where a session cannot be listed. Its other events are checked when they are read. */
  #verify(): void {
    for (const session of this.#sessions()) this.#head(session);
  }

  #sessions(): string[] {
    return this.#guard(() => this.#statements.sessions.all()).map((row) => {
      const id = SessionRow.pick({ session: true }).safeParse(row);
      if (!id.success) throw this.#damaged("the name of a session is not a text");
      return id.data.session;
    });
  }

  #commit<T>(operation: () => T): Promise<T> {
    if (!this.#database.open) throw new LogError("full", `${this.#file} is closed`);
    return this.#commits.run(operation);
  }

  /** Tells followers of what was appended. Returns whether there were any. */
  #tell(when: "placed" | "durable"): boolean {
    const news = when === "placed" ? this.#appended.slice(this.#told) : this.#takeAppended();
    let told = false;
    for (const { session, events } of news) {
      told = this.#followers.appended(session, events, when) || told;
    }
    if (when === "placed") this.#told = this.#appended.length;
    for (const placed of this.#onPlaced.splice(0)) placed();
    return told;
  }

  #takeAppended(): { readonly session: string; readonly events: readonly LoggedEvent[] }[] {
    this.#told = 0;
    return this.#appended.splice(0);
  }

  #guard<T>(work: () => T): T {
    return guarded(this.#file, work);
  }

  #row(session: string): Head | undefined {
    const changed = this.#changed.get(session);
    if (changed !== undefined) return changed;
    const known = this.#rows.get(session);
    if (known !== undefined && this.#statements.same.get(...cells(known)) !== undefined)
      return known;
    const value = this.#statements.session.get(session);
    if (value === undefined) return undefined;
    const row = SessionRow.safeParse(value);
    if (!row.success || row.data.crc !== sessionSum(row.data)) {
      throw this.#damaged(`the head of session ${session} does not match its checksum`);
    }
    return row.data;
  }

  /** The row of the lease's session. Throws `fenced` where the lease is not the latest. */
  #heldRow(lease: Lease, session = lease.session): Head {
    const row = this.#row(lease.session);
    if (row === undefined || session !== lease.session) {
      throw new LogError("missing", `there is no lease of session ${session}`);
    }
    if (row.fencing_token !== lease.fencingToken || row.holder !== lease.holder) {
      this.#onceKeys.forget(session);
      throw new LogError(
        "fenced",
        `session ${session} was taken over${row.holder === "" ? "" : ` by ${row.holder}`}`,
      );
    }
    return row;
  }

  #isHeld({ holder, expires_ms: expiresMs }: Pick<Head, "holder" | "expires_ms">): boolean {
    const leftMs = expiresMs - this.#clock.nowMs();
    return holder !== "" && leftMs > 0 && leftMs <= LONGEST_LEASE_MS;
  }

  #lease(row: Head, holder: string, expiresAtMs: number): Lease {
    this.#save({ ...row, holder, expires_ms: expiresAtMs });
    return { session: row.session, holder, fencingToken: row.fencing_token, expiresAtMs };
  }

  #insert(row: Head, events: readonly SessionEvent[]): LoggedEvent[] {
    const keys = events.map(onceKey).filter((key) => key !== undefined);
    const twice = this.#onceKeys.twice(row.session, row.last_position, keys);
    if (twice !== undefined) {
      throw new LogError("duplicate", `session ${row.session} has ${twice} already`);
    }
    const at = new Date(this.#clock.nowMs()).toISOString();
    const logged = events.map((event, n) =>
      this.#write(row.session, row.last_position + n + 1, at, event),
    );
    const last = row.last_position + events.length;
    const ended = events.some(({ type }) => type === "ended") ? 1 : 0;
    this.#save({ ...row, last_position: last, ended });
    this.#onceKeys.add(row.session, keys, last);
    this.#appended.push({ session: row.session, events: logged });
    return logged;
  }

  /** Returns the event as it can be read back: redacted. */
  #write(session: string, position: number, at: string, event: SessionEvent): LoggedEvent {
    const row = eventRow(session, position, at, event, this.#redactor);
    this.#statements.insert.run(session, position, at, row.once, row.event, row.crc);
    return { position, at, event: JSON.parse(row.event) };
  }

  #save(row: Head): void {
    this.#changed.set(row.session, row);
  }

  #writeHeads(): void {
    for (const row of this.#changed.values()) {
      const saved = { ...row, crc: sessionSum(row) };
      this.#statements.save.run(...cells(saved));
      // Nobody writes a session that nobody holds: there is nothing to be quick about.
      if (row.holder === "") {
        this.#rows.delete(row.session);
        this.#onceKeys.forget(row.session);
      } else this.#rows.set(row.session, saved);
    }
    this.#changed.clear();
  }

  #read(session: string, from: number, to?: number): LoggedEvent[] {
    return this.#guard(() => {
      const end = Math.min(this.#row(session)?.last_position ?? 0, to ?? Infinity);
      const rows = this.#statements.events.all(session, from, end);
      return Array.from({ length: Math.max(0, end - from + 1) }, (_, n) => {
        const event = readEventRow(session, rows[n], from + n);
        if (typeof event === "string") throw this.#damaged(event);
        return event;
      });
    });
  }

  /** Undefined for a session that was leased and never begun. */
  #head(session: string): SessionHead | undefined {
    const row = this.#guard(() => this.#row(session));
    const last = row?.last_position ?? 0;
    if (row === undefined || last === 0) return undefined;
    const [created] = this.#read(session, 1, 1);
    const [latest] = this.#read(session, last, last);
    if (created?.event.type !== "session-created" || latest === undefined) {
      throw this.#damaged(`session ${session} does not begin with its creation`);
    }
    return {
      session,
      title: created.event.title,
      workload: created.event.workload,
      createdAt: created.at,
      lastPosition: last,
      lastAt: latest.at,
      outcome: latest.event.type === "ended" ? latest.event.outcome : null,
      holder: this.#isHeld(row) ? row.holder : null,
    };
  }

  #damaged(what: string): LogError {
    return new LogError("damaged", damage(this.#file, what));
  }
}
