import { z } from "zod";
import { Arrivals } from "./arrivals.js";
import { Distribution, positive, share } from "./distribution.js";

/**
 * Names of workloads and pools: they become keys of results and names of random streams, so the names
 * that every object inherits are not among them.
 */
export const Name = z
  .string()
  .regex(
    /^(?!prototype$)[A-Za-z][A-Za-z0-9 _.-]{0,63}$/,
    "a name of up to 64 letters, digits, spaces, dots, dashes or underscores, starting with a letter",
  )
  .refine((name) => !(name in Object.prototype), "a name that not every object has already");

/** A number of things: drawn values are rounded to the nearest whole number, a constant must be one. */
const CountDistribution = Distribution.refine(
  (distribution) => !("constant" in distribution) || Number.isInteger(distribution.constant),
  { error: "a whole number, or a distribution of which each draw is rounded", path: ["constant"] },
);

/** Tool calls that follow a brain step. */
export const SessionTool = z.strictObject({
  pool: Name,
  /** Calls made when the branch is taken. */
  callsPerStep: CountDistribution.default({ constant: 1 }),
  /** Probability that a step takes this branch at all, drawn once a step. */
  probability: share.default(1),
  /** Whether these calls run side by side with the step's other parallel calls (decoupled only). */
  parallel: z.boolean().default(true),
});
export type SessionTool = z.output<typeof SessionTool>;

/**
 * One agent task: one or more turns of its user. A step's tool calls follow every brain step of a turn
 * but the last. Between two turns the user thinks: the decoupled deployment then holds neither brain
 * slot nor worker, a coupled one keeps its slot. Think time is nobody's delay: it is in no latency.
 */
export const Session = z.strictObject({
  /** Messages of the user, each followed by brain steps. At least one, whatever is drawn. */
  turns: CountDistribution.default({ constant: 1 }),
  /** From the end of a turn to the user's next message. */
  thinkSeconds: Distribution.default({ constant: 0 }),
  /** Tokens that each message after the first adds to the history. */
  turnInputTokens: Distribution.default({ constant: 0 }),
  /** Of each turn. At least one is made, whatever is drawn. */
  brainSteps: CountDistribution.default({ constant: 1 }),
  /** New prompt tokens of the first step: system prompt, tools and the user's message. */
  inputTokens: Distribution.default({ constant: 0 }),
  /** Generated tokens of every step. */
  outputTokens: Distribution.default({ constant: 0 }),
  /** Tokens that one tool result adds to the history. Each later step sends the whole history again. */
  toolResultTokens: Distribution.default({ constant: 0 }),
  /** Share of the re-sent history that the prompt cache serves (later steps only). */
  cachedHistoryShare: share.default(0),
  tools: z.array(SessionTool).max(64).default([]),
});
export type Session = z.output<typeof Session>;

/** What the workload's users were promised. Unset means not promised. */
export const Objectives = z.strictObject({
  latencyMeanMs: positive.optional(),
  latencyP95Ms: positive.optional(),
  latencyP99Ms: positive.optional(),
  ttftP95Ms: positive.optional(),
  /** Greater than 0: no number of simulated sessions shows that a failure cannot happen. */
  errorRate: positive.max(1).optional(),
  throughputPerSecond: positive.optional(),
  mtbfHours: positive.optional(),
});
export type Objectives = z.output<typeof Objectives>;

export const Workload = z.strictObject({
  name: Name,
  /** Multiplies the arrival rate (of a closed workload: the users, rounded; of a trace: must be 1). */
  weight: positive.max(1000).default(1),
  arrivals: Arrivals,
  session: Session.prefault({}),
  objectives: Objectives.prefault({}),
});
export type Workload = z.output<typeof Workload>;
