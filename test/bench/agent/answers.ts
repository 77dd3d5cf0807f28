import type { Infer } from "../../../engine/agent/brain/infer.js";
import type { ContentBlock } from "../../../engine/contract/session.js";

/** What the benched sessions do: call one tool `cycles` times, one after the other, then end. */
export const TOOL = "look_up";
export const SAYS = "Let me look that up.";

const USAGE = { inputTokens: 100, outputTokens: 20, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** The answer of step `step` (from 0) of a session of `cycles` tool calls. */
function answerOf(step: number, cycles: number): ContentBlock[] {
  const text = { type: "text" as const, text: step < cycles ? SAYS : "All done." };
  const call = { type: "tool_use" as const, id: `toolu_${step}`, name: TOOL, input: { step } };
  return step < cycles ? [text, call] : [text];
}

/** A model in this process that takes no time, in the place of the SDK. Sessions come one after the other. */
export function modelPort(cycles: number): Infer {
  let step = 0;
  return async () => {
    const content = answerOf(step, cycles);
    const stopReason = step < cycles ? "tool_use" : "end_turn";
    step = step < cycles ? step + 1 : 0;
    return { kind: "finished", stopReason, content, usage: USAGE, ttftMs: 0, durationMs: 0 };
  };
}

/** The same model as a Messages server in this process: the SDK sends, parses and checks as ever. */
export function modelFetch(cycles: number): typeof fetch {
  const bodies = Array.from({ length: cycles + 1 }, (_, step) => streamOf(step, cycles));
  let step = 0;
  return async () => {
    const body = bodies[step];
    step = step < cycles ? step + 1 : 0;
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
}

/** The events of the Messages protocol, as bytes. */
function streamOf(step: number, cycles: number): Uint8Array<ArrayBuffer> {
  const usage = { input_tokens: USAGE.inputTokens, output_tokens: 1 };
  const about = { id: `msg_${step}`, type: "message", role: "assistant", model: "bench" };
  const message = { ...about, content: [], stop_reason: null, stop_sequence: null, usage };
  const events: { type: string; [field: string]: unknown }[] = [{ type: "message_start", message }];
  for (const [index, block] of answerOf(step, cycles).entries()) {
    const type = "content_block_delta";
    if (block.type === "text") {
      const content_block = { type: "text", text: "" };
      events.push({ type: "content_block_start", index, content_block });
      events.push({ type, index, delta: { type: "text_delta", text: block.text } });
    } else if (block.type === "tool_use") {
      events.push({ type: "content_block_start", index, content_block: { ...block, input: {} } });
      const partial_json = JSON.stringify(block.input);
      events.push({ type, index, delta: { type: "input_json_delta", partial_json } });
    }
    events.push({ type: "content_block_stop", index });
  }
  const stop_reason = step < cycles ? "tool_use" : "end_turn";
  const output = { output_tokens: USAGE.outputTokens };
  events.push({
    type: "message_delta",
    delta: { stop_reason, stop_sequence: null },
    usage: output,
  });
  events.push({ type: "message_stop" });
  const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  return new TextEncoder().encode(text.join(""));
}
