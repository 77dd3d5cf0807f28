import type { Architecture } from "../../../contract/result.js";
import type { LoggedEvent } from "../../../contract/session.js";

/** What one session asked for, whatever it had to wait. */
export interface SessionShape {
  /** Output tokens of each brain step that was answered. */
  readonly outputTokens: readonly number[];
  /** Tools that were called after each of these steps. */
  readonly calls: readonly (readonly string[])[];
}

/**
 * What the logs of driven sessions teach of their demand and of the times of model, tools and engine,
 * without any waiting for a pool. Times are in milliseconds.
 */
export class Lessons {
  readonly shapes: SessionShape[] = [];
  /** Of the model: from the request to the first token, and for each token after it. */
  readonly ttftMs: number[] = [];
  readonly tpotMs: number[] = [];
  /** By tool: how long a call keeps its worker. */
  readonly toolMs = new Map<string, number[]>();
  /** What the log and the prompt take of a brain step, beside the model. */
  readonly stepOverheadMs: number[] = [];
  /** From an answer to the start of its calls, and from their end to the next step; waiting included. */
  readonly hopMs: number[] = [];

  /** Takes in the log of a session that ended. Attempts that failed teach nothing. */
  learn(events: readonly LoggedEvent[], architecture: Architecture): void {
    const decoupled = architecture === "decoupled";
    const outputTokens: number[] = [];
    const calls: string[][] = [];
    const toolOf = new Map<string, string>();
    const startedMs = new Map<string, number>();
    let stepStartedMs = 0;
    let answeredMs = 0;
    let lastCallMs: number | undefined;
    for (const { at, event } of events) {
      const atMs = Date.parse(at);
      switch (event.type) {
        case "inference-started":
          stepStartedMs = atMs;
          if (decoupled && lastCallMs !== undefined) this.hopMs.push(atMs - lastCallMs);
          lastCallMs = undefined;
          break;
        case "inference-finished": {
          const tokens = event.usage.outputTokens;
          const { ttftMs, durationMs } = event;
          outputTokens.push(tokens);
          calls.push([]);
          this.ttftMs.push(ttftMs);
          if (tokens > 1) this.tpotMs.push((durationMs - ttftMs) / (tokens - 1));
          // A coupled step waits for a model slot after it was begun; a decoupled one before.
          if (decoupled) this.stepOverheadMs.push(Math.max(0, atMs - stepStartedMs - durationMs));
          answeredMs = atMs;
          break;
        }
        case "call-requested":
          toolOf.set(event.call, event.tool);
          calls.at(-1)?.push(event.tool);
          break;
        case "call-started":
          startedMs.set(event.call, atMs);
          if (decoupled && event.attempt === 1) this.hopMs.push(atMs - answeredMs);
          break;
        case "call-finished": {
          const tool = toolOf.get(event.call) ?? "";
          const times = this.toolMs.get(tool) ?? [];
          // The time of its clock is finer than that of the log, which adds what the log takes.
          times.push(Math.max(event.durationMs, atMs - (startedMs.get(event.call) ?? atMs)));
          this.toolMs.set(tool, times);
          lastCallMs = atMs;
          break;
        }
        default:
      }
    }
    if (outputTokens.length > 0) this.shapes.push({ outputTokens, calls });
  }
}
