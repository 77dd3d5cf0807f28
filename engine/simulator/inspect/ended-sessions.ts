import { STAGES } from "../../contract/result.js";
import { grownFloat64, grownInt32 } from "../batched/grow.js";
import type { Clock } from "../calendar.js";
import {
  ARRIVAL_MS,
  INDEX,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  STAGE,
  STEP,
  WORKLOAD,
} from "../session-row.js";
import type { Table } from "../table.js";
import type { EndedSession } from "./job.js";

/** Follows live sessions by their rows for what the rows themselves do not keep. */
export class EndedSessions {
  private readonly clock: Clock;
  private startedMs = new Float64Array(64);
  private toolCalls = new Int32Array(64);
  private retries = new Int32Array(64);

  constructor(clock: Clock) {
    this.clock = clock;
  }

  admitted(row: number): void {
    if (row >= this.startedMs.length) {
      this.startedMs = grownFloat64(this.startedMs, row + 1);
      this.toolCalls = grownInt32(this.toolCalls, row + 1);
      this.retries = grownInt32(this.retries, row + 1);
    }
    this.startedMs[row] = this.clock[0] ?? 0;
    this.toolCalls[row] = 0;
    this.retries[row] = 0;
  }

  attemptEnds(row: number): void {
    this.toolCalls[row] = (this.toolCalls[row] ?? 0) + 1;
  }

  retried(row: number): void {
    this.retries[row] = (this.retries[row] ?? 0) + 1;
  }

  /** The session in `row`, which ends now. */
  ended({ real, whole }: Table, row: number, hasFailed: boolean): EndedSession {
    const at = row * SESSION_DOUBLES;
    const integersAt = row * SESSION_INTEGERS;
    const endedMs = this.clock[0] ?? 0;
    return {
      workload: whole[integersAt + WORKLOAD] ?? 0,
      session: whole[integersAt + INDEX] ?? 0,
      hasFailed,
      startedMs: this.startedMs[row] ?? 0,
      endedMs,
      latencyMs: endedMs - (real[at + ARRIVAL_MS] ?? 0),
      stagesMs: STAGES.map((_, stage) => real[at + STAGE + stage] ?? 0),
      brainSteps: (whole[integersAt + STEP] ?? 0) + 1,
      toolCalls: this.toolCalls[row] ?? 0,
      retries: this.retries[row] ?? 0,
    };
  }
}
