import { MS_PER_SECOND } from "../../../base/units.js";
import type { DriveGauges, DriveMeasured } from "../../../contract/drive.js";
import type { LoggedEvent, Usage } from "../../../contract/session.js";
import {
  applyEvent,
  addUsage,
  emptySessionState,
  totalTokens,
} from "../../../contract/session-state.js";
import { quantileOf } from "../../../simulator/hardware/bands.js";
import type { DriveRecord } from "./figures.js";

/** A session that ended, in milliseconds from the start of the run. */
interface EndedSession {
  readonly endedMs: number;
  readonly latencyMs: number;
  /** null: it ended before its first token. */
  readonly ttftMs: number | null;
  readonly failed: boolean;
  readonly usage: Usage;
  readonly wastedTokens: number;
  readonly costUsd: number;
}

/** What one run has seen so far. Times are read from the sessions' logs. */
export class Measurements {
  readonly #startedMs: number;
  readonly #sessions: EndedSession[] = [];
  #injected = 0;
  /** Of sessions that did not end, too. */
  #tokens = 0;
  #costUsd = 0;

  /** @param startedMs When the first session could be due. */
  constructor(startedMs: number) {
    this.#startedMs = startedMs;
  }

  arrived(): void {
    this.#injected += 1;
  }

  /** Takes in the whole log of a session that runs no more. One that did not end stays in flight. */
  ended(dueMs: number, events: readonly LoggedEvent[]): void {
    const state = emptySessionState();
    for (const event of events) applyEvent(state, event);
    const { usage, wastedUsage, costUsd } = state;
    this.#tokens += totalTokens(usage);
    this.#costUsd += costUsd;
    const last = events.at(-1);
    if (last === undefined || state.ended === undefined) return;
    const endedMs = Date.parse(last.at);
    const first = events.find(({ event }) => event.type === "inference-finished");
    this.#sessions.push({
      endedMs: endedMs - this.#startedMs,
      latencyMs: endedMs - dueMs,
      ttftMs:
        first?.event.type === "inference-finished"
          ? Date.parse(first.at) - first.event.durationMs + first.event.ttftMs - dueMs
          : null,
      failed: state.ended.outcome !== "completed",
      usage,
      wastedTokens: totalTokens(wastedUsage),
      costUsd,
    });
  }

  requests(): DriveMeasured["requests"] {
    const failed = this.#sessions.filter((session) => session.failed).length;
    const completed = this.#sessions.length - failed;
    const injected = this.#injected;
    return { injected, completed, failed, inFlight: injected - completed - failed };
  }

  gauges(nowMs: number): Omit<DriveGauges, "kind" | "architecture" | "repeat" | "pools"> {
    const elapsedSeconds = (nowMs - this.#startedMs) / MS_PER_SECOND;
    const requests = this.requests();
    const latencyMs = latenciesOf(this.#sessions);
    return {
      elapsedSeconds,
      ...requests,
      throughputPerSecond: elapsedSeconds === 0 ? 0 : requests.completed / elapsedSeconds,
      latencyMs:
        latencyMs.length === 0
          ? null
          : {
              p50: quantileOf(latencyMs, 0.5),
              p95: quantileOf(latencyMs, 0.95),
              p99: quantileOf(latencyMs, 0.99),
              count: latencyMs.length,
            },
      tokens: this.#tokens,
      costUsd: this.#costUsd,
    };
  }

  /** Of the sessions that ended in the window, which is in milliseconds from the start. */
  over(fromMs: number, toMs: number): Pick<DriveRecord, "values" | "ended"> {
    const ended = this.#sessions.filter(({ endedMs }) => endedMs > fromMs && endedMs <= toMs);
    const completed = ended.filter(({ failed }) => !failed);
    const usage = ended.reduce((sum, one) => addUsage(sum, one.usage), emptySessionState().usage);
    const costUsd = ended.reduce((sum, one) => sum + one.costUsd, 0);
    const wasted = ended.reduce((sum, one) => sum + one.wastedTokens, 0);
    const perSession = (amount: number): number | null => ratio(amount, ended.length);
    const values = {
      throughput: ratio(completed.length * MS_PER_SECOND, toMs - fromMs),
      ...percentiles("latencyMs", latenciesOf(ended)),
      ...percentiles(
        "ttftMs",
        completed.flatMap(({ ttftMs }) => (ttftMs === null ? [] : [ttftMs])),
      ),
      errorRate: perSession(ended.length - completed.length),
      "tokens.input": perSession(usage.inputTokens),
      "tokens.output": perSession(usage.outputTokens),
      "tokens.cacheRead": perSession(usage.cacheReadTokens),
      "tokens.cacheWrite": perSession(usage.cacheWriteTokens),
      "tokens.wasted": perSession(wasted),
      "costUsd.total": costUsd,
      "costUsd.perRequest": perSession(costUsd),
      "costUsd.perSuccess": ratio(costUsd, completed.length),
    };
    return { values, ended: { all: ended.length, failed: ended.length - completed.length } };
  }
}

function latenciesOf(sessions: readonly EndedSession[]): number[] {
  return sessions.flatMap(({ failed, latencyMs }) => (failed ? [] : [latencyMs]));
}

type Percentiles<Of extends string> = Record<
  `${Of}.${"mean" | "p50" | "p95" | "p99"}`,
  number | null
>;

/** Percentiles are R's type 7. */
function percentiles(of: "latencyMs", values: readonly number[]): Percentiles<"latencyMs">;
function percentiles(of: "ttftMs", values: readonly number[]): Percentiles<"ttftMs">;
function percentiles(of: string, values: readonly number[]): Record<string, number | null> {
  const at = (p: number): number | null => (values.length === 0 ? null : quantileOf(values, p));
  const sum = values.reduce((total, value) => total + value, 0);
  return {
    [`${of}.mean`]: ratio(sum, values.length),
    [`${of}.p50`]: at(0.5),
    [`${of}.p95`]: at(0.95),
    [`${of}.p99`]: at(0.99),
  };
}

/** null where there is nothing to divide by. */
function ratio(amount: number, of: number): number | null {
  return of === 0 ? null : amount / of;
}
