import { invariant } from "../../base/assert.js";
import { significant } from "../../base/significant.js";
import { Finance } from "../../contract/finance.js";
import { KPI_PATHS } from "../../contract/kpi.js";
import type { PoolStep, QualityRow, Replan } from "../../contract/money-result.js";
import type { ProjectResult } from "../../contract/project-result.js";
import type { Architecture } from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import { quantileOf } from "../../statistics/distribution.js";
import { kpiFigure } from "../../simulator/figures.js";
import type { ReplicationRecord } from "../../simulator/replication.js";
import { runWarnings } from "../../simulator/summary.js";
import { compareWithBill } from "./billed.js";
import type { Bill } from "./billed.js";
import { AS_EXPECTED } from "./costs.js";
import { drawDays, expectedDays, fanOf, netSavedByDay } from "./drawn-days.js";
import { equalWork } from "./equal-work.js";
import { demandByDay, LEAST_DEMAND, MOST_DEMAND } from "./growth.js";
import { judgeInvestment } from "./investment.js";
import { levelWarnings } from "./level-warnings.js";
import type { LevelWarning } from "./level-warnings.js";
import { DemandCurve } from "./levels.js";
import type { SideLevel } from "./levels.js";
import { figureOn } from "./figures.js";
import type { MeasuredDrive } from "./measured.js";
import { judgeProjected } from "./milestones.js";
import { scaleLoad } from "../pools/load.js";
import type { Promised } from "../pools/promises.js";
import { horizonTotals } from "./projection.js";
import type { HorizonTotals, Projection } from "./projection.js";
import { meanRates, ratesByReplication } from "./rates.js";
import { keptBy, qualityAsked, qualityRows } from "./quality.js";
import type { Kept } from "./quality.js";
import { poolSteps, replanLevel } from "./replan.js";
import type { LevelPools, Replanner } from "./replan.js";
import { interruptionWords, withInterruptions } from "./spot.js";
import { savingsOf } from "./savings.js";
import { ARCHITECTURE_OF, demandLevels, scaleDeployment } from "./scale.js";
import type { Side } from "./scale.js";
import { totalCost, unitCosts } from "./total-cost.js";

/** Runs the replications of one deployment; `demand` times the sessions of the run that was asked for. */
export type SimulateLevel = (
  scenario: Scenario,
  architecture: Architecture,
  demand: number,
  onFraction: (fraction: number) => void,
) => Promise<readonly ReplicationRecord[]>;

export interface ProjectHooks {
  readonly simulate: SimulateLevel;
  readonly onStage: (stage: string, fraction: number) => void;
  /** Plans the pools of every level anew; left out: they grow in proportion. */
  readonly replanner?: Replanner | undefined;
}

const MARKS = [0, 30, 90, 180];
const MOST_LEVELS = 5;
/** Demand that is uncertain is simulated between these percentiles of it. */
const LEAST_LIKELY = 0.01;
/** Sessions that differ by more are different work. */
const SAME_WORK = 0.05;

/**
 * The scenario over its horizon, day by day: demand by its growth, key figures and resources by
 * simulations at a few levels of demand on the same random numbers, costs by the scenario's prices.
 * `before` is the coupled deployment, `after` the decoupled one, both under the same offered load.
 */
export async function project(
  given: Scenario,
  options: {
    readonly horizonDays?: number | undefined;
    readonly seed: number;
    /** What was really paid, to stand beside the projection. */
    readonly bill?: Bill | undefined;
    /** What was measured live, to stand beside the milestones. */
    readonly measured?: readonly MeasuredDrive[] | undefined;
  },
  hooks: ProjectHooks,
): Promise<Omit<ProjectResult, "provenance">> {
  const finance = given.finance ?? Finance.parse({});
  const scenario = withInterruptions(given, finance);
  const horizonDays = options.horizonDays ?? finance.horizonDays;
  const lastDay = Math.max(horizonDays, ...scenario.milestones.map(({ day }) => day));
  const demand = demandByDay(scenario.growth, lastDay);
  const levels = demandLevels(withUncertainty(demand, finance), MOST_LEVELS);
  const sides: readonly Side[] = scenario.coupled === undefined ? ["after"] : ["before", "after"];
  const asked = qualityAsked(scenario);
  const simulated = new Map<Side, SimulatedSide>();
  for (const [at, side] of sides.entries()) {
    const onStage: ProjectHooks["onStage"] = (stage, fraction) =>
      hooks.onStage(`${ARCHITECTURE_OF[side]} ${stage}`, (at + fraction) / sides.length);
    simulated.set(side, await simulateSide(scenario, side, levels, asked, { ...hooks, onStage }));
  }
  const before = simulated.get("before");
  const after = simulated.get("after");
  invariant(after !== undefined, "the decoupled deployment is always simulated");
  const projection: Projection = {
    scenario,
    finance,
    horizonDays,
    demand,
    curves: { before: before?.curve, after: after.curve },
    seed: options.seed,
  };
  const interruptions = interruptionWords(finance);
  return conclude(projection, levels, {
    bill: options.bill,
    measured: options.measured,
    quality: qualityRows(asked, before?.kept ?? [], after.kept),
    replan: hooks.replanner === undefined ? null : replanOf(projection, levels, before, after),
    warnings: [
      ...(interruptions === undefined ? [] : [interruptions]),
      ...levelWarnings([...(before?.warnings ?? []), ...after.warnings]),
    ],
  });
}

/** One deployment at every level of demand. */
interface SimulatedSide {
  readonly curve: DemandCurve;
  readonly pools: readonly LevelPools[];
  /** How it keeps what is asked at today's demand. */
  readonly kept: readonly Kept[];
  readonly warnings: readonly LevelWarning[];
}

async function simulateSide(
  scenario: Scenario,
  side: Side,
  levels: readonly number[],
  asked: readonly Promised[],
  { simulate, onStage, replanner }: ProjectHooks,
): Promise<SimulatedSide> {
  const architecture = ARCHITECTURE_OF[side];
  const found: SideLevel[] = [];
  const lowerEnds: SideLevel[] = [];
  const pools: LevelPools[] = [];
  const warnings: LevelWarning[] = [];
  let kept: Kept[] = [];
  for (const [n, level] of levels.entries()) {
    const words = `at ${significant(level, 3)} times today's demand`;
    const onFraction = (fraction: number): void => onStage(words, (n + fraction) / levels.length);
    let scaled = scaleDeployment(scenario, level);
    if (replanner !== undefined) {
      onStage(`planned ${words}`, n / levels.length);
      const planned = await replanLevel(scenario, side, level, replanner);
      pools.push(planned);
      scaled = planned.scenario;
      if (planned.why !== null) {
        warnings.push({ architecture, level, text: `no pools keep every promise: ${planned.why}` });
      }
      const lower = levels[n - 1];
      if (lower !== undefined) {
        const eased = { ...scaled, workloads: scaleLoad(scenario, lower).workloads };
        const records = await simulate(eased, architecture, lower, () => {});
        lowerEnds.push(sideLevel(eased, architecture, records));
      }
    }
    const records = await simulate(scaled, architecture, level, onFraction);
    found.push(sideLevel(scaled, architecture, records));
    if (level === 1) kept = keptBy(scaled, records, asked);
    warnings.push(...runWarnings(scaled, records).map((text) => ({ architecture, level, text })));
  }
  return { curve: new DemandCurve(levels, found, lowerEnds), pools, kept, warnings };
}

function replanOf(
  { curves, demand, finance, horizonDays }: Projection,
  levels: readonly number[],
  before: SimulatedSide | undefined,
  after: SimulatedSide,
): Replan {
  const stepsOf = (side: Side, { pools }: SimulatedSide): PoolStep[] => {
    const levelOn = demand.slice(0, horizonDays + 1).map((one) => curves.after.levelFor(one));
    return poolSteps(pools, levels, side, levelOn, finance.startsOn);
  };
  return {
    rule: `Pools were planned at ${levels.map((level) => significant(level, 3)).join(", ")} times today's demand. A day uses those of the least level that is not below its demand; its figures lie on a straight line between the two ends of that level's stretch, both simulated with these pools.`,
    before: before === undefined ? null : stepsOf("before", before),
    after: stepsOf("after", after),
  };
}

/** The ends of what demand may be, where that is uncertain. */
function withUncertainty(demand: readonly number[], finance: Finance): number[] {
  const { demand: uncertain } = finance.uncertain;
  if (uncertain === undefined) return [...demand];
  const quantile = quantileOf(uncertain);
  const factors = [quantile(LEAST_LIKELY), quantile(1 - LEAST_LIKELY)].filter((one) => one > 0);
  return demand.flatMap((one) => [
    one,
    ...factors.map((factor) => Math.min(MOST_DEMAND, Math.max(LEAST_DEMAND, one * factor))),
  ]);
}

function sideLevel(
  scenario: Scenario,
  architecture: Architecture,
  records: readonly ReplicationRecord[],
): SideLevel {
  const kpis = new Map(KPI_PATHS.map((kpi) => [kpi, kpiFigure(scenario, records, kpi)]));
  const replications = ratesByReplication(scenario, architecture, records);
  return { rates: meanRates(replications), replications, kpis };
}

/** Everything that follows from the simulated levels. */
function conclude(
  projection: Projection,
  levels: readonly number[],
  {
    bill,
    measured,
    quality,
    replan,
    warnings,
  }: {
    readonly bill: Bill | undefined;
    readonly measured: readonly MeasuredDrive[] | undefined;
    readonly quality: readonly QualityRow[];
    readonly replan: Replan | null;
    readonly warnings: readonly string[];
  },
): Omit<ProjectResult, "provenance"> {
  const { curves, demand, horizonDays } = projection;
  const { before, after } = curves;
  const days = Array.from({ length: horizonDays + 1 }, (_, day) => day);
  const expected = expectedDays(projection);
  const drawn = drawDays(projection);
  const totals = {
    before:
      before === undefined ? undefined : horizonTotals(projection, "before", before, AS_EXPECTED),
    after: horizonTotals(projection, "after", after, AS_EXPECTED),
  };
  const costs = totalCost(projection, totals.before, totals.after);
  const { beforeUsd, afterUsd } = costs.total;
  const milestones = judgeProjected(projection, measured);
  return {
    horizonDays,
    startsOn: projection.finance.startsOn ?? null,
    levels: levels.map((level) => {
      const [left, right] = [before?.ratesAt(level), after.ratesAt(level)];
      return {
        demand: level,
        gpus: { before: left?.gpuHours ?? null, after: right.gpuHours },
        cpus: { before: left?.cpuHours ?? null, after: right.cpuHours },
      };
    }),
    daily: {
      demand: days.map((day) => demand[day] ?? 1),
      beforeUsd: expected.beforeUsd === undefined ? null : [...expected.beforeUsd],
      afterUsd: [...expected.afterUsd],
      netSavedUsd: netSavedByDay(expected, projection),
      fan: fanOf(projection, drawn),
      kpis: Object.fromEntries(
        KPI_PATHS.map((kpi) => [
          kpi,
          days.map((day) => figureOn(projection, "after", kpi, day, AS_EXPECTED).mean),
        ]),
      ),
    },
    marks: [...new Set([...MARKS, horizonDays])]
      .filter((day) => day <= horizonDays)
      .map((day) => ({
        day,
        demand: demand[day] ?? 1,
        before: before === undefined ? null : figuresOn(projection, "before", day),
        after: figuresOn(projection, "after", day),
      })),
    costs,
    units: {
      before:
        totals.before === undefined || beforeUsd === null
          ? null
          : unitCosts(projection, beforeUsd, totals.before),
      after: unitCosts(projection, afterUsd, totals.after),
    },
    billing: bill === undefined ? null : compareWithBill(projection, bill),
    replan,
    savings:
      totals.before === undefined ? null : savingsOf(projection, totals.before, totals.after),
    equalWork:
      before === undefined || totals.before === undefined
        ? null
        : equalWork(projection, { curve: before, totals: totals.before }, totals.after, quality),
    investment: before === undefined ? null : judgeInvestment(projection, drawn),
    milestones,
    requirementsMet:
      milestones.length === 0 ? null : milestones.every(({ verdict }) => verdict === "met"),
    warnings: [...warnings, ...workWarnings(totals)],
  };
}

function figuresOn(
  projection: Projection,
  side: Side,
  day: number,
): ProjectResult["marks"][number]["after"] {
  return Object.fromEntries(
    KPI_PATHS.map((kpi) => [kpi, figureOn(projection, side, kpi, day, AS_EXPECTED)]),
  );
}

/** Costs compare what is alike: under the same load one side may do more than the other. */
function workWarnings({
  before,
  after,
}: {
  readonly before: HorizonTotals | undefined;
  readonly after: HorizonTotals;
}): string[] {
  if (before === undefined) {
    return ["The scenario describes no coupled deployment, so nothing is compared."];
  }
  const ratio = after.used.completed / before.used.completed;
  if (!(Math.abs(ratio - 1) > SAME_WORK)) return [];
  return [
    `Under the same load the decoupled deployment completes ${significant(ratio, 3)} times as many sessions ` +
      "as the coupled one. Costs compare the two as they stand; “Equal work” compares them at as many sessions.",
  ];
}
