import type Anthropic from "@anthropic-ai/sdk";
import type { ContentBlock, LoggedEvent } from "../../contract/session.js";
import type { ToolDeclaration } from "../tool.js";

/** Everything of a request that follows from the log and the tools. */
export interface Prompt {
  readonly system: Anthropic.TextBlockParam[];
  readonly messages: Anthropic.MessageParam[];
  readonly tools: Anthropic.Tool[];
}

const EPHEMERAL = { cache_control: { type: "ephemeral" } } as const;

/**
 * The conversation as the Messages protocol wants it: user and assistant in turn, the results of all
 * calls of an answer right after it. Cache breakpoints stand after the tools, the system prompt and
 * the last message, so that each step reads what the one before wrote. Pure: the same log gives the
 * same prompt in any process.
 */
export function buildPrompt(
  events: readonly LoggedEvent[],
  tools: readonly ToolDeclaration[],
): Prompt {
  const created = events[0]?.event;
  const system = created?.type === "session-created" ? created.system : "";
  return {
    system: system === "" ? [] : [{ type: "text", text: system, ...EPHEMERAL }],
    messages: withBreakpoint(messagesOf(events)),
    tools: tools.map(({ name, description, inputSchema }, at) => ({
      name,
      description,
      input_schema: inputSchema,
      ...(at === tools.length - 1 ? EPHEMERAL : {}),
    })),
  };
}

function messagesOf(events: readonly LoggedEvent[]): Anthropic.MessageParam[] {
  const outcomes = outcomesOf(events);
  const messages: { role: "user" | "assistant"; content: Anthropic.ContentBlockParam[] }[] = [];
  const add = (role: "user" | "assistant", content: Anthropic.ContentBlockParam[]): void => {
    const last = messages.at(-1);
    if (content.length === 0) return;
    if (last?.role === role) last.content.push(...content);
    else messages.push({ role, content });
  };
  const compaction = events.findLast(({ event }) => event.type === "context-compacted")?.event;
  let from = 0;
  if (compaction?.type === "context-compacted") {
    from = compaction.upToPosition;
    add("user", [{ type: "text", text: compaction.summary }]);
  }
  for (const { position, event } of events) {
    if (position <= from) continue;
    if (event.type === "user-message") add("user", [{ type: "text", text: event.text }]);
    else if (event.type === "inference-finished") {
      add("assistant", event.content.flatMap(blockParam));
      add("user", resultsOf(event.inference, event.content, outcomes));
    }
  }
  return messages;
}

/** What became of each call: by call id, the text and whether it is an error. */
function outcomesOf(
  events: readonly LoggedEvent[],
): ReadonlyMap<string, { readonly text: string; readonly isError: boolean }> {
  const outcomes = new Map<string, { text: string; isError: boolean }>();
  for (const { event } of events) {
    if (event.type === "call-finished" || event.type === "call-outcome-resolved") {
      outcomes.set(event.call, { text: event.result, isError: false });
    } else if (event.type === "call-failed" && event.retryInMs === null) {
      outcomes.set(event.call, { text: event.message, isError: true });
    }
  }
  return outcomes;
}

function resultsOf(
  inference: number,
  content: readonly ContentBlock[],
  outcomes: ReturnType<typeof outcomesOf>,
): Anthropic.ToolResultBlockParam[] {
  return content
    .filter((block) => block.type === "tool_use")
    .map((block, at) => {
      const outcome = outcomes.get(callId(inference, at));
      return {
        type: "tool_result",
        tool_use_id: block.id,
        content: outcome?.text ?? "This call was not made.",
        is_error: outcome?.isError ?? true,
      };
    });
}

/** The id of the call that is number `at` (from 0) in the answer of an inference. */
export function callId(inference: number, at: number): string {
  return `${inference}.${at}`;
}

/** Empty texts are said by models and refused by servers. */
function blockParam(block: ContentBlock): Anthropic.ContentBlockParam[] {
  return block.type === "text" && block.text.trim() === "" ? [] : [block];
}

/** Marks the last block that may carry a mark, in place: the messages were made here. */
function withBreakpoint(messages: Anthropic.MessageParam[]): Anthropic.MessageParam[] {
  const content = messages.at(-1)?.content;
  const last = typeof content === "string" ? undefined : content?.at(-1);
  if (last?.type === "text" || last?.type === "tool_result") Object.assign(last, EPHEMERAL);
  return messages;
}
