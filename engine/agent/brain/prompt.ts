import type Anthropic from "@anthropic-ai/sdk";
import type { ContentBlock, LoggedEvent, SessionEventOf } from "../../contract/session.js";
import { OVERFLOW } from "../../contract/session-state.js";
import type { ToolDeclaration } from "../tool.js";

/** Everything of a request that follows from the log and the tools. */
export interface Prompt {
  readonly system: Anthropic.TextBlockParam[];
  readonly messages: Anthropic.MessageParam[];
  readonly tools: Anthropic.Tool[];
}

const EPHEMERAL = { cache_control: { type: "ephemeral" } } as const;

/** A message, and for each of its blocks the position of the event that it stems from. */
interface Said {
  readonly role: "user" | "assistant";
  readonly content: Anthropic.ContentBlockParam[];
  readonly positions: number[];
}

/**
 * The conversation as the Messages protocol wants it, kept up event by event so that a step costs what is new
 * and not what has been: user and assistant in turn, the results of all calls of an answer right after it. The
 * same events give the same prompt in any process.
 */
export class Conversation {
  #system = "";
  #said: Said[] = [];
  /** The results that are still to come, by call. */
  readonly #open = new Map<string, Anthropic.ToolResultBlockParam>();
  /** Messages that came while the model was answering what was before them. */
  #interjected: string[] = [];
  #isAnswering = false;

  /** Takes one more event into account; events come in order of position. */
  add({ position, event }: LoggedEvent): void {
    switch (event.type) {
      case "session-created":
        this.#system = event.system;
        return;
      case "user-message":
        if (this.#isAnswering) this.#interjected.push(event.text);
        else this.#say("user", position, [{ type: "text", text: event.text }]);
        return;
      case "inference-started":
        this.#isAnswering = true;
        return;
      case "inference-finished":
        this.#answer(position, event);
        this.#hear(position);
        return;
      case "inference-failed":
        this.#hear(position);
        return;
      case "call-finished":
      case "call-outcome-resolved":
        this.#settle(event.call, event.result, false);
        return;
      case "call-failed":
        if (event.retryInMs === null) this.#settle(event.call, event.message, true);
        return;
      case "context-compacted":
        this.#compact(event);
        return;
      default:
      // Not said by anybody.
    }
  }

  /**
   * What is sent next; valid until the next event. The four cache breakpoints that there may be stand after the
   * tools, the system prompt, the last message, and the one that was the last in the step before: servers look
   * back from a breakpoint over twenty blocks alone, and an answer with many calls and its results are more.
   */
  prompt(tools: readonly ToolDeclaration[]): Prompt {
    const messages = this.#said.map(({ role, content }) => ({ role, content }));
    for (const back of [1, 3]) {
      const message = messages.at(-back);
      if (message !== undefined) messages[messages.length - back] = withBreakpoint(message);
    }
    return {
      system: this.#system === "" ? [] : [{ type: "text", text: this.#system, ...EPHEMERAL }],
      messages,
      tools: tools.map(({ name, description, inputSchema }, at) => ({
        name,
        description,
        input_schema: inputSchema,
        ...(at === tools.length - 1 ? EPHEMERAL : {}),
      })),
    };
  }

  #say(role: Said["role"], position: number, content: Anthropic.ContentBlockParam[]): void {
    if (content.length === 0) return;
    let last = this.#said.at(-1);
    if (last?.role !== role) {
      last = { role, content: [], positions: [] };
      this.#said.push(last);
    }
    for (const block of content) {
      last.content.push(block);
      last.positions.push(position);
    }
  }

  #answer(position: number, event: SessionEventOf<"inference-finished">): void {
    // Cut off where the context was full, and asked for again: two answers to one question are none.
    if (event.stopReason === OVERFLOW) return;
    // Thinking that was cut off was never signed, and is refused.
    const isCutOff = event.stopReason === "max_tokens";
    const kept = event.content.filter(
      (block) => !(isCutOff && block.type === "thinking" && block.signature === ""),
    );
    this.#say("assistant", position, kept.flatMap(blockParam));
    const calls = event.content.filter((block) => block.type === "tool_use");
    const results = calls.map((block, at) => {
      const result: Anthropic.ToolResultBlockParam = {
        type: "tool_result",
        tool_use_id: block.id,
        content: "This call was not made.",
        is_error: true,
      };
      this.#open.set(callId(event.inference, at), result);
      return result;
    });
    this.#say("user", position, results);
  }

  /** The answer is there: what was said meanwhile comes after it, and is compacted no sooner. */
  #hear(position: number): void {
    this.#isAnswering = false;
    for (const text of this.#interjected.splice(0)) {
      this.#say("user", position, [{ type: "text", text }]);
    }
  }

  #settle(call: string, text: string, isError: boolean): void {
    const result = this.#open.get(call);
    if (result === undefined) return;
    result.content = text;
    result.is_error = isError;
    this.#open.delete(call);
  }

  #compact({ upToPosition, summary }: SessionEventOf<"context-compacted">): void {
    const before = this.#said;
    this.#said = [];
    this.#say("user", upToPosition, [{ type: "text", text: summary }]);
    for (const { role, content, positions } of before) {
      for (const [at, block] of content.entries()) {
        const position = positions[at] ?? 0;
        if (position > upToPosition) this.#say(role, position, [block]);
      }
    }
  }
}

/** The id of the call that is number `at` (from 0) in the answer of an inference. */
export function callId(inference: number, at: number): string {
  return `${inference}.${at}`;
}

/** Empty texts are said by models and refused by servers. */
function blockParam(block: ContentBlock): Anthropic.ContentBlockParam[] {
  return block.type === "text" && block.text.trim() === "" ? [] : [block];
}

/** The message with its last block marked, where that is one that may carry a mark. */
function withBreakpoint({ role, content }: Pick<Said, "role" | "content">) {
  const last = content.at(-1);
  if (last?.type !== "text" && last?.type !== "tool_result") return { role, content };
  return { role, content: [...content.slice(0, -1), { ...last, ...EPHEMERAL }] };
}
