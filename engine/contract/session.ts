import { z } from "zod";
import { Architecture } from "./result.js";

/** Session ids sort by time of creation and may stand in a file name. */
export const SessionId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,79}$/,
    "a session id of up to 80 lower-case letters, digits and dashes",
  );

/** Where what a session says comes from; shown wherever its output is. */
export const Origin = z.enum(["model", "rehearsal", "replay"]);
export type Origin = z.infer<typeof Origin>;

/** What happens to a call that was started and whose outcome a crash left unknown. */
export const ReplayClass = z.enum(["read", "idempotent", "reconcilable", "never"]);
export type ReplayClass = z.infer<typeof ReplayClass>;

/** How a human reached the engine. */
export const Surface = z.enum(["window", "browser", "terminal", "policy"]);
export type Surface = z.infer<typeof Surface>;

const count = z.number().int().nonnegative();
const Usd = z.number().nonnegative();
const DurationMs = z.number().nonnegative();

/** Unset: no limit. */
export const Budget = z.strictObject({
  tokens: count.optional(),
  costUsd: Usd.optional(),
});
export type Budget = z.infer<typeof Budget>;

/** Tokens as the model server billed them. `inputTokens` are those that no cache served or stored. */
export const Usage = z.strictObject({
  inputTokens: count,
  outputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: count,
});
export type Usage = z.infer<typeof Usage>;

/** One piece of what a model said. `signature` and `data` go back to the model as they came. */
export const ContentBlock = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string() }),
  z.strictObject({ type: z.literal("thinking"), thinking: z.string(), signature: z.string() }),
  z.strictObject({ type: z.literal("redacted_thinking"), data: z.string() }),
  z.strictObject({
    type: z.literal("tool_use"),
    id: z.string(),
    name: z.string(),
    input: z.unknown(),
  }),
]);
export type ContentBlock = z.infer<typeof ContentBlock>;

/** The model a session pinned when it was created. */
export const PinnedModel = z.strictObject({
  /** The name or alias that was asked for. */
  requested: z.string(),
  /** Entry and version in the model registry. */
  name: z.string(),
  version: z.string(),
  /** What the model server is asked for. */
  modelId: z.string(),
});
export type PinnedModel = z.infer<typeof PinnedModel>;

/** Why an inference gave no answer. */
export const InferenceFault = z.enum([
  "rate-limited",
  "overloaded",
  "stalled",
  "dropped",
  "malformed",
  "key-refused",
  "unknown-model",
  "no-network",
  "invalid-request",
  "context-full",
  "server-error",
  /** The process that ran it ended. */
  "lost",
  "cancelled",
]);
export type InferenceFault = z.infer<typeof InferenceFault>;

/** Why a call has no result. The model is told, and decides what to do. */
export const CallFault = z.enum([
  "unknown-tool",
  "invalid-input",
  "denied",
  "refused",
  "threw",
  "timeout",
  "too-large",
  "unavailable",
  "unknown-outcome",
  "cancelled",
]);
export type CallFault = z.infer<typeof CallFault>;

export const SessionOutcome = z.enum([
  "completed",
  "stopped",
  "failed",
  "refused",
  "context-full",
  "max-tokens",
]);
export type SessionOutcome = z.infer<typeof SessionOutcome>;

/** `<inference>.<n>`: unique in a session whatever ids the model gives. */
const CallId = z.string();
const by = { by: z.string(), where: Surface };

/**
 * Everything that happens in a session, in the order in which it was made durable. What a model
 * streams is durable once its inference finished or failed, whole or in part.
 */
export const SessionEvent = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("session-created"),
    title: z.string(),
    workload: z.string(),
    architecture: Architecture,
    model: PinnedModel,
    origin: Origin,
    system: z.string(),
    tools: z.array(z.string()),
    maxTokens: count,
    budget: Budget,
    /** What a call of unknown outcome does: wait for a human, or tell the model that it is unknown. */
    onUnknownOutcome: z.enum(["wait", "tell"]),
    /** The session ends with the model's turn (also where this is unset), or waits for a message. */
    onTurnEnd: z.enum(["end", "wait"]).optional(),
  }),
  z.strictObject({ type: z.literal("user-message"), text: z.string() }),
  z.strictObject({
    type: z.literal("inference-started"),
    inference: count,
    attempt: count,
    modelId: z.string(),
  }),
  z.strictObject({
    type: z.literal("inference-finished"),
    inference: count,
    attempt: count,
    /** The server's own word; one not known here ends the session with a message. */
    stopReason: z.string(),
    content: z.array(ContentBlock),
    usage: Usage,
    costUsd: Usd,
    /** From the request to the first streamed content. */
    ttftMs: DurationMs,
    durationMs: DurationMs,
    origin: Origin,
  }),
  z.strictObject({
    type: z.literal("inference-failed"),
    inference: count,
    attempt: count,
    fault: InferenceFault,
    message: z.string(),
    /** What had been streamed. Billed, shown, and not sent to the model again. */
    partial: z.array(ContentBlock),
    usage: Usage,
    costUsd: Usd,
    /** Milliseconds to the next attempt; null where there is none. */
    retryInMs: DurationMs.nullable(),
    origin: Origin,
  }),
  z.strictObject({
    type: z.literal("call-requested"),
    call: CallId,
    inference: count,
    toolUseId: z.string(),
    tool: z.string(),
    input: z.unknown(),
  }),
  z.strictObject({
    type: z.literal("approval-asked"),
    call: CallId,
    tool: z.string(),
    reason: z.string(),
  }),
  z.strictObject({ type: z.literal("approval-given"), call: CallId, ...by }),
  z.strictObject({
    type: z.literal("approval-refused"),
    call: CallId,
    ...by,
    note: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal("call-started"),
    call: CallId,
    attempt: count,
    /** The same for every attempt of a call: what a tool recognises a repeat by. */
    idempotencyKey: z.string(),
    fencingToken: count,
    worker: z.string(),
  }),
  z.strictObject({
    type: z.literal("call-finished"),
    call: CallId,
    attempt: count,
    result: z.string(),
    truncated: z.boolean(),
    /** From the result cache, from a reconciliation with the outside, or from running the tool. */
    from: z.enum(["tool", "cache", "reconciliation"]),
    durationMs: DurationMs,
  }),
  z.strictObject({
    type: z.literal("call-failed"),
    call: CallId,
    attempt: count,
    fault: CallFault,
    message: z.string(),
    /** Milliseconds to the next attempt; null where the model is told. */
    retryInMs: DurationMs.nullable(),
    durationMs: DurationMs,
  }),
  z.strictObject({
    type: z.literal("call-outcome-unknown"),
    call: CallId,
    attempt: count,
    message: z.string(),
  }),
  z.strictObject({
    type: z.literal("call-outcome-resolved"),
    call: CallId,
    /** What the human found out, in words for the model. */
    result: z.string(),
    ...by,
  }),
  z.strictObject({
    type: z.literal("budget-reached"),
    scope: z.enum(["session", "all-sessions"]),
    kind: z.enum(["tokens", "costUsd"]),
    limit: z.number(),
    spent: z.number(),
  }),
  z.strictObject({ type: z.literal("budget-raised"), budget: Budget, ...by }),
  z.strictObject({ type: z.literal("pause-requested"), ...by }),
  z.strictObject({ type: z.literal("paused") }),
  z.strictObject({ type: z.literal("resumed"), ...by }),
  z.strictObject({ type: z.literal("stop-requested"), ...by }),
  z.strictObject({
    type: z.literal("woken"),
    process: z.string(),
    fencingToken: count,
  }),
  z.strictObject({
    type: z.literal("context-compacted"),
    /** The model sees `summary` in place of the events up to this position; the log keeps them all. */
    upToPosition: count,
    summary: z.string(),
  }),
  z.strictObject({
    type: z.literal("ended"),
    outcome: SessionOutcome,
    message: z.string(),
  }),
]);
export type SessionEvent = z.infer<typeof SessionEvent>;
export type SessionEventOf<T extends SessionEvent["type"]> = Extract<SessionEvent, { type: T }>;

/** What anybody may append to a session they hold no lease of: what humans say and decide. */
export const HUMAN_EVENTS = [
  "user-message",
  "approval-given",
  "approval-refused",
  "call-outcome-resolved",
  "budget-raised",
  "pause-requested",
  "resumed",
  "stop-requested",
] as const satisfies readonly SessionEvent["type"][];
export type HumanEvent = SessionEventOf<(typeof HUMAN_EVENTS)[number]>;

/** An event in its place: positions of a session are 1, 2, 3… without a gap. */
export const LoggedEvent = z.strictObject({
  position: z.number().int().positive(),
  at: z.iso.datetime(),
  event: SessionEvent,
});
export type LoggedEvent = z.infer<typeof LoggedEvent>;

/**
 * What may happen once in a session: the log refuses a second event of the same key. So a call is
 * claimed by one worker for each attempt, gets one outcome and one approval, and a session ends once.
 * Undefined for what may happen any number of times.
 */
export function onceKey(event: SessionEvent): string | undefined {
  switch (event.type) {
    case "session-created":
    case "ended":
      return event.type;
    case "inference-started":
      return `inference-started ${event.inference} ${event.attempt}`;
    case "inference-finished":
      return `inference-outcome ${event.inference} ${event.attempt}`;
    case "inference-failed":
      return `inference-outcome ${event.inference} ${event.attempt}`;
    case "call-requested":
    case "approval-asked":
    case "call-outcome-unknown":
      return `${event.type} ${event.call}`;
    case "approval-given":
    case "approval-refused":
      return `approval-answer ${event.call}`;
    case "call-started":
      return `call-started ${event.call} ${event.attempt}`;
    case "call-finished":
    case "call-outcome-resolved":
      return `call-outcome ${event.call}`;
    case "call-failed":
      return event.retryInMs === null
        ? `call-outcome ${event.call}`
        : `call-failed ${event.call} ${event.attempt}`;
    default:
      return undefined;
  }
}
