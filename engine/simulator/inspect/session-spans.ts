import { HeadroomError } from "../../contract/errors.js";
import { STAGES } from "../../contract/result.js";
import type { Stage } from "../../contract/result.js";
import type { Clock } from "../calendar.js";
import { INDEX, SESSION_INTEGERS, WORKLOAD } from "../session-row.js";
import type { Table } from "../table.js";
import { EndedSessions } from "./ended-sessions.js";
import type { EndedSession, SessionJob, SpanRecord, SpansRecord } from "./job.js";

/** More than anybody looks at; a step has at most 10,000 calls. */
const MOST_SPANS = 100_000;
/** Places that are no pool of hands; a log tells how long tools took, not which. */
export const BRAIN = -1;
export const USER = -2;
export const LOGGED = -3;
const THINK = -1;
const NOBODY = -1;

/**
 * Writes down what one session does and waits for. Brain steps come one after the other; the branches of a
 * step's tool calls come after it, each in its own order, and the next step after all of them.
 */
export class SessionSpans {
  readonly ended: EndedSessions;
  private readonly clock: Clock;
  private readonly wanted: SessionJob;
  private row = NOBODY;
  private session: EndedSession | undefined;
  private spans: SpanRecord[] = [];
  /** The last span of the brain, and of each branch that follows it: by call, and of those let go of. */
  private last: readonly number[] = [];
  private readonly branches = new Map<number, number[]>();
  private closed: number[] = [];
  /** Coupled: what there was when the slot was taken. */
  private slot = { spans: 0, ms: 0, last: this.last };

  constructor(clock: Clock, wanted: SessionJob) {
    this.clock = clock;
    this.wanted = wanted;
    this.ended = new EndedSessions(clock);
  }

  get isOver(): boolean {
    return this.session !== undefined;
  }

  admitted({ whole }: Table, row: number): void {
    this.ended.admitted(row);
    const at = row * SESSION_INTEGERS;
    const isWanted =
      whole[at + WORKLOAD] === this.wanted.workload && whole[at + INDEX] === this.wanted.session;
    if (isWanted && this.session === undefined) this.row = row;
  }

  /** The session spends from `fromMs` to `toMs` at or for the brain, or a coupled session anywhere. */
  add(row: number, stage: Stage, fromMs: number, toMs: number, pool = BRAIN): void {
    if (row !== this.row) return;
    const open = [...this.branches.values(), this.closed].flat();
    const after: readonly number[] = open.length > 0 ? open : this.last;
    const id = this.push(pool, STAGES.indexOf(stage), fromMs, toMs, after);
    // A step that takes no time still comes after all that it waited for.
    this.last = id < 0 ? [...after] : [id];
    this.branches.clear();
    this.closed = [];
  }

  /** A branch of calls leaves the brain under the number `call`, which another one may have had. */
  open(row: number, call: number): void {
    if (row !== this.row) return;
    this.closed.push(...(this.branches.get(call) ?? []));
    this.branches.delete(call);
  }

  /** The branch `call` spends from `fromMs` to `toMs` on the way to, or at, a pool of hands. */
  addCall(
    row: number,
    call: number,
    pool: number,
    stage: Stage,
    fromMs: number,
    toMs: number,
  ): void {
    if (row !== this.row) return;
    const after = this.branches.get(call) ?? this.last;
    const id = this.push(pool, STAGES.indexOf(stage), fromMs, toMs, after);
    if (id >= 0) this.branches.set(call, [id]);
  }

  /** The user thinks from now on. */
  think(row: number, thinkMs: number): void {
    if (row !== this.row) return;
    const nowMs = this.clock[0] ?? 0;
    const id = this.push(USER, THINK, nowMs, nowMs + thinkMs, this.last);
    if (id >= 0) this.last = [id];
  }

  /** Coupled: the session takes its slot now. */
  occupied(row: number): void {
    if (row !== this.row) return;
    this.slot = { spans: this.spans.length, ms: this.clock[0] ?? 0, last: this.last };
  }

  /** Coupled: all since it took its slot is lost, but for the time its user thought. */
  lose(row: number): void {
    if (row !== this.row) return;
    const nowMs = this.clock[0] ?? 0;
    const thoughts = this.spans.slice(this.slot.spans).filter(({ stage }) => stage === THINK);
    this.spans = this.spans.slice(0, this.slot.spans);
    this.last = this.slot.last;
    let fromMs = this.slot.ms;
    for (const thought of thoughts) {
      this.add(row, "restart", fromMs, thought.fromMs);
      fromMs = Math.min(nowMs, thought.toMs);
      const id = this.push(USER, THINK, thought.fromMs, fromMs, this.last);
      if (id >= 0) this.last = [id];
    }
    this.add(row, "restart", fromMs, nowMs);
  }

  finish(sessions: Table, row: number, hasFailed: boolean): void {
    if (row !== this.row) return;
    this.session = this.ended.ended(sessions, row, hasFailed);
    this.row = NOBODY;
  }

  record(): SpansRecord {
    const endMs = this.session?.endedMs ?? this.clock[0] ?? 0;
    // What a session that failed had still on its way goes on without it.
    const spans = this.spans
      .filter(({ fromMs }) => fromMs < endMs)
      .map((span) => ({ ...span, toMs: Math.min(span.toMs, endMs) }));
    return { session: this.session, spans };
  }

  /** The id of a new span; −1 of one that takes no time. */
  private push(
    pool: number,
    stage: number,
    fromMs: number,
    toMs: number,
    after: readonly number[],
  ): number {
    if (toMs <= fromMs) return -1;
    const id = this.spans.length;
    if (id === MOST_SPANS) {
      throw new HeadroomError("invalid-input", "the session has too many spans to show", [
        { path: "session", expected: `a session of at most ${MOST_SPANS} spans`, found: "more" },
      ]);
    }
    this.spans.push({ id, pool, stage, fromMs, toMs, after });
    return id;
  }
}
