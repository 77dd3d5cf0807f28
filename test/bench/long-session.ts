import { exportLines } from "../../engine/agent/log/jsonl.js";
import type { LoggedEvent, SessionEvent } from "../../engine/contract/session.js";

const USAGE = { inputTokens: 10, outputTokens: 55, cacheReadTokens: 500, cacheWriteTokens: 95 };
const START_MS = Date.UTC(2026, 10, 22);

/** The export of a session that has called a tool `calls` times, one after the other, and waits for its user. */
export function longSession(title: string, calls: number): string {
  const model = { requested: "rehearsal", name: "rehearsal", version: "1", modelId: "rehearsal" };
  const events: SessionEvent[] = [
    {
      type: "session-created",
      title,
      workload: "general",
      architecture: "decoupled",
      model,
      origin: "rehearsal",
      system: "You are an agent.",
      tools: ["read_file"],
      maxTokens: 8192,
      budget: {},
      onUnknownOutcome: "wait",
      onTurnEnd: "wait",
    },
    { type: "user-message", text: "Read every order" },
  ];
  for (let inference = 1; inference <= calls; inference += 1) {
    const call = `${inference}.0`;
    const [toolUseId, input] = [`toolu_${inference}`, { path: `orders/${inference}.json` }];
    const result = JSON.stringify({ order: inference, items: Array(12).fill(3.5) });
    events.push(
      ...said(inference, "tool_use", `Now order ${inference}, which comes next.`, {
        id: toolUseId,
        input,
      }),
      { type: "call-requested", call, inference, toolUseId, tool: "read_file", input },
      {
        type: "call-started",
        call,
        attempt: 1,
        idempotencyKey: call,
        fencingToken: 1,
        worker: "bench",
      },
      {
        type: "call-finished",
        call,
        attempt: 1,
        result,
        truncated: false,
        from: "tool",
        durationMs: 12,
      },
    );
  }
  events.push(...said(calls + 1, "end_turn", "All done."));
  const logged = events.map((event, at): LoggedEvent => {
    const time = new Date(START_MS + at * 100).toISOString();
    return { position: at + 1, at: time, event };
  });
  // One of another length is another session.
  const id = `20261122t000000000z-${calls.toString().padStart(6, "0")}`;
  return `${[...exportLines(id, logged)].join("\n")}\n`;
}

function said(
  inference: number,
  stopReason: string,
  text: string,
  call?: { readonly id: string; readonly input: unknown },
): SessionEvent[] {
  const about = { inference, attempt: 1 };
  const use = call === undefined ? [] : [{ type: "tool_use" as const, name: "read_file", ...call }];
  return [
    { type: "inference-started", ...about, modelId: "rehearsal" },
    {
      type: "inference-finished",
      ...about,
      stopReason,
      content: [{ type: "text", text }, ...use],
      usage: USAGE,
      costUsd: 0,
      ttftMs: 76,
      durationMs: 90,
      origin: "rehearsal",
    },
  ];
}
