import { invariant } from "../base/assert.js";
import { MS_PER_SECOND } from "../base/units.js";
import type { Context } from "./context.js";
import type { WorkloadPlan } from "./workload-plan.js";
import { stepsOfTurn, thinkSeconds, turnInputTokens, turnsOf } from "./session-draws.js";
import {
  ARRIVAL_MS,
  FRESH_TOKENS,
  INDEX,
  RESUME_MS,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STEP,
  STEPS,
  TURNS_LEFT,
  WORKLOAD,
} from "./session-row.js";

/**
 * The turns of sessions, and what lies between them. While its user thinks a session is nobody's work:
 * it leaves the measures, and comes back no older than it left.
 */
export class Turns {
  private readonly context: Context;

  constructor(context: Context) {
    this.context = context;
  }

  /**
   * The turn's last step is done. How long the user thinks before the next turn, which the caller lets
   * begin with {@link resume} after that time; −1 when it was the last turn.
   */
  pause(row: number): number {
    const { sessions, plan, measures } = this.context;
    const { real, whole } = sessions;
    const at = row * SESSION_INTEGERS;
    const left = (whole[at + TURNS_LEFT] ?? 0) - 1;
    if (left <= 0) return -1;
    whole[at + TURNS_LEFT] = left;
    const session = whole[at + INDEX] ?? 0;
    const workload = this.workloadOf(row);
    const thinkMs = MS_PER_SECOND * thinkSeconds(plan, workload, session, this.turnOf(row));
    measures.pause(real[row * SESSION_DOUBLES + ARRIVAL_MS] ?? 0, thinkMs);
    this.putOff(row, thinkMs);
    this.context.spans?.think(row, thinkMs);
    return thinkMs;
  }

  /** The next turn begins: its message joins the history, and the step counter moves to its first step. */
  resume(row: number): void {
    const { sessions, plan, measures } = this.context;
    const { real, whole } = sessions;
    const at = row * SESSION_INTEGERS;
    const session = whole[at + INDEX] ?? 0;
    const workload = this.workloadOf(row);
    const turn = this.turnOf(row);
    const first = (whole[at + STEP] ?? 0) + 1;
    whole[at + STEP] = first;
    whole[at + STEPS] = first + stepsOfTurn(plan, workload, session, turn);
    const freshAt = row * SESSION_DOUBLES + FRESH_TOKENS;
    real[freshAt] = (real[freshAt] ?? 0) + turnInputTokens(plan, workload, session, turn);
    measures.resume(real[row * SESSION_DOUBLES + ARRIVAL_MS] ?? 0);
  }

  /** What the user was working with is lost, `leftMs` before the think time would have been over. */
  interrupt(row: number, leftMs: number): void {
    const { sessions, measures } = this.context;
    this.putOff(row, -leftMs);
    measures.resume(sessions.real[row * SESSION_DOUBLES + ARRIVAL_MS] ?? 0);
  }

  /** The session begins anew, with its first turn. */
  restart(row: number): void {
    const { sessions, plan } = this.context;
    const { whole } = sessions;
    const workload = this.workloadOf(row);
    if (workload.turns.fixed <= 1) return;
    const at = row * SESSION_INTEGERS;
    const session = whole[at + INDEX] ?? 0;
    whole[at + TURNS_LEFT] = turnsOf(plan, workload, session);
    whole[at + STEPS] = stepsOfTurn(plan, workload, session, 0);
  }

  private putOff(row: number, ms: number): void {
    const { real } = this.context.sessions;
    const at = row * SESSION_DOUBLES;
    real[at + ARRIVAL_MS] = (real[at + ARRIVAL_MS] ?? 0) + ms;
    real[at + RESUME_MS] = (real[at + RESUME_MS] ?? 0) + ms;
  }

  /** Number of the turn in work or waited for, from 0. */
  private turnOf(row: number): number {
    const { sessions, plan } = this.context;
    const at = row * SESSION_INTEGERS;
    const turns = turnsOf(plan, this.workloadOf(row), sessions.whole[at + INDEX] ?? 0);
    return turns - (sessions.whole[at + TURNS_LEFT] ?? 0);
  }

  private workloadOf(row: number): WorkloadPlan {
    const { sessions, plan } = this.context;
    const workload = plan.workloads[sessions.whole[row * SESSION_INTEGERS + WORKLOAD] ?? 0];
    invariant(workload !== undefined, "a session belongs to a workload");
    return workload;
  }
}
