import type { RehearsalCall, RehearsalConversation } from "../workload.js";

/** A call that was made for the request, and what came of it. */
export interface MadeCall {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Undefined while the result is not there. */
  readonly result: string | undefined;
  readonly isError: boolean;
}

/** The latest thing a user asked for, and everything done about it since. */
export interface CurrentRequest {
  readonly text: string;
  readonly calls: readonly MadeCall[];
  /** How many requests came before it in the conversation. */
  readonly index: number;
}

/** Reads the latest request out of a conversation. Results stand in the order of their calls. */
export function currentRequest({ turns }: RehearsalConversation): CurrentRequest {
  let text = "";
  let index = -1;
  let calls: MadeCall[] = [];
  let pending: readonly RehearsalCall[] = [];
  for (const turn of turns) {
    if (turn.role === "assistant") {
      pending = turn.calls;
      calls.push(...turn.calls.map((call) => ({ ...call, result: undefined, isError: false })));
      continue;
    }
    const first = calls.length - pending.length;
    for (const [at, { result, isError }] of turn.results.entries()) {
      const call = calls[first + at];
      if (call !== undefined) calls[first + at] = { ...call, result, isError };
    }
    pending = [];
    if (turn.text.trim() === "") continue;
    text = turn.text;
    index += 1;
    calls = [];
  }
  return { text, calls, index };
}

/** The first call of that tool, if there was one. */
export function callOf(request: CurrentRequest, tool: string): MadeCall | undefined {
  return request.calls.find((call) => call.tool === tool);
}

/** The JSON a tool answered with; undefined for a failure or a text that is none. */
export function jsonOf(call: MadeCall | undefined): unknown {
  if (call?.result === undefined || call.isError) return undefined;
  try {
    return JSON.parse(call.result);
  } catch {
    return undefined;
  }
}
