import { applyEvent, emptySessionState } from "../../contract/session-state.js";
import type { SessionState } from "../../contract/session-state.js";
import type { LoggedEvent, SessionEvent } from "../../contract/session.js";
import { LogError } from "../ports.js";
import type { Lease, SessionLog } from "../ports.js";

/**
 * A session that this process holds the lease of: its log so far, followed, and the right to write it.
 * Nothing in it outlives the process or needs to.
 */
export class Run {
  readonly session: string;
  readonly state: SessionState = emptySessionState();
  readonly events: LoggedEvent[] = [];
  lease: Lease;
  readonly #log: SessionLog;
  readonly #stopFollowing: () => void;
  readonly #lost = new AbortController();
  readonly #halt = new AbortController();
  readonly #changed = new Set<() => void>();
  readonly #active = new Set<Promise<void>>();

  constructor(log: SessionLog, lease: Lease) {
    this.#log = log;
    this.lease = lease;
    this.session = lease.session;
    this.#stopFollowing = log.follow(
      lease.session,
      0,
      (events) => this.#take(events),
      (error) => this.lose(error),
    );
  }

  /** Fires when this process may no longer write the session: fenced, or the log failed. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Fires when whatever runs for the session is to end: it is lost, or a human stopped it. */
  get halted(): AbortSignal {
    return this.#halt.signal;
  }

  /** Appends where the log stands as this run knows it. Throws {@link LogError}. */
  async appendNext(...events: readonly SessionEvent[]): Promise<void> {
    await this.#guard(this.#log.append(this.session, this.state.position, events, this.lease));
  }

  /** Appends events that stand for themselves. Throws {@link LogError}. */
  async append(...events: readonly SessionEvent[]): Promise<void> {
    await this.#guard(this.#log.append(this.session, null, events, this.lease));
  }

  /** Resolves when `holds`, or when the run is lost. */
  async until(holds: (state: SessionState) => boolean): Promise<void> {
    while (!this.lost.aborted && !holds(this.state)) {
      await new Promise<void>((resolve) => this.#changed.add(resolve));
    }
  }

  /** Counts work that a worker does for the session until it is done. */
  track(work: Promise<void>): Promise<void> {
    const counted = work.finally(() => this.#active.delete(counted));
    this.#active.add(counted);
    return counted;
  }

  /** Resolves when no worker does anything for the session. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#active);
  }

  lose(reason: unknown): void {
    if (this.lost.aborted) return;
    this.#lost.abort(reason);
    this.#halt.abort(reason);
    this.#wakeWaiting();
  }

  close(): void {
    this.#stopFollowing();
  }

  #take(events: readonly LoggedEvent[]): void {
    for (const event of events) {
      this.events.push(event);
      applyEvent(this.state, event);
    }
    if (this.state.stopRequested) this.#halt.abort();
    this.#wakeWaiting();
  }

  #wakeWaiting(): void {
    const waiting = [...this.#changed];
    this.#changed.clear();
    for (const wake of waiting) wake();
  }

  async #guard(appended: Promise<unknown>): Promise<void> {
    try {
      await appended;
    } catch (error) {
      // A refusal of one event is its writer's business; these mean that no other will be taken.
      const code = error instanceof LogError ? error.code : "damaged";
      if (code === "fenced" || code === "damaged" || code === "full") this.lose(error);
      throw error;
    }
  }
}
