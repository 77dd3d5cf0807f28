import { Arrivals } from "./arrivals.js";
import { BrainWork } from "./brain-work.js";
import { Calendar } from "./calendar.js";
import { SessionSpans } from "./inspect/session-spans.js";
import { SessionWindow } from "./inspect/session-window.js";
import type { ReplicationJob } from "./job.js";
import { Measures } from "./measures.js";
import type { Plan } from "./plan.js";
import { FLAGS, RETRIED, SESSION_DOUBLES, SESSION_INTEGERS } from "./session-row.js";
import { Series } from "./series.js";
import { Table } from "./table.js";

/** What both architectures work with during one replication. */
export class Context {
  readonly plan: Plan;
  readonly calendar = new Calendar();
  readonly sessions = new Table(SESSION_DOUBLES, SESSION_INTEGERS);
  readonly measures: Measures;
  readonly arrivals: Arrivals;
  readonly work: BrainWork;

  /** What happens over simulated time, where that is asked for. */
  readonly series: Series | undefined;

  /** Where single sessions are looked at: those of a window, or one. */
  readonly inspected: SessionWindow | SessionSpans | undefined;
  /** What one session does, where that is asked for. */
  readonly spans: SessionSpans | undefined;

  constructor(plan: Plan, { series, inspect }: Pick<ReplicationJob, "series" | "inspect"> = {}) {
    const { calendar, sessions } = this;
    this.plan = plan;
    this.measures = new Measures(plan.workloads.length, calendar.clock);
    this.series =
      series === true ? new Series(calendar.clock, this.measures, plan.hands.length) : undefined;
    this.spans =
      inspect?.kind === "session" ? new SessionSpans(calendar.clock, inspect) : undefined;
    this.inspected =
      inspect?.kind === "window" ? new SessionWindow(calendar.clock, inspect) : this.spans;
    this.arrivals = new Arrivals(plan, calendar, sessions, this.measures);
    this.work = new BrainWork(plan, calendar, sessions, this.spans);
  }

  /** Sets one of the session's flags. */
  flag(row: number, flag: number): void {
    if (flag === RETRIED) this.inspected?.ended.retried(row);
    const at = row * SESSION_INTEGERS + FLAGS;
    this.sessions.whole[at] = (this.sessions.whole[at] ?? 0) | flag;
  }

  hasFlag(row: number, flag: number): boolean {
    return ((this.sessions.whole[row * SESSION_INTEGERS + FLAGS] ?? 0) & flag) !== 0;
  }

  /** A component failure cuts off work of the session in `row`. */
  interrupt(row: number): void {
    this.measures.interrupted += 1;
    this.flag(row, RETRIED);
  }

  /** The session in `row` ends now. Its row stays taken; release it once nothing refers to it. */
  finish(row: number, hasFailed: boolean): void {
    this.measures.finish(this.sessions, row, hasFailed);
    if (this.series !== undefined) this.series.finish(this.sessions, row, hasFailed);
    this.inspected?.finish(this.sessions, row, hasFailed);
    this.arrivals.leave(row);
  }
}
