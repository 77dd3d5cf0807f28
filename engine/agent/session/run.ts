import { setMaxListeners } from "node:events";
import { applyEvent, emptySessionState, totalTokens } from "../../contract/session-state.js";
import type { SessionState } from "../../contract/session-state.js";
import type { LoggedEvent, SessionEvent } from "../../contract/session.js";
import { Conversation } from "../brain/prompt.js";
import { LogError } from "../ports.js";
import type { Lease, SessionLog } from "../ports.js";

/**
 * A session that this process holds the lease of: what its log so far adds up to, followed, and the right to
 * write it. The log is read when the run begins; from then on each event is taken in once, as it is appended.
 * Nothing in it outlives the process or needs to.
 */
export class Run {
  readonly session: string;
  readonly state: SessionState = emptySessionState();
  readonly conversation = new Conversation();
  lease: Lease;
  /** Set once nothing more is done for the session here; whatever comes now is for the next to wake it. */
  leaving = false;
  /** What of the session's use the budget of all sessions knows of; not what was used before the run began. */
  charged: { readonly tokens: number; readonly costUsd: number };
  readonly #log: SessionLog;
  readonly #stopFollowing: () => void;
  readonly #lost = new AbortController();
  readonly #halt = new AbortController();
  readonly #changed = new Set<() => void>();
  readonly #active = new Set<Promise<void>>();
  readonly #writing = new Set<Promise<unknown>>();

  constructor(log: SessionLog, lease: Lease) {
    this.#log = log;
    this.lease = lease;
    this.session = lease.session;
    // Every call of an answer listens, and a model may make any number of them.
    setMaxListeners(0, this.lost, this.halted);
    this.#stopFollowing = log.follow(
      lease.session,
      0,
      (events) => this.#take(events),
      (error) => this.lose(error),
      "placed",
    );
    this.charged = { tokens: totalTokens(this.state.usage), costUsd: this.state.costUsd };
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

  /**
   * Appends events that stand for themselves and goes on as soon as they have their places: what comes next
   * shares their wait for the disk. For what nobody outside is told, and before an `append` that is waited for
   * anyway. Throws {@link LogError} where it is refused; where it is not made durable, the run is lost.
   */
  place(...events: readonly SessionEvent[]): Promise<void> {
    return this.#placeAt(null, events);
  }

  /** As {@link place}, where the log stands as this run knows it. */
  placeNext(...events: readonly SessionEvent[]): Promise<void> {
    return this.#placeAt(this.state.position, events);
  }

  /** Resolves when `holds`, or when the run is lost. */
  async until(holds: (state: SessionState) => boolean): Promise<void> {
    while (!this.lost.aborted && !holds(this.state)) {
      await new Promise<void>((resolve) => this.#changed.add(resolve));
    }
  }

  /** Resolves when all that was appended here is durable, or was refused. */
  async written(): Promise<void> {
    await Promise.allSettled(this.#writing);
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

  #placeAt(expectedPosition: number | null, events: readonly SessionEvent[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const { session, lease } = this;
      const appended = this.#log.append(session, expectedPosition, events, lease, resolve);
      this.#guard(appended).then(resolve, reject);
    });
  }

  #take(events: readonly LoggedEvent[]): void {
    for (const event of events) {
      applyEvent(this.state, event);
      this.conversation.add(event);
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
    this.#writing.add(appended);
    try {
      await appended;
    } catch (error) {
      // A refusal of one event is its writer's business; these mean that no other will be taken.
      const code = error instanceof LogError ? error.code : "damaged";
      if (code === "fenced" || code === "damaged" || code === "full") this.lose(error);
      throw error;
    } finally {
      this.#writing.delete(appended);
    }
  }
}
