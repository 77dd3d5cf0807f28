/**
 * Every name that leaves in a span. Those that begin with `gen_ai`, `error`, `server` are OpenTelemetry's
 * semantic conventions for generative AI (agent spans, inference, tool execution); the rest is ours.
 */
export const OPERATION = {
  session: "invoke_agent",
  inference: "chat",
  tool: "execute_tool",
  append: "append session_log",
} as const;

export const ATTRIBUTE = {
  operation: "gen_ai.operation.name",
  provider: "gen_ai.provider.name",
  /** The session: one conversation, over any number of processes. */
  conversation: "gen_ai.conversation.id",
  /** The workload. */
  agent: "gen_ai.agent.name",
  requestModel: "gen_ai.request.model",
  maxTokens: "gen_ai.request.max_tokens",
  finishReasons: "gen_ai.response.finish_reasons",
  /** All input, cached or not, as the conventions want it. */
  inputTokens: "gen_ai.usage.input_tokens",
  outputTokens: "gen_ai.usage.output_tokens",
  cacheReadTokens: "gen_ai.usage.cache_read.input_tokens",
  cacheWriteTokens: "gen_ai.usage.cache_creation.input_tokens",
  tool: "gen_ai.tool.name",
  toolCall: "gen_ai.tool.call.id",
  error: "error.type",
  server: "server.address",
  serverPort: "server.port",
  /** `model` or `rehearsal`: a rehearsed answer is nobody's. */
  origin: "headroom.origin",
  inference: "headroom.inference",
  attempt: "headroom.attempt",
  ttftMs: "headroom.ttft_ms",
  holder: "headroom.holder",
  events: "headroom.log.events",
  position: "headroom.log.position",
} as const;
