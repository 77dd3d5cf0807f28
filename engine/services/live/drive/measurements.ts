import { MS_PER_SECOND } from "../../../base/units.js";
import type { Unit } from "../../../base/units.js";
import type { DriveGauges, DriveMeasured } from "../../../contract/drive.js";
import type { Figure } from "../../../contract/result.js";
import type { LoggedEvent } from "../../../contract/session.js";
import {
  applyEvent,
  addUsage,
  emptySessionState,
  totalTokens,
} from "../../../contract/session-state.js";
import { quantileOf } from "../../../simulator/hardware/bands.js";

const NO_SESSIONS = "no session got that far";

/** What a drive has seen so far. Times are read from the sessions' logs. */
export class Measurements {
  readonly #startedMs: number;
  readonly #windowMs: number;
  #injected = 0;
  #completed = 0;
  #completedInWindow = 0;
  #failed = 0;
  readonly #latencyMs: number[] = [];
  readonly #ttftMs: number[] = [];
  #usage = emptySessionState().usage;
  #wasted = emptySessionState().usage;
  #costUsd = 0;

  /** @param startedMs When the first session could be due. @param windowMs How long sessions arrive. */
  constructor(startedMs: number, windowMs: number) {
    this.#startedMs = startedMs;
    this.#windowMs = windowMs;
  }

  arrived(): void {
    this.#injected += 1;
  }

  /** Takes in the whole log of a session that runs no more. One that did not end stays in flight. */
  ended(dueMs: number, events: readonly LoggedEvent[]): void {
    const state = emptySessionState();
    for (const event of events) applyEvent(state, event);
    this.#usage = addUsage(this.#usage, state.usage);
    this.#wasted = addUsage(this.#wasted, state.wastedUsage);
    this.#costUsd += state.costUsd;
    const last = events.at(-1);
    if (last === undefined || state.ended === undefined) return;
    const first = events.find(({ event }) => event.type === "inference-finished");
    if (first?.event.type === "inference-finished") {
      const { durationMs, ttftMs } = first.event;
      this.#ttftMs.push(Date.parse(first.at) - durationMs + ttftMs - dueMs);
    }
    if (state.ended.outcome !== "completed") {
      this.#failed += 1;
      return;
    }
    this.#completed += 1;
    const endedMs = Date.parse(last.at);
    if (endedMs - this.#startedMs <= this.#windowMs) this.#completedInWindow += 1;
    this.#latencyMs.push(endedMs - dueMs);
  }

  gauges(nowMs: number): Omit<DriveGauges, "kind" | "architecture" | "queues"> {
    const elapsedSeconds = (nowMs - this.#startedMs) / MS_PER_SECOND;
    const [injected, completed, failed] = [this.#injected, this.#completed, this.#failed];
    const latency = this.#latencyMs;
    return {
      elapsedSeconds,
      injected,
      completed,
      failed,
      inFlight: injected - completed - failed,
      throughputPerSecond: elapsedSeconds === 0 ? 0 : completed / elapsedSeconds,
      latencyMs:
        latency.length === 0
          ? null
          : {
              p50: quantileOf(latency, 0.5),
              p95: quantileOf(latency, 0.95),
              p99: quantileOf(latency, 0.99),
              count: latency.length,
            },
      tokens: totalTokens(this.#usage),
      costUsd: this.#costUsd,
    };
  }

  result(workers: Readonly<Record<string, number>>): DriveMeasured {
    const [injected, completed, failed] = [this.#injected, this.#completed, this.#failed];
    const ended = completed + failed;
    const perSession = (tokens: number): Figure => ratio(tokens, ended, "tokens");
    const usage = this.#usage;
    return {
      workers: { ...workers },
      requests: { injected, completed, failed, inFlight: injected - ended },
      throughput: ratio(this.#completedInWindow * MS_PER_SECOND, this.#windowMs, "1/s"),
      latencyMs: percentiles(this.#latencyMs),
      ttftMs: percentiles(this.#ttftMs),
      errorRate: ratio(failed, ended, "ratio"),
      tokens: {
        input: perSession(usage.inputTokens),
        output: perSession(usage.outputTokens),
        cacheRead: perSession(usage.cacheReadTokens),
        cacheWrite: perSession(usage.cacheWriteTokens),
        wasted: perSession(totalTokens(this.#wasted)),
      },
      costUsd: {
        total: ratio(this.#costUsd, 1, "usd"),
        perRequest: ratio(this.#costUsd, ended, "usd"),
        perSuccess: ratio(this.#costUsd, completed, "usd"),
      },
    };
  }
}

/** Percentiles are R's type 7. */
function percentiles(values: readonly number[]): DriveMeasured["latencyMs"] {
  const sum = values.reduce((total, value) => total + value, 0);
  const at = (p: number): Figure =>
    values.length === 0 ? ratio(0, 0, "ms") : ratio(quantileOf(values, p), 1, "ms");
  return { mean: ratio(sum, values.length, "ms"), p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** `amount ÷ of` as a figure without interval; nothing where `of` is 0. */
function ratio(amount: number, of: number, unit: Unit): Figure {
  const unknown = { low: null, high: null, unit };
  return of === 0
    ? { ...unknown, mean: null, note: NO_SESSIONS }
    : { ...unknown, mean: amount / of };
}
