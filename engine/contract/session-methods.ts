import { z } from "zod";
import { method } from "./method.js";
import { ModelRegistry, WritableRegistry } from "./model-registry.js";
import { ProgressEvent } from "./progress-event.js";
import { Architecture } from "./result.js";
import {
  Budget,
  LoggedEvent,
  Origin,
  PinnedModel,
  ReplayClass,
  SessionId,
  SessionOutcome,
  Surface,
  Usage,
} from "./session.js";
import { Decision, ToolName } from "./settings.js";
import { timesMethods } from "./times-methods.js";
import { LongText } from "./uploads.js";

/** What the session does now, as far as its log and this engine know. */
export const SessionStatus = z.enum([
  "running",
  /** For a human: an approval, an unknown outcome, a budget. */
  "waiting",
  /** By a human, or because its model could not be had. */
  "paused",
  /** The model's turn is over; `session.send` says what comes next. */
  "idle",
  "ended",
  /** Nobody runs it: its process ended. `session.resume` goes on. */
  "interrupted",
]);
export type SessionStatus = z.infer<typeof SessionStatus>;

/** The kinds of session that Headroom can start by itself. */
export const WorkloadName = z.enum(["customer-support", "data-extraction", "recommendation"]);

export const SessionEntry = z.strictObject({
  id: SessionId,
  title: z.string(),
  workload: z.string(),
  createdAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  lastPosition: z.number().int(),
  outcome: SessionOutcome.nullable(),
  /** The process that runs it. */
  holder: z.string().nullable(),
  /** Null, as model, origin and cost are, where its events cannot be read. */
  status: SessionStatus.nullable(),
  /** What it pinned when it started. */
  model: PinnedModel.nullable(),
  origin: Origin.nullable(),
  costUsd: z.number().nullable(),
});
export type SessionEntry = z.infer<typeof SessionEntry>;

export const SessionView = z.strictObject({
  ...SessionEntry.shape,
  status: SessionStatus,
  architecture: Architecture,
  model: PinnedModel,
  origin: Origin,
  budget: Budget,
  usage: Usage,
  /** The part of `usage` that bought no answer: attempts that broke off. */
  wastedUsage: Usage,
  costUsd: z.number(),
  /** Calls that wait for a human, and for what. */
  waitingCalls: z.array(
    z.strictObject({
      call: z.string(),
      tool: z.string(),
      input: z.unknown(),
      waitsFor: z.enum(["approval", "outcome"]),
    }),
  ),
  /** Why it ended, broke off, or was paused by no human. */
  message: z.string().nullable(),
});
export type SessionView = z.infer<typeof SessionView>;

/** Streamed while a call follows a session. */
export const SessionUpdate = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("event"), id: SessionId, logged: LoggedEvent }),
  /** Text as it comes from the model; what counts is the event that follows. */
  z.strictObject({
    kind: z.literal("delta"),
    id: SessionId,
    of: z.enum(["text", "thinking"]),
    text: z.string(),
  }),
]);
export type SessionUpdate = z.infer<typeof SessionUpdate>;

/** Model servers refuse a text of blanks, and with it the whole conversation. */
const Message = z.string().max(1_000_000).regex(/\S/, "a text that is not blank");

export const ToolEntry = z.strictObject({
  name: ToolName,
  description: z.string(),
  /** `workload`, `general`, or the name of the MCP server that it belongs to. */
  source: z.string(),
  /** What a crash makes of a call whose outcome it left unknown. */
  replay: ReplayClass,
  /** What happens to a call in a session with a prompt; a workload may decide by the input. */
  policy: Decision,
  workers: z.number().int(),
});
export type ToolEntry = z.infer<typeof ToolEntry>;

const One = z.strictObject({ session: SessionView });

const StoredRegistry = z.strictObject({
  registry: ModelRegistry,
  revision: z.string().describe("tells this registry from another"),
});
const id = SessionId.describe("id of a session (see: session list)");
const human = {
  where: Surface.default("terminal").describe("where the human is"),
};
const detach = z
  .boolean()
  .default(false)
  .describe("return at once and leave the session to this engine");

/** What a session is started with that names no model: an alias of every fresh registry. */
export const DEFAULT_MODEL = "production";

/** The methods of live sessions. */
export const sessionMethods = {
  "session.start": method({
    summary: "Start a live session, and follow it until it ends or waits for a human",
    input: z.strictObject({
      workload: WorkloadName.optional().describe(
        "a kind of session that comes with Headroom, with its own tools",
      ),
      prompt: Message.optional().describe(
        "in place of a workload: what to do, in your own words, with the general and MCP tools",
      ),
      replay: SessionId.optional().describe(
        "in place of a workload: a session of this log, begun anew, whose model says again what it said then (bring one in with: headroom session import)",
      ),
      tools: z
        .array(ToolName)
        .max(500)
        .optional()
        .describe("with a prompt: names of tools (default: every one; see: headroom tool list)"),
      message: Message.optional().describe(
        "with a workload: the opening message (default: one that it makes from the seed)",
      ),
      model: z.string().default(DEFAULT_MODEL).describe("a model or an alias of the registry"),
      architecture: Architecture.default("decoupled"),
      seed: z.number().int().min(0).max(0xffff_ffff).default(1),
      budget: Budget.optional().describe("most tokens and dollars (default: the workload's)"),
      maxTokens: z
        .number()
        .int()
        .min(1)
        .max(1_000_000)
        .optional()
        .describe("most output tokens of one answer (default: the workload's)"),
      onUnknownOutcome: z
        .enum(["wait", "tell"])
        .default("wait")
        .describe("a call of unknown outcome waits for a human, or the model is told"),
      onTurnEnd: z
        .enum(["end", "wait"])
        .optional()
        .describe(
          "after the model's turn: end, or wait for session send (default: wait with a prompt)",
        ),
      detach,
    }),
    output: z.strictObject({
      ...One.shape,
      /** What to know about the model that the session pinned. */
      warnings: z.array(z.string()),
    }),
    event: SessionUpdate,
    writes: true,
  }),
  "session.list": method({
    summary: "Live sessions, newest first",
    input: z.strictObject({}),
    output: z.strictObject({ sessions: z.array(SessionEntry) }),
  }),
  ...timesMethods,
  "session.show": method({
    summary: "One session with a slice of its events",
    input: z.strictObject({
      id,
      from: z.number().int().min(1).default(1).describe("first position"),
      to: z.number().int().min(1).optional().describe("last position (default: the last there is)"),
      follow: z.boolean().default(false).describe("stream further events until the session ends"),
    }),
    output: z.strictObject({ session: SessionView, events: z.array(LoggedEvent) }),
    event: SessionUpdate,
  }),
  "session.resume": method({
    summary: "Go on with a session that was paused, or whose process ended",
    input: z.strictObject({ id, ...human, detach }),
    output: One,
    event: SessionUpdate,
    writes: true,
  }),
  "session.send": method({
    summary: "Say something to a session: one whose turn is over takes it up at once",
    input: z.strictObject({ id, message: Message.describe("what to say"), detach }),
    output: One,
    event: SessionUpdate,
    writes: true,
  }),
  "session.approve": method({
    summary: "Answer a session that asks whether it may make a call",
    input: z.strictObject({
      id,
      call: z.string().describe("the call that waits (see: session show)"),
      decision: z.enum(["approve", "refuse"]).default("approve"),
      note: z.string().max(10_000).optional().describe("why not; the model is told"),
      ...human,
    }),
    output: One,
    writes: true,
  }),
  "session.resolve": method({
    summary: "Tell a session how a call ended whose outcome is unknown",
    input: z.strictObject({
      id,
      call: z.string().describe("the call whose outcome is unknown"),
      result: z.string().min(1).max(100_000).describe("what was found out, for the model"),
      ...human,
    }),
    output: One,
    writes: true,
  }),
  "session.budget": method({
    summary: "Replace the budget of a session",
    input: z.strictObject({ id, budget: Budget, ...human }),
    output: One,
    writes: true,
  }),
  "session.pause": method({
    summary: "Let a session finish what runs, and start nothing more",
    input: z.strictObject({ id, ...human }),
    output: One,
    writes: true,
  }),
  "session.stop": method({
    summary: "End a session",
    input: z.strictObject({ id, ...human }),
    output: One,
    writes: true,
  }),
  "session.export": method({
    summary: "A session as text: a header and an event a line",
    input: z.strictObject({ id }),
    output: z.strictObject({ text: z.string() }),
  }),
  "session.import": method({
    summary: "Take in an exported session under its own id",
    input: z.strictObject({ text: LongText }),
    output: One,
    event: ProgressEvent,
    writes: true,
  }),
  "tool.list": method({
    summary: "The tools that sessions may have, and the MCP servers that do not answer",
    input: z.strictObject({}),
    output: z.strictObject({
      tools: z.array(ToolEntry),
      faults: z.array(z.strictObject({ server: z.string(), message: z.string() })),
    }),
  }),
  "system.metrics": method({
    summary: "Figures of this engine's live sessions, as Prometheus reads them",
    input: z.strictObject({}),
    output: z.strictObject({ text: z.string().describe("the text format, version 0.0.4") }),
  }),
  "registry.read": method({
    summary: "The model registry: models, versions, prices, aliases",
    input: z.strictObject({}),
    output: StoredRegistry,
  }),
  "registry.write": method({
    summary: "Replace the model registry",
    input: z.strictObject({
      registry: WritableRegistry,
      revision: z
        .string()
        .max(64)
        .optional()
        .describe("of the registry that this one was made from; refused where another stands now"),
    }),
    output: StoredRegistry,
    writes: true,
  }),
};
