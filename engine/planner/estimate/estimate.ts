import { HOURS_PER_DAY, MS_PER_SECOND } from "../../base/units.js";
import type {
  ArchitectureEstimate,
  EstimateResult,
  PoolEstimate,
  Stands,
} from "../../contract/estimate.js";
import type { Architecture } from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import type { TraceRequests } from "../../simulator/job.js";
import { workloadDemand } from "./demand.js";
import type { WorkloadDemand } from "./demand.js";
import { demandedPools } from "./pools.js";
import type { DemandedPool } from "./pools.js";

const HOURS_PER_30_DAYS = 30 * HOURS_PER_DAY;
const SECONDS_PER_HOUR = 3600;
/** Sessions that fail more seldom than this change no figure that anyone would read. */
const RARE = 1e-4;
/** Where nothing takes any time. */
const MOST_PER_SECOND = 1e12;

/**
 * What operational laws say of a scenario whose presets are resolved: utilisation law and bottleneck,
 * asymptotic bounds of closed workloads (Lazowska et al., "Quantitative System Performance", 1984,
 * chapters 3 and 5), and the time of a session that never waits. Nothing is simulated.
 */
export function estimate(
  scenario: Scenario,
  traces: Readonly<Record<string, TraceRequests>>,
): EstimateResult {
  const architectures: Architecture[] =
    scenario.coupled === undefined ? ["decoupled"] : ["coupled", "decoupled"];
  const found = architectures.map((architecture) => {
    const demands = scenario.workloads.map((workload, at) =>
      workloadDemand(scenario, at, workload, architecture, traces),
    );
    return [architecture, demands] as const;
  });
  return {
    architectures: Object.fromEntries(
      found.map(([architecture, demands]) => [
        architecture,
        boundsOf(scenario, architecture, demands),
      ]),
    ),
    notes: notesOf(
      scenario,
      found.flatMap(([, demands]) => demands),
    ),
  };
}

function boundsOf(
  scenario: Scenario,
  architecture: Architecture,
  demands: readonly WorkloadDemand[],
): ArchitectureEstimate {
  const pools = demandedPools(scenario, architecture, demands);
  const isClosed = demands.some(({ load }) => load.kind === "closed");
  const rates = demands.map((demand, at) => mostOf(demand, at, pools));
  const isLoose = isAbout(scenario, architecture, demands);
  const estimates = pools.map((pool): PoolEstimate & { readonly full: number } => {
    const offered = sum(rates.map((rate, at) => rate * (pool.demandSeconds[at] ?? 0)));
    const { name, servers, available } = pool;
    return {
      name,
      servers,
      offered: isClosed ? Math.min(offered, available) : offered,
      utilisation: (isClosed ? Math.min(offered, available) : offered) / servers,
      stands: standsOf(isLoose, isClosed, pool.isLeast),
      full: offered / available,
    };
  });
  const inOrder = estimates.toSorted((a, b) => b.full - a.full);
  const [fullest] = inOrder;
  const isStable = isClosed || (fullest?.full ?? 0) < 1;
  const mostPerSecond = Math.min(sum(rates), ...pools.map((pool) => mostThrough(pool, rates)));
  const hourUsd = leastHourUsd(scenario, architecture);
  // Which workload's sessions complete most often is known only where all come in at a rate.
  const mix = (of: (demand: WorkloadDemand) => number): number => {
    if ((isClosed || !isStable) && demands.length > 1) return Math.min(...demands.map(of));
    const weights = sum(rates) > 0 ? rates : rates.map(() => 1);
    return sum(demands.map((demand, at) => of(demand) * (weights[at] ?? 0))) / sum(weights);
  };
  const tokenUsd = mix((demand) => demand.tokenUsd);
  const arriving: Stands = demands.some(({ load }) => load.kind === "open" && load.isRecorded)
    ? "about"
    : isClosed
      ? "atMost"
      : "equal";
  return {
    arrivals: { perSecond: sum(rates), stands: arriving },
    pools: inOrder.map(({ full: _full, ...pool }) => pool),
    bottleneck: fullest === undefined || fullest.full === 0 ? null : fullest.name,
    headroomFactor:
      isClosed || fullest === undefined || fullest.full === 0 ? null : 1 / fullest.full,
    stable: isStable,
    mostPerSecond,
    leastLatencyMs: mix((demand) => demand.leastLatencyMs),
    leastCostUsdPerSession:
      mostPerSecond > 0 ? hourUsd / SECONDS_PER_HOUR / mostPerSecond + tokenUsd : null,
    leastCostUsdPer30Days:
      HOURS_PER_30_DAYS *
      (hourUsd + (isStable && !isClosed ? sum(rates) * SECONDS_PER_HOUR * tokenUsd : 0)),
  };
}

/** Sessions a second of one workload: its rate, or the most that its users can bring about. */
function mostOf(
  { load, leastLatencyMs, shape }: WorkloadDemand,
  at: number,
  pools: readonly DemandedPool[],
): number {
  if (load.kind === "open") return load.perSecond;
  const cycleMs = leastLatencyMs + shape.thinkMs + load.thinkMs;
  const alone = pools.map(({ available, demandSeconds }) => available / (demandSeconds[at] ?? 0));
  return Math.min((load.users * MS_PER_SECOND) / cycleMs, ...alone, MOST_PER_SECOND);
}

/** Most sessions a second that one pool lets through, those that ask least of it first. */
function mostThrough({ available, demandSeconds }: DemandedPool, rates: readonly number[]): number {
  let left = available;
  let through = 0;
  const order = rates
    .map((rate, at) => ({ rate, seconds: demandSeconds[at] ?? 0 }))
    .toSorted((a, b) => a.seconds - b.seconds);
  for (const { rate, seconds } of order) {
    const fits = seconds > 0 ? Math.min(rate, left / seconds) : rate;
    through += fits;
    left -= fits * seconds;
  }
  return through;
}

function standsOf(isLoose: boolean, isClosed: boolean, isLeast: boolean): Stands {
  if (isLoose || (isClosed && isLeast)) return "about";
  if (isClosed) return "atMost";
  return isLeast ? "atLeast" : "equal";
}

/** Whether sessions may end early or do work twice, or a pool's size is not known beforehand. */
function isAbout(
  { brain, coupled, failures, autoscaling }: Scenario,
  architecture: Architecture,
  demands: readonly WorkloadDemand[],
): boolean {
  const isCoupled = architecture === "coupled";
  const fails = isCoupled
    ? [failures.coupledReplica, brain.kind === "api" ? failures.brainReplica : undefined]
    : [failures.brainReplica, ...Object.values(failures.handsWorker)];
  const scaled = isCoupled
    ? [autoscaling.coupled]
    : [autoscaling.brain, ...Object.values(autoscaling.hands)];
  const queueLimit = isCoupled
    ? coupled?.queueLimit
    : brain.kind === "slots"
      ? brain.queueLimit
      : undefined;
  const isLimited =
    brain.kind === "api" &&
    (brain.overloadProbability > 0 ||
      brain.requestsPerMinute !== undefined ||
      brain.inputTokensPerMinute !== undefined ||
      brain.outputTokensPerMinute !== undefined);
  return (
    [...fails, ...scaled, queueLimit].some((part) => part !== undefined) ||
    isLimited ||
    (brain.kind === "batched" && typeof brain.kvTokens === "number") ||
    demands.some(
      ({ lostCalls, load }) => lostCalls > RARE || (load.kind === "open" && load.isRecorded),
    )
  );
}

/** What the smallest deployment that the scenario allows costs an hour. */
function leastHourUsd(scenario: Scenario, architecture: Architecture): number {
  const { autoscaling, brain, coupled, hands, prices } = scenario;
  const usd = (count: number, gpus: number, cpus: number): number =>
    count * (gpus * prices.gpuHourUsd + cpus * prices.cpuHourUsd);
  if (architecture === "coupled" && coupled !== undefined) {
    const replicas = autoscaling.coupled?.minReplicas ?? coupled.replicas;
    return usd(replicas, coupled.gpusPerReplica, coupled.cpusPerReplica);
  }
  const servers =
    brain.kind === "api"
      ? 0
      : usd(
          (brain.kind === "slots" ? autoscaling.brain?.minReplicas : undefined) ?? brain.replicas,
          brain.gpusPerReplica,
          brain.cpusPerReplica,
        );
  const workers = Object.entries(hands).map(([name, pool]) =>
    usd(autoscaling.hands[name]?.minReplicas ?? pool.workers, 0, pool.cpusPerWorker),
  );
  return servers + sum(workers) + (prices.cacheHourUsd ?? 0);
}

function notesOf(scenario: Scenario, demands: readonly WorkloadDemand[]): string[] {
  const { brain, failures, autoscaling } = scenario;
  const hasFailures = [
    failures.brainReplica,
    failures.coupledReplica,
    ...Object.values(failures.handsWorker),
  ].some((part) => part !== undefined);
  const isScaled = [
    autoscaling.brain,
    autoscaling.coupled,
    ...Object.values(autoscaling.hands),
  ].some((part) => part !== undefined);
  const notes: readonly (readonly [boolean, string])[] = [
    [
      demands.some(({ load }) => load.kind === "closed"),
      "Closed users wait for their answers, so the load follows the deployment: rates and utilisation are the most there can be.",
    ],
    [
      brain.kind === "batched",
      "A batched brain's work is counted at its fullest batch and with all history cached: it is busy at least this much.",
    ],
    [
      brain.kind === "api",
      "Waiting for an API's rate limits and repeating refused requests is left out.",
    ],
    [hasFailures, "Work that failures of components destroy, and that is done again, is left out."],
    [isScaled, "Scaled pools are taken at their most for load, at their fewest for cost."],
    [
      demands.some(({ lostCalls }) => lostCalls > RARE),
      "Some sessions fail at a tool and end early: they are counted as if they went on.",
    ],
    [
      demands.some(({ load }) => load.kind === "open" && load.isRecorded),
      "A recording is taken at its mean rate; its busy moments are busier.",
    ],
    [
      scenario.prices.tokens.longPrompt !== undefined,
      "The higher price of long prompts is left out.",
    ],
  ];
  return notes.flatMap(([holds, text]) => (holds ? [text] : []));
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
