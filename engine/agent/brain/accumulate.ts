import type Anthropic from "@anthropic-ai/sdk";
import { isRecord } from "../../base/guards.js";
import { OVERFLOW } from "../../contract/session-state.js";
import type { ContentBlock, Usage } from "../../contract/session.js";

/** Stop reasons of answers that end in the middle: the input of their last tool call may be half a text. */
const CUT_OFF: ReadonlySet<string | null> = new Set(["max_tokens", OVERFLOW, "refusal"]);

/** What a stream said so far. Blocks are whole or, where the stream broke off, as far as they came. */
export class Accumulator {
  stopReason: string | null = null;
  /** Whether the server said that it was done. */
  complete = false;
  /** Whether any content came. */
  began = false;
  usage: Usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
  readonly #blocks: { block: ContentBlock; json: string }[] = [];
  /** What is wrong with the input of a tool call, unless the answer turns out to be cut off. */
  #notAnInput: SyntaxError | undefined;

  /** Throws `SyntaxError` where the input of a tool call of a whole answer is not a JSON object. */
  add(event: Anthropic.MessageStreamEvent): void {
    switch (event.type) {
      case "message_start":
        this.#count(event.message.usage);
        return;
      case "content_block_start":
        this.began = true;
        this.#blocks[event.index] = { block: firstOf(event.content_block), json: "" };
        return;
      case "content_block_delta":
        this.#grow(event.index, event.delta);
        return;
      case "content_block_stop":
        this.#finish(event.index);
        return;
      case "message_delta":
        this.stopReason = event.delta.stop_reason;
        this.#count(event.usage);
        if (this.#notAnInput !== undefined && !CUT_OFF.has(this.stopReason)) throw this.#notAnInput;
        return;
      case "message_stop":
        this.complete = true;
    }
  }

  /** Tool calls that broke off are left out: half an input means nothing. */
  content(): ContentBlock[] {
    return this.#blocks.flatMap(({ block, json }) =>
      block.type === "tool_use" && json !== "" ? [] : [block],
    );
  }

  #grow(index: number, delta: Anthropic.RawContentBlockDelta): void {
    const entry = this.#blocks[index];
    if (entry === undefined) throw new SyntaxError(`a delta of block ${index}, which never began`);
    const { block } = entry;
    if (delta.type === "text_delta" && block.type === "text") block.text += delta.text;
    else if (delta.type === "thinking_delta" && block.type === "thinking") {
      block.thinking += delta.thinking;
    } else if (delta.type === "signature_delta" && block.type === "thinking") {
      block.signature += delta.signature;
    } else if (delta.type === "input_json_delta" && block.type === "tool_use") {
      entry.json += delta.partial_json;
    }
  }

  #finish(index: number): void {
    const entry = this.#blocks[index];
    if (entry?.block.type !== "tool_use" || entry.json === "") return;
    const input = parsed(entry.json);
    if (!isRecord(input)) {
      this.#notAnInput ??= new SyntaxError("the input of a tool call is not a JSON object");
      return;
    }
    entry.block.input = input;
    entry.json = "";
  }

  /** Counts are cumulative: a later one replaces an earlier one. */
  #count(usage: {
    readonly input_tokens?: number | null;
    readonly output_tokens?: number | null;
    readonly cache_read_input_tokens?: number | null;
    readonly cache_creation_input_tokens?: number | null;
  }): void {
    this.usage = {
      inputTokens: usage.input_tokens ?? this.usage.inputTokens,
      outputTokens: usage.output_tokens ?? this.usage.outputTokens,
      cacheReadTokens: usage.cache_read_input_tokens ?? this.usage.cacheReadTokens,
      cacheWriteTokens: usage.cache_creation_input_tokens ?? this.usage.cacheWriteTokens,
    };
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function firstOf(block: Anthropic.ContentBlock): ContentBlock {
  switch (block.type) {
    case "text":
      return { type: "text", text: block.text };
    case "thinking":
      return { type: "thinking", thinking: block.thinking, signature: block.signature };
    case "redacted_thinking":
      return { type: "redacted_thinking", data: block.data };
    case "tool_use":
      return { type: "tool_use", id: block.id, name: block.name, input: block.input };
    default:
      // Server tools are not asked for.
      throw new SyntaxError(`a content block of kind ${block.type}`);
  }
}
