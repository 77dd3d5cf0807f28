import { z } from "zod";
import type { RehearsalConversation, RehearsalTurn } from "../workload.js";

const TextBlock = z.looseObject({ type: z.literal("text"), text: z.string() });
const Block = z.union([
  TextBlock,
  z.looseObject({
    type: z.literal("tool_use"),
    id: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
  }),
  z.looseObject({
    type: z.literal("tool_result"),
    tool_use_id: z.string(),
    content: z.union([z.string(), z.array(TextBlock)]).default(""),
    is_error: z.boolean().default(false),
  }),
  z.looseObject({ type: z.enum(["thinking", "redacted_thinking"]) }),
]);
type Block = z.infer<typeof Block>;
const Content = z.union([z.string().min(1), z.array(Block).min(1)]);

/** The part of a Messages request that the rehearsal model understands; the rest is let through. */
export const MessagesRequest = z.looseObject({
  model: z.string(),
  max_tokens: z.number().int().positive(),
  stream: z.literal(true, "true: the rehearsal model streams its answers"),
  system: z.union([z.string(), z.array(TextBlock)]).default(""),
  tools: z.array(z.looseObject({ name: z.string() })).default([]),
  messages: z
    .array(z.looseObject({ role: z.enum(["user", "assistant"]), content: Content }))
    .min(1),
});
export type MessagesRequest = z.infer<typeof MessagesRequest>;

/** The conversation that a request holds, or why a server would refuse it. */
export function conversationOf(request: MessagesRequest): RehearsalConversation | string {
  const toolOf = new Map<string, string>();
  const turns: RehearsalTurn[] = [];
  let unanswered = new Set<string>();
  for (const [at, { role, content }] of request.messages.entries()) {
    if ((at % 2 === 0) !== (role === "user")) return `messages.${at}: roles must alternate`;
    const blocks: readonly Block[] =
      typeof content === "string" ? [{ type: "text", text: content }] : content;
    const text = blocks.flatMap((block) => (isText(block) ? [block.text] : [])).join("\n");
    if (role === "assistant") {
      const calls = blocks.flatMap((block) => (block.type === "tool_use" ? [block] : []));
      for (const { id, name } of calls) toolOf.set(id, name);
      unanswered = new Set(calls.map(({ id }) => id));
      turns.push({ role, text, calls: calls.map(({ name, input }) => ({ tool: name, input })) });
      continue;
    }
    const results = blocks.flatMap((block) => (isResult(block) ? [block] : []));
    for (const { tool_use_id } of results) {
      if (!unanswered.delete(tool_use_id)) return `messages.${at}: unexpected tool_result`;
    }
    if (unanswered.size > 0) return `messages.${at}: a tool_use without its tool_result`;
    turns.push({
      role,
      text,
      results: results.map(({ tool_use_id, content: result, is_error }) => ({
        tool: toolOf.get(tool_use_id) ?? "",
        result: typeof result === "string" ? result : result.map((part) => part.text).join("\n"),
        isError: is_error,
      })),
    });
  }
  if (turns.at(-1)?.role !== "user") return "messages: the last one must be the user's";
  return { system: textOf(request.system), tools: request.tools.map(({ name }) => name), turns };
}

function isText(block: Block): block is z.infer<typeof TextBlock> {
  return block.type === "text";
}

function isResult(block: Block): block is Extract<Block, { tool_use_id: string }> {
  return block.type === "tool_result";
}

function textOf(system: MessagesRequest["system"]): string {
  return typeof system === "string" ? system : system.map(({ text }) => text).join("\n");
}
