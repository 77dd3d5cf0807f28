import type { Clock } from "../calendar.js";
import { ARRIVAL_MS, SESSION_DOUBLES, STAGE } from "../session-row.js";
import type { Table } from "../table.js";
import { EndedSessions } from "./ended-sessions.js";
import type { EndedSession, WindowJob, WindowRecord } from "./job.js";
import { PathSums } from "./path-sums.js";

/**
 * Counts the sessions of a window and keeps the longest of them, whatever their number: at most twice as
 * many as are wanted are held at a time.
 */
export class SessionWindow {
  readonly ended: EndedSessions;
  private readonly clock: Clock;
  private readonly wanted: WindowJob;
  private readonly paths = new PathSums();
  private completed = 0;
  private failed = 0;
  private kept: EndedSession[] = [];

  constructor(clock: Clock, wanted: WindowJob) {
    this.clock = clock;
    this.wanted = wanted;
    this.ended = new EndedSessions(clock);
  }

  /** Whether no session to come can be in the window. */
  get isOver(): boolean {
    return (this.clock[0] ?? 0) >= this.wanted.endedBeforeMs;
  }

  admitted(_sessions: Table, row: number): void {
    this.ended.admitted(row);
  }

  /** The session in `row` ends now. */
  finish(sessions: Table, row: number, hasFailed: boolean): void {
    const { stage, endedFromMs, endedBeforeMs, tookFromMs, tookBelowMs, most } = this.wanted;
    const nowMs = this.clock[0] ?? 0;
    if (nowMs < endedFromMs || nowMs >= endedBeforeMs) return;
    const { real } = sessions;
    const at = row * SESSION_DOUBLES;
    const latencyMs = nowMs - (real[at + ARRIVAL_MS] ?? 0);
    const tookMs = stage < 0 ? latencyMs : (real[at + STAGE + stage] ?? 0);
    // A heat map counts the latency of the completed, and a stage of all that spent time in it.
    if (stage < 0 ? hasFailed : tookMs <= 0) return;
    if (tookMs < tookFromMs || tookMs >= tookBelowMs) return;
    if (hasFailed) this.failed += 1;
    else {
      this.completed += 1;
      this.paths.add(real, row, latencyMs);
    }
    this.kept.push(this.ended.ended(sessions, row, hasFailed));
    if (this.kept.length >= 2 * most) this.kept = longest(this.kept, most);
  }

  record(): WindowRecord {
    return {
      completed: this.completed,
      failed: this.failed,
      sessions: longest(this.kept, this.wanted.most),
      paths: this.paths.sums,
    };
  }
}

/** The longest first; of equal ones in the order in which they ended. */
function longest(sessions: readonly EndedSession[], most: number): EndedSession[] {
  return sessions.toSorted((a, b) => b.latencyMs - a.latencyMs).slice(0, most);
}
