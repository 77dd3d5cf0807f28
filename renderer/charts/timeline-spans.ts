import { bisectLeft, bisectRight, cumsum } from "d3-array";
import type { LoggedEvent, SessionEvent } from "../../engine/contract/session.js";

/** One attempt of an inference or a tool call. Instants in milliseconds since 1970. */
export interface Span {
  readonly id: string;
  /** The tool that works, or undefined for the brain. */
  readonly tool: string | undefined;
  readonly name: string;
  readonly fromMs: number;
  toMs: number;
  /** `running` as far as the log tells; `cut` where the process that ran it ended. */
  state: "running" | "done" | "failed" | "cut";
  detail: string;
}

/** A call that a human is asked about. */
export interface Ask {
  readonly call: string;
  readonly tool: string;
  readonly atMs: number;
  state: "asked" | "approved" | "refused";
}

export interface Spans {
  readonly spans: readonly Span[];
  readonly asks: readonly Ask[];
}

/**
 * Who worked when, as a session's log tells. What is still under way ends at `untilMs`; what a crash
 * broke off ends at the last event before another process woke the session.
 */
export function spansOf(events: readonly LoggedEvent[], untilMs: number): Spans {
  const spans: Span[] = [];
  const asks = new Map<string, Ask>();
  const tools = new Map<string, string>();
  const open = new Map<string, Span>();
  let lastMs = 0;

  const begin = (id: string, tool: string | undefined, name: string, fromMs: number): void => {
    const span: Span = { id, tool, name, fromMs, toMs: fromMs, state: "running", detail: "" };
    spans.push(span);
    open.set(id, span);
  };
  const end = (id: string, toMs: number, state: Span["state"], detail: string): void => {
    const span = open.get(id);
    if (span === undefined) return;
    open.delete(id);
    Object.assign(span, { toMs: Math.max(span.fromMs, toMs), state, detail });
  };

  for (const { at, event } of events) {
    const atMs = Date.parse(at);
    switch (event.type) {
      case "woken":
        for (const id of open.keys()) end(id, lastMs, "cut", "its process ended");
        break;
      case "inference-started":
        begin(inferenceId(event), undefined, `Inference ${event.inference}`, atMs);
        break;
      case "inference-finished":
        end(inferenceId(event), atMs, "done", `stopped for ${event.stopReason}`);
        break;
      case "inference-failed":
        end(inferenceId(event), atMs, "failed", event.message);
        break;
      case "call-requested":
        tools.set(event.call, event.tool);
        break;
      case "approval-asked":
        asks.set(event.call, { call: event.call, tool: event.tool, atMs, state: "asked" });
        break;
      case "approval-given":
      case "approval-refused": {
        const ask = asks.get(event.call);
        if (ask !== undefined) ask.state = event.type === "approval-given" ? "approved" : "refused";
        break;
      }
      case "call-started": {
        const tool = tools.get(event.call) ?? event.call;
        begin(callId(event), tool, `${tool}, call ${event.call}`, atMs);
        break;
      }
      case "call-finished":
        end(callId(event), atMs, "done", FROM_WORDS[event.from]);
        break;
      case "call-failed":
        end(callId(event), atMs, "failed", event.message);
        break;
      case "call-outcome-unknown":
        end(callId(event), atMs, "failed", event.message);
        break;
      default:
    }
    lastMs = atMs;
  }
  for (const span of open.values()) span.toMs = Math.max(span.fromMs, untilMs);
  return { spans, asks: [...asks.values()] };
}

const inferenceId = ({ inference, attempt }: { inference: number; attempt: number }): string =>
  `inference ${inference} ${attempt}`;
const callId = ({ call, attempt }: { call: string; attempt: number }): string =>
  `call ${call} ${attempt}`;

const FROM_WORDS = {
  tool: "done",
  cache: "from the result cache",
  reconciliation: "found done when it was looked up",
} as const;

/** A time in which nobody worked, long enough to be cut out of the picture. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  readonly why: string;
}

/** Shorter ones are part of the rhythm and stay. */
const GAP_MS = 1000;

/** The times between spans in which nobody worked, each with what was waited for, in order. */
export function gapsOf(events: readonly LoggedEvent[], spans: readonly Span[]): Gap[] {
  const gaps: Gap[] = [];
  const atMs = events.map(({ at }) => Date.parse(at));
  let busyUntilMs = atMs[0] ?? NaN;
  for (const { fromMs, toMs } of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (fromMs - busyUntilMs > GAP_MS) {
      const between = events.slice(bisectLeft(atMs, busyUntilMs), bisectRight(atMs, fromMs));
      gaps.push({ fromMs: busyUntilMs, toMs: fromMs, why: reason(between) });
    }
    busyUntilMs = Math.max(busyUntilMs, toMs);
  }
  return gaps;
}

/**
 * Milliseconds at work from `beganMs` to an instant: what lies in `gaps`, which are in order, is cut out.
 */
export function workClock(beganMs: number, gaps: readonly Gap[]): (instantMs: number) => number {
  const ends = gaps.map(({ toMs }) => toMs);
  const cutMs = [0, ...cumsum(gaps, ({ fromMs, toMs }) => toMs - fromMs)];
  return (instantMs) => {
    const whole = bisectRight(ends, instantMs);
    const fromMs = gaps[whole]?.fromMs ?? Infinity;
    return instantMs - beganMs - (cutMs[whole] ?? 0) - Math.max(0, instantMs - fromMs);
  };
}

const REASONS: readonly (readonly [SessionEvent["type"], string])[] = [
  ["woken", "interrupted"],
  ["paused", "paused"],
  ["budget-reached", "waited for a budget"],
  ["approval-given", "waited for approval"],
  ["approval-refused", "waited for approval"],
  ["call-outcome-resolved", "waited for a human"],
  ["inference-failed", "retry delay"],
  ["call-failed", "retry delay"],
];

function reason(events: readonly LoggedEvent[]): string {
  const types = new Set(events.map(({ event }) => event.type));
  return REASONS.find(([type]) => types.has(type))?.[1] ?? "idle";
}
