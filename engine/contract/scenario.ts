import { z } from "zod";
import { isRecord } from "../base/guards.js";
import type { Arrivals } from "./arrivals.js";
import { Autoscaling } from "./autoscaling.js";
import type { Autoscaler } from "./autoscaling.js";
import { Brain } from "./brain.js";
import type { BatchedBrain } from "./brain.js";
import { count, LARGEST, nonNegative, positive } from "./distribution.js";
import { Finance, Growth } from "./finance.js";
import { KpiPath } from "./kpi.js";
import { ClaimSide } from "./claim-side.js";
import { Prices } from "./prices.js";
import { Planning } from "./planning.js";
import { Bus, Cache, Coupled, Failures, HandsPool } from "./pools.js";
import { Source } from "./source.js";
import { WhatIf } from "./what-if.js";
import { Name, Workload } from "./workload.js";

export const SCENARIO_SCHEMA = "headroom/scenario/v1";

/** How long and how often to simulate when the caller does not say. */
export const RunSettings = z.strictObject({
  seed: z.number().int().min(0).max(4_294_967_295).default(1),
  replications: z.number().int().min(2).max(10_000).default(10),
  /** Sessions injected in one replication, warm-up included. A trace never runs past its end. */
  requests: z.number().int().min(1).max(100_000_000).default(20_000),
  /** Leading share of the injected sessions deleted as warm-up. */
  warmUpShare: z.number().min(0).max(0.9).default(0.2),
});
export type RunSettings = z.output<typeof RunSettings>;

/** A threshold on one key figure: exactly one of `below` and `above`. */
export const Requirement = z
  .strictObject({ kpi: KpiPath, below: positive.optional(), above: nonNegative.optional() })
  .refine(
    (requirement) => (requirement.below === undefined) !== (requirement.above === undefined),
    "exactly one of below and above",
  );
export type Requirement = z.output<typeof Requirement>;

export const Milestone = z.strictObject({
  day: count,
  name: z.string().min(1).max(100),
  requirements: z.array(Requirement).min(1).max(20),
});
export type Milestone = z.output<typeof Milestone>;

/** Published before/after figures to hold the simulation against. */
export const Claims = z.strictObject({
  source: z.string().min(1).max(500),
  figures: z
    .array(
      z.strictObject({
        kpi: KpiPath,
        coupled: nonNegative.optional(),
        decoupled: nonNegative.optional(),
        /** Where only a relative change is published: (decoupled − coupled) ÷ coupled; −0.6 is 60 % less. */
        change: z.number().min(-1).max(LARGEST).optional(),
        /** `atLeast`: "more than 90 % less" is a change of −0.9 that −0.95 bears out and −0.88 does not. */
        side: ClaimSide.optional(),
        note: z.string().max(500).optional(),
      }),
    )
    .max(100),
});
export type Claims = z.output<typeof Claims>;

const MOST_POOLS = 256;

/** Refuses too many pools before each of them is parsed. */
function boundPools(hands: unknown, context: z.RefinementCtx): unknown {
  if (!isRecord(hands)) return hands;
  const { length } = Object.keys(hands);
  if (length <= MOST_POOLS) return hands;
  context.addIssue({ code: "custom", message: `at most ${MOST_POOLS} pools of hands` });
  return z.NEVER;
}

/** Arrivals that were recorded, and end. */
export const isRecording = (arrivals: Arrivals): boolean =>
  "trace" in arrivals || "recorded" in arrivals;

type Report = (path: PropertyKey[], message: string) => void;

/** A coupled replica without a step time of its own is one of the brain's batched servers. */
function checkBatched(brain: BatchedBrain, coupled: Coupled | undefined, problem: Report): void {
  if (coupled === undefined || coupled.brainServiceMs !== undefined) return;
  if (coupled.gpusPerReplica !== brain.gpusPerReplica) {
    const gpus = brain.gpusPerReplica;
    const expected = `${gpus}, as brain.gpusPerReplica: a coupled replica is the same server (or give coupled.brainServiceMs)`;
    problem(["coupled", "gpusPerReplica"], expected);
  }
  if (coupled.cachedHistoryShare !== undefined) {
    const expected =
      "no such field: a slot's KV memory keeps the whole history (or give coupled.brainServiceMs)";
    problem(["coupled", "cachedHistoryShare"], expected);
  }
  if (brain.lockstep) {
    problem(["brain", "lockstep"], "false, or coupled.brainServiceMs: coupled replicas work alone");
  }
}

interface Pools {
  readonly brain: Brain;
  readonly coupled?: Coupled | undefined;
  readonly hands: Readonly<Record<string, HandsPool>>;
  readonly autoscaling: Autoscaling;
}

/** Every scaled pool is there, can be scaled, and starts within its bounds. */
function checkAutoscaling(
  { brain, coupled, hands, autoscaling }: Pools,
  problem: Report,
  knownHands: string,
): void {
  const check = (
    path: PropertyKey[],
    rules: Autoscaler | undefined,
    size: number | undefined,
    otherwise: string,
  ): void => {
    if (rules === undefined) return;
    const { minReplicas: min, maxReplicas: max } = rules;
    if (size === undefined) problem(["autoscaling", ...path], otherwise);
    else if (size < min || size > max) {
      const message = `bounds that hold the ${size} it starts with; they are ${min} to ${max}`;
      problem(["autoscaling", ...path], message);
    }
  };
  const onlySlots = `left out: only replicas with slots are scaled, not a brain of kind ${brain.kind}`;
  const brainSize = brain.kind === "slots" ? brain.replicas : undefined;
  check(["brain"], autoscaling.brain, brainSize, onlySlots);
  const hasSlots = brain.kind !== "batched" || coupled?.brainServiceMs !== undefined;
  const otherwise = coupled === undefined ? "left out: there is no coupled deployment" : onlySlots;
  check(["coupled"], autoscaling.coupled, hasSlots ? coupled?.replicas : undefined, otherwise);
  for (const [name, rules] of Object.entries(autoscaling.hands)) {
    const size = Object.hasOwn(hands, name) ? hands[name]?.workers : undefined;
    check(["hands", name], rules, size, knownHands);
  }
}

/** What may be chosen names pools that are there; a target is of a pool that is scaled. */
function checkPlanning(
  { autoscaling, hands, planning }: Pools & { readonly planning?: Planning | undefined },
  problem: Report,
  knownHands: string,
): void {
  if (planning === undefined) return;
  const check = (path: PropertyKey[], pools: object): void => {
    for (const pool of Object.keys(pools)) {
      if (!Object.hasOwn(hands, pool)) problem(["planning", ...path, pool], knownHands);
    }
  };
  check(["workers"], planning.workers);
  check(["targets", "hands"], planning.targets.hands);
  for (const [at, { hitRatio }] of planning.caches.entries()) {
    check(["caches", at, "hitRatio"], hitRatio);
  }
  const checkTargets = (path: PropertyKey[], rules: Autoscaler | undefined, to: number[]): void => {
    const at = ["planning", "targets", ...path];
    if (rules === undefined) problem(at, "nothing: autoscaling has no rules for this pool");
    else if (rules.target.utilisation !== undefined && to.some((value) => value > 1)) {
      problem(at, "shares of at most 1, as the scenario's target.utilisation is one");
    }
  };
  const { brain, hands: byPool } = planning.targets;
  if (brain !== undefined) checkTargets(["brain"], autoscaling.brain, brain);
  for (const [pool, to] of Object.entries(byPool)) {
    checkTargets(
      ["hands", pool],
      Object.hasOwn(autoscaling.hands, pool) ? autoscaling.hands[pool] : undefined,
      to,
    );
  }
}

/** A whole scenario, defaults filled in. Text goes through `readScenario`, which migrates and checks. */
export const Scenario = z
  .strictObject({
    schema: z.literal(SCENARIO_SCHEMA),
    name: z.string().min(1).max(100),
    description: z.string().max(4000).default(""),
    sources: z.array(Source).max(50).default([]),
    run: RunSettings.prefault({}),
    workloads: z.array(Workload).min(1).max(32),
    brain: Brain,
    hands: z.preprocess(boundPools, z.record(Name, HandsPool)).default({}),
    coupled: Coupled.optional(),
    bus: Bus.prefault({}),
    cache: Cache.prefault({}),
    failures: Failures.prefault({}),
    autoscaling: Autoscaling.prefault({}),
    prices: Prices.prefault({}),
    milestones: z.array(Milestone).max(20).default([]),
    claims: Claims.optional(),
    /** How demand grows; `project` alone asks. */
    growth: Growth.optional(),
    /** Money beside the pools; `project` alone asks. */
    finance: Finance.optional(),
    planning: Planning.optional(),
    /** Set where the scenario was read as a variant of a base: a mark, of which nothing depends. */
    whatIf: WhatIf.optional(),
  })
  .superRefine((scenario, context) => {
    const problem: Report = (path, message) => {
      context.addIssue({ code: "custom", path, message });
    };
    const pools = new Set(Object.keys(scenario.hands));
    const known =
      pools.size === 0
        ? "a pool of hands (none is defined)"
        : `a pool of hands: ${[...pools].join(", ")}`;
    const names = new Set<string>();
    const isTrace = scenario.workloads.map(({ arrivals }) => isRecording(arrivals));
    if (isTrace.includes(true) && isTrace.includes(false)) {
      const path = ["workloads", isTrace.indexOf(true), "arrivals"];
      problem(
        path,
        "no trace beside other arrivals: it ends, and the others would go on without it",
      );
    }
    if (scenario.brain.kind === "batched") {
      checkBatched(scenario.brain, scenario.coupled, problem);
    }
    scenario.workloads.forEach((workload, index) => {
      if (scenario.brain.kind === "batched" && workload.session.cachedHistoryShare > 0) {
        problem(
          ["workloads", index, "session", "cachedHistoryShare"],
          "0: a batched brain's own prefix cache decides (for a coupled deployment with " +
            "brainServiceMs, give coupled.cachedHistoryShare)",
        );
      }
      if (names.has(workload.name))
        problem(["workloads", index, "name"], "a name no other workload has");
      names.add(workload.name);
      if (isRecording(workload.arrivals) && workload.weight !== 1) {
        problem(
          ["workloads", index, "weight"],
          "1, because a recorded trace cannot be scaled (change its speed)",
        );
      }
      workload.session.tools.forEach((tool, at) => {
        if (!pools.has(tool.pool))
          problem(["workloads", index, "session", "tools", at, "pool"], known);
      });
    });
    if (scenario.brain.kind === "batched" && scenario.prices.tokens.longPrompt !== undefined) {
      problem(["prices", "tokens", "longPrompt"], "nothing: own servers have no price list");
    }
    if (scenario.brain.kind === "api" && scenario.coupled !== undefined) {
      const { gpusPerReplica, brainServiceMs } = scenario.coupled;
      if (gpusPerReplica > 0) {
        const message = "0 (the default is 1): the API's GPUs are not this deployment's";
        problem(["coupled", "gpusPerReplica"], message);
      }
      if (brainServiceMs !== undefined) {
        const message = "nothing: with an API brain, a step takes the time of the API";
        problem(["coupled", "brainServiceMs"], message);
      }
    }
    for (const section of ["toolServiceMs", "toolFailureProbability"] as const) {
      for (const pool of Object.keys(scenario.coupled?.[section] ?? {})) {
        if (!pools.has(pool)) problem(["coupled", section, pool], known);
      }
    }
    checkAutoscaling(scenario, problem, known);
    checkPlanning(scenario, problem, known);
    for (const pool of Object.keys(scenario.failures.handsWorker)) {
      if (!pools.has(pool)) problem(["failures", "handsWorker", pool], known);
    }
  });
export type Scenario = z.output<typeof Scenario>;
