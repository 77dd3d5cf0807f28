import { HeadroomError } from "../../../contract/errors.js";
import type { Distribution } from "../../../contract/distribution.js";
import type { DriveInput } from "../../../contract/drive.js";
import type { Brain } from "../../../contract/brain.js";
import type { TokenPrices } from "../../../contract/prices.js";
import { areWordsIn, poolOfTool } from "../../../contract/tool-pool.js";
import type { Scenario } from "../../../contract/scenario.js";
import type { BatchedLatency, LatencyProfile } from "../../../agent/rehearsal/server.js";
import type { Tool } from "../../../agent/tool.js";
import type { AgentWorkload } from "../../../agent/workload.js";
import { workloads, workloadTools } from "../../../agent/workloads/index.js";
import { compileBatched } from "../../../simulator/batched-plan.js";
import { momentsOf } from "../../../statistics/distribution.js";
import type { z } from "zod";

/** Tools that no pool of the scenario describes take this long: an internal service over a network. */
const DEFAULT_TOOL_MS: Distribution = { lognormal: { mean: 100, cv: 1 } };
/** Queues belong to the pools; the model server behind them never makes anybody wait. */
const NO_LIMIT = 1_000_000;

/** A tool under the load: how many workers, and how long a call takes. */
export interface DrivenTool {
  readonly tool: Tool;
  readonly delayMs: Distribution;
}

/** A drive as it will be run. */
export interface DrivePlan {
  readonly workload: AgentWorkload;
  readonly ratePerSecond: number;
  readonly durationSeconds: number;
  /** Leading share of the duration in which nothing is measured: queues fill first. */
  readonly warmUpShare: number;
  /** Of the first repeat; the next one has the next. */
  readonly seed: number;
  readonly repeats: number;
  /** Model slots: inferences at once, in either architecture. */
  readonly brains: number;
  readonly tools: readonly DrivenTool[];
  /** Each holds a session from start to end, its brain steps and its tool calls. */
  readonly coupledWorkers: number;
  /** Brains and hands of the decoupled deployment together. */
  readonly decoupledWorkers: number;
  /** Of the rehearsal model; undefined where the caller chose a model. */
  readonly latency: LatencyProfile | BatchedLatency | undefined;
  /** Of the rehearsal model, as shares of its answers. */
  readonly faults: NonNullable<z.output<typeof DriveInput>["faults"]>;
  /** What the scenario says that tokens cost. */
  readonly prices: TokenPrices;
  readonly notes: readonly string[];
}

/** What the options and the scenario make of a drive. Throws `invalid-input` naming what is missing. */
export function planDrive(input: z.output<typeof DriveInput>): DrivePlan {
  const { scenario, rate, duration, model } = input;
  const { faults = {} } = input;
  const isFaulty = Object.values(faults).some((one) => one > 0);
  if (isFaulty && model !== undefined) {
    throw new HeadroomError("invalid-input", "the load cannot be run", [
      {
        path: "faults",
        expected:
          "none beside a model of the registry: the rehearsal model alone can be made to fail",
        found: faultText(faults),
      },
    ]);
  }
  const workload = workloadOf(input);
  const [first] = scenario.workloads;
  const arrivals = first?.arrivals;
  const ratePerSecond =
    rate ??
    (arrivals !== undefined && "poisson" in arrivals ? arrivals.poisson.ratePerSecond : undefined);
  if (ratePerSecond === undefined) {
    throw missing("rate", "sessions per second: the scenario's first workload is not Poisson");
  }
  const brains = input.brains ?? brainsOf(scenario.brain);
  if (brains === undefined) {
    throw missing("brains", "a number: the scenario's brain has no slots to take it from");
  }
  const tools = workloadTools.filter(({ name }) => workload.tools.includes(name));
  const driven = tools.map((tool) => drivenTool(tool, scenario, input.hands));
  const undescribed = driven.filter(({ pool }) => pool === undefined).map(({ tool }) => tool.name);
  const decoupledWorkers = driven.reduce((sum, { tool }) => sum + tool.workers, brains);
  const given = input.coupled ?? decoupledWorkers;
  // A session that keeps its model slot needs one for itself: further workers would wait for it idly.
  const coupledWorkers = input.holdSlots ? Math.min(given, brains) : given;
  return {
    workload,
    ratePerSecond,
    durationSeconds: duration,
    warmUpShare: scenario.run.warmUpShare,
    seed: input.seed ?? scenario.run.seed,
    repeats: input.repeat,
    brains,
    tools: driven,
    coupledWorkers,
    decoupledWorkers,
    prices: scenario.prices.tokens,
    latency: model === undefined ? latencyOf(scenario) : undefined,
    faults,
    notes: [
      ...(isFaulty
        ? [
            `The rehearsal model was made to fail, by share of its answers: ${faultText(faults)}. The simulator is told nothing of it.`,
          ]
        : []),
      ...(input.holdSlots
        ? [
            `A coupled session keeps its model slot while its tools run, so ${coupledWorkers} of ${given} coupled workers can be used at once.`,
          ]
        : []),
      given === decoupledWorkers
        ? `Both architectures have the same budget: ${brains} model slots, so at most ${brains} inferences at once, and ${decoupledWorkers} workers. Decoupled, ${brains} of them are brains and ${decoupledWorkers - brains} are hands; coupled, each holds one session from start to end${input.holdSlots ? "" : " and shares the model slots with the others"}.`
        : `Both architectures have ${brains} model slots, so at most ${brains} inferences at once. Their workers are not the same number: ${decoupledWorkers} decoupled, ${given} coupled, as was asked for.`,
      "A human's approvals are given at once.",
      "Of the scenario, a live run plays the arrival rate, the brain's times and slots, the workers and service times of hands in both architectures, the warm-up share, and the token prices; nothing else.",
      ...(input.repeat > 1 ? [] : ["One run of each has no intervals: ask for more with repeat."]),
      ...(undescribed.length === 0
        ? []
        : [
            `No pool of the scenario is named after ${undescribed.join(", ")}: a call takes 100 ms on average (lognormal, coefficient of variation 1).`,
          ]),
    ],
  };
}

function faultText(faults: DrivePlan["faults"]): string {
  return Object.entries(faults)
    .filter(([, one]) => one > 0)
    .map(([fault, one]) => `${fault} ${one}`)
    .join(", ");
}

function workloadOf({ workload, scenario }: z.output<typeof DriveInput>): AgentWorkload {
  const texts = [scenario.name, ...scenario.workloads.map(({ name }) => name)];
  const found = workloads.find(({ name }) =>
    workload === undefined ? texts.some((text) => areWordsIn(name, text)) : name === workload,
  );
  if (found !== undefined) return found;
  const names = workloads.map(({ name }) => name).join(", ");
  throw missing("workload", `one of ${names}: the scenario is named after none of them`);
}

function drivenTool(
  tool: Tool,
  { hands }: Scenario,
  workers: number | undefined,
): DrivenTool & { readonly pool: string | undefined } {
  const name = poolOfTool(tool.name, Object.keys(hands));
  const pool = name === undefined ? undefined : hands[name];
  return {
    tool: { ...tool, workers: workers ?? pool?.workers ?? tool.workers },
    delayMs: pool?.serviceMs ?? DEFAULT_TOOL_MS,
    pool: name,
  };
}

function brainsOf(brain: Brain): number | undefined {
  switch (brain.kind) {
    case "slots":
      return brain.replicas * brain.slotsPerReplica;
    case "api":
      return brain.concurrency;
    // What its servers can hold at once; further steps wait for them in the engine.
    case "batched":
      return brain.replicas * brain.maxBatch;
    default:
      return undefined;
  }
}

/** How long the rehearsal model takes: the scenario's brain, at the mean of its tokens. */
function latencyOf({ brain, workloads: [workload] }: Scenario): LatencyProfile | BatchedLatency {
  const none: Distribution = { constant: 0 };
  const inputTokens = workload === undefined ? 0 : momentsOf(workload.session.inputTokens).mean;
  const lawMs = (law: { baseMs: number; perInputTokenMs: number; cv: number }): Distribution => {
    const mean = law.baseMs + law.perInputTokenMs * inputTokens;
    return mean === 0 || law.cv === 0 ? { constant: mean } : { lognormal: { mean, cv: law.cv } };
  };
  if (brain.kind === "batched") {
    if (brain.stepTime === undefined || brain.kvTokens === undefined) {
      throw missing(
        "scenario.brain.stepTime",
        "the step time and the KV memory themselves: a live run does not derive them from the hardware",
      );
    }
    return { batched: compileBatched(brain) };
  }
  if (brain.kind === "api") {
    const { ttftMs, tpotMs } = brain;
    const first = "tokens" in ttftMs ? lawMs(ttftMs.tokens) : ttftMs;
    return { ttftMs: first, interTokenMs: tpotMs, concurrency: NO_LIMIT };
  }
  const { serviceMs, prefillShare } = brain;
  if ("tokens" in serviceMs) {
    const interTokenMs = { constant: serviceMs.tokens.perOutputTokenMs };
    return { ttftMs: lawMs(serviceMs.tokens), interTokenMs, concurrency: NO_LIMIT };
  }
  if (prefillShare < 1) {
    throw missing("scenario.brain.serviceMs", "a token law, or prefillShare 1, for a live run");
  }
  return { ttftMs: serviceMs, interTokenMs: none, concurrency: NO_LIMIT };
}

function missing(path: string, expected: string): HeadroomError {
  return new HeadroomError("invalid-input", "drive: something is missing", [
    { path, expected, found: "nothing that would do" },
  ]);
}
