import type { LoggedEvent } from "../../contract/session.js";
import { LogError } from "../ports.js";
import type { Clock, Lease } from "../ports.js";
import { exportBatches } from "./jsonl.js";
import type { Head } from "./rows.js";

/** Who holds a session while it is taken in. */
const HOLDER = "an import";
/** Each batch prolongs the lease; where it ran out, whoever took the session in was killed. */
const TTL_MS = 10_000;

/** What a session log lets an import do. All but `commit` is done inside of an operation. */
export interface ImportTarget {
  commit<T>(operation: () => T): Promise<T>;
  row(session: string): Head | undefined;
  /** Throws `fenced` where the lease is not the latest. */
  heldRow(lease: Lease): Head;
  lease(row: Head, holder: string, expiresAtMs: number): Lease;
  save(row: Head): void;
  write(session: string, event: LoggedEvent): void;
  /** Deletes some events of the session. Returns whether there were any. */
  deleteSome(session: string): boolean;
  deleteHead(session: string): void;
}

/**
 * Takes sessions into a log, a batch of events in a transaction, so that whatever else goes on is not held up by
 * a long one. What is written is out of sight until the head, at last, says that it is there.
 */
export class Imports {
  readonly #target: ImportTarget;
  readonly #clock: Pick<Clock, "nowMs">;

  constructor(target: ImportTarget, clock: Pick<Clock, "nowMs">) {
    this.#target = target;
    this.#clock = clock;
  }

  /**
   * Returns the session's name. `onTaken` is told how many events of how many are in; what it throws ends the
   * import, as a line does that is wrong: then all of it is taken away again.
   */
  async run(
    lines: AsyncIterable<string> | Iterable<string>,
    onTaken: (events: number, of: number) => void,
  ): Promise<string> {
    let lease: Lease | undefined;
    let last: LoggedEvent | undefined;
    try {
      for await (const { session, events, of } of exportBatches(lines)) {
        lease ??= await this.#begin(session);
        await this.#take(lease, events);
        last = events.at(-1);
        onTaken(last?.position ?? 0, of);
      }
      if (lease === undefined || last === undefined) {
        throw new LogError("damaged", "the export has no events");
      }
      await this.#end(lease, last);
      return lease.session;
    } catch (error) {
      // What cannot be taken away now is when the log is opened again; nobody sees it before.
      if (lease !== undefined) await this.#drop(lease).catch(() => undefined);
      throw error;
    }
  }

  /** Takes away what an import left that was killed. Does nothing where the session is anything else. */
  async tidy(session: string): Promise<void> {
    const row = this.#target.row(session);
    if (row?.last_position !== 0 || row.holder !== HOLDER) return;
    const leftMs = row.expires_ms - this.#clock.nowMs();
    if (leftMs > 0) {
      // It was killed a moment ago, or goes on in another process.
      await new Promise<void>((resolve) => void setTimeout(resolve, leftMs).unref());
      return this.tidy(session);
    }
    await this.#drop(await this.#begin(session));
  }

  /** A place that nobody sees, without what an import before left in it. One that goes on yet is fenced. */
  async #begin(session: string): Promise<Lease> {
    const lease = await this.#target.commit(() => {
      const row = this.#target.row(session);
      if (row !== undefined && (row.last_position > 0 || row.holder !== HOLDER)) {
        throw new LogError("duplicate", `there is a session ${session} already`);
      }
      const place = { session, last_position: 0, holder: "", expires_ms: 0, ended: 0 };
      const token = (row?.fencing_token ?? 0) + 1;
      return this.#target.lease({ ...place, fencing_token: token }, HOLDER, this.#expiresMs());
    });
    await this.#deleteEvents(lease);
    return lease;
  }

  #take(lease: Lease, events: readonly LoggedEvent[]): Promise<unknown> {
    return this.#target.commit(() => {
      const row = this.#target.heldRow(lease);
      for (const event of events) this.#target.write(lease.session, event);
      this.#target.lease(row, lease.holder, this.#expiresMs());
    });
  }

  #end(lease: Lease, { position, event }: LoggedEvent): Promise<void> {
    return this.#target.commit(() => {
      const row = this.#target.heldRow(lease);
      const ended = event.type === "ended" ? 1 : 0;
      this.#target.save({ ...row, last_position: position, holder: "", expires_ms: 0, ended });
    });
  }

  async #drop(lease: Lease): Promise<void> {
    await this.#deleteEvents(lease);
    await this.#target.commit(() => {
      this.#target.heldRow(lease);
      this.#target.deleteHead(lease.session);
    });
  }

  async #deleteEvents(lease: Lease): Promise<void> {
    const deleteSome = (): boolean => {
      this.#target.heldRow(lease);
      return this.#target.deleteSome(lease.session);
    };
    while (await this.#target.commit(deleteSome));
  }

  #expiresMs(): number {
    return this.#clock.nowMs() + TTL_MS;
  }
}
