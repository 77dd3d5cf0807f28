import { OVERFLOW } from "../../contract/session-state.js";
import { assertNever } from "../../base/assert.js";
import type { ContentBlock } from "../../contract/session.js";
import type {
  RecordedAnswer,
  RehearsalAnswer,
  RehearsalConversation,
  RehearsalPolicy,
} from "../workload.js";
import type { MessagesRequest } from "./conversation.js";

/** Tokens of a text, by the usual rule of thumb of four characters a token. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

/** One event of the stream; `costsToken`: it carries a piece of output and takes the time of one. */
export interface StreamEvent {
  readonly data: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly costsToken: boolean;
}

/**
 * The events of an answer, in the order of the Messages protocol. Text comes in pieces of one token,
 * at most `max_tokens` of them, and no more than there is room for in the context. A recorded answer comes
 * whole, with the tokens that were counted then.
 */
export function* streamOf(
  request: MessagesRequest,
  answer: RehearsalAnswer | RecordedAnswer,
  id: string,
  contextTokens = Infinity,
): Iterable<StreamEvent> {
  const recorded = "content" in answer ? answer : undefined;
  const usage = recorded === undefined ? promptUsage(request) : usageOf(recorded);
  const room = contextTokens - promptTokensOf(request);
  const most = recorded === undefined ? Math.min(request.max_tokens, room) : Infinity;
  yield plain("message_start", {
    message: {
      id,
      type: "message",
      role: "assistant",
      model: request.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...usage, output_tokens: 1 },
    },
  });
  let spent = 0;
  let cut = false;
  const blocks = "content" in answer ? answer.content.map(recordedBlock) : blocksOf(answer, id);
  for (const [index, block] of blocks.entries()) {
    if (cut) break;
    yield plain("content_block_start", { index, content_block: block.start });
    for (const delta of block.deltas) {
      if (spent >= most) {
        cut = true;
        break;
      }
      spent += 1;
      yield { data: { type: "content_block_delta", index, delta }, costsToken: true };
    }
    for (const delta of cut ? [] : block.closing) {
      yield plain("content_block_delta", { index, delta });
    }
    yield plain("content_block_stop", { index });
  }
  const reached = room < request.max_tokens ? OVERFLOW : "max_tokens";
  const ended = "content" in answer ? answer.stopReason : endOf(answer);
  yield plain("message_delta", {
    delta: { stop_reason: cut ? reached : ended, stop_sequence: null },
    usage: { output_tokens: recorded?.usage.outputTokens ?? spent },
  });
  yield plain("message_stop", {});
}

/** Used when no workload knows the conversation: says so, and makes no call. */
export const ECHO: RehearsalPolicy = {
  handles: () => true,
  answer: ({ turns }: RehearsalConversation) => {
    const last = turns.at(-1);
    const said = last?.role === "user" ? last.text.slice(0, 200) : "";
    return { text: `This is the rehearsal model. You said: ${said}`, calls: [] };
  },
};

interface Block {
  readonly start: Readonly<Record<string, unknown>>;
  readonly deltas: readonly Readonly<Record<string, string>>[];
  readonly closing: readonly Readonly<Record<string, string>>[];
}

function blocksOf(answer: RehearsalAnswer, id: string): Block[] {
  const blocks: Block[] = [];
  if (answer.thinking !== undefined) {
    blocks.push({
      start: { type: "thinking", thinking: "", signature: "" },
      deltas: pieces(answer.thinking).map((thinking) => ({ type: "thinking_delta", thinking })),
      closing: [{ type: "signature_delta", signature: "rehearsal" }],
    });
  }
  if (answer.text !== "") {
    blocks.push({
      start: { type: "text", text: "" },
      deltas: pieces(answer.text).map((text) => ({ type: "text_delta", text })),
      closing: [],
    });
  }
  for (const [at, { tool, input }] of answer.calls.entries()) {
    blocks.push({
      start: {
        type: "tool_use",
        id: `${id.replace("msg_", "toolu_")}_${at}`,
        name: tool,
        input: {},
      },
      deltas: pieces(JSON.stringify(input)).map((partial_json) => ({
        type: "input_json_delta",
        partial_json,
      })),
      closing: [],
    });
  }
  return blocks;
}

function endOf({ calls }: RehearsalAnswer): string {
  return calls.length > 0 ? "tool_use" : "end_turn";
}

/** A block as it was, with its own id, signature or seal. */
function recordedBlock(block: ContentBlock): Block {
  switch (block.type) {
    case "text":
      return {
        start: { type: "text", text: "" },
        deltas: pieces(block.text).map((text) => ({ type: "text_delta", text })),
        closing: [],
      };
    case "thinking":
      return {
        start: { type: "thinking", thinking: "", signature: "" },
        deltas: pieces(block.thinking).map((thinking) => ({ type: "thinking_delta", thinking })),
        closing: [{ type: "signature_delta", signature: block.signature }],
      };
    case "redacted_thinking":
      return { start: { ...block }, deltas: [], closing: [] };
    case "tool_use":
      return {
        start: { type: "tool_use", id: block.id, name: block.name, input: {} },
        deltas: pieces(JSON.stringify(block.input)).map((partial_json) => ({
          type: "input_json_delta",
          partial_json,
        })),
        closing: [],
      };
    default:
      return assertNever(block);
  }
}

function usageOf({ usage }: RecordedAnswer): Readonly<Record<string, number>> {
  return {
    input_tokens: usage.inputTokens,
    cache_read_input_tokens: usage.cacheReadTokens,
    cache_creation_input_tokens: usage.cacheWriteTokens,
  };
}

function plain(type: string, fields: Readonly<Record<string, unknown>>): StreamEvent {
  return { data: { type, ...fields }, costsToken: false };
}

function pieces(text: string): string[] {
  // By code points: half of a surrogate pair is no text.
  return text.match(/[\s\S]{1,4}/gu) ?? [];
}

/** Tokens of all that a request sends. */
export function promptTokensOf(request: MessagesRequest): number {
  return Object.values(promptUsage(request)).reduce((sum, tokens) => sum + tokens, 0);
}

/** Those of them that the step before had sent too. */
export function cachedTokens(request: MessagesRequest): number {
  return promptUsage(request)["cache_read_input_tokens"] ?? 0;
}

/** A prompt cache that holds what the step before sent: all but the last answer and its results. */
function promptUsage(request: MessagesRequest): Readonly<Record<string, number>> {
  const fixed = tokensOf(JSON.stringify([request.system, request.tools]));
  const messages = request.messages.map(({ content }) => tokensOf(JSON.stringify(content)));
  const held = messages.slice(0, -2).reduce((sum, tokens) => sum + tokens, 0);
  const all = messages.reduce((sum, tokens) => sum + tokens, 0);
  const begun = messages.length > 2;
  return {
    input_tokens: 0,
    cache_read_input_tokens: begun ? fixed + held : 0,
    cache_creation_input_tokens: begun ? all - held : fixed + all,
  };
}
