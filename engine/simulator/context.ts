import { Arrivals } from "./arrivals.js";
import { BrainWork } from "./brain-work.js";
import { Calendar } from "./calendar.js";
import { Measures } from "./measures.js";
import type { Plan, WorkloadPlan } from "./plan.js";
import { FLAGS, RETRIED, SESSION_INTEGERS, WORKLOAD } from "./session-row.js";
import type { Table } from "./table.js";
import { invariant } from "../base/assert.js";

/** What both architectures work with during one replication. */
export class Context {
  readonly plan: Plan;
  readonly calendar = new Calendar();
  readonly measures: Measures;
  readonly arrivals: Arrivals;
  readonly sessions: Table;
  readonly work: BrainWork;

  constructor(plan: Plan) {
    this.plan = plan;
    this.measures = new Measures(plan.workloads.length);
    this.arrivals = new Arrivals(plan, this.calendar, this.measures);
    this.sessions = this.arrivals.sessions;
    this.work = new BrainWork(plan, this.sessions);
  }

  workloadOf(row: number): WorkloadPlan {
    const workload =
      this.plan.workloads[this.sessions.whole[row * SESSION_INTEGERS + WORKLOAD] ?? 0];
    invariant(workload !== undefined, "a session belongs to a workload");
    return workload;
  }

  /** Sets one of the session's flags. */
  flag(row: number, flag: number): void {
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
  finish(row: number, hasFailed: boolean, nowMs: number): void {
    this.measures.finish(this.sessions, row, hasFailed, nowMs);
    this.arrivals.leave(row, nowMs);
  }
}
