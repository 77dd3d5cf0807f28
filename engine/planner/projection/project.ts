import { Finance } from "../../contract/finance.js";
import { KPI_PATHS } from "../../contract/kpi.js";
import type { QualityRow } from "../../contract/money-result.js";
import type { ProjectResult } from "../../contract/project-result.js";
import type { Architecture } from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import { quantileOf } from "../../statistics/distribution.js";
import { kpiFigure } from "../../simulator/figures.js";
import type { ReplicationRecord } from "../../simulator/replication.js";
import { runWarnings } from "../../simulator/summary.js";
import { AS_EXPECTED } from "./costs.js";
import { drawDays, expectedDays, fanOf, netSavedByDay } from "./drawn-days.js";
import { equalWork } from "./equal-work.js";
import { demandByDay, LEAST_DEMAND, MOST_DEMAND } from "./growth.js";
import { judgeInvestment } from "./investment.js";
import { DemandCurve } from "./levels.js";
import type { SideLevel } from "./levels.js";
import { figureOn } from "./figures.js";
import { judgeProjected } from "./milestones.js";
import { horizonTotals } from "./projection.js";
import type { HorizonTotals, Projection } from "./projection.js";
import { meanRates, ratesByReplication } from "./rates.js";
import { keptBy, qualityAsked, qualityRows } from "./quality.js";
import type { Kept } from "./quality.js";
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
  scenario: Scenario,
  options: { readonly horizonDays?: number | undefined; readonly seed: number },
  hooks: ProjectHooks,
): Promise<Omit<ProjectResult, "provenance">> {
  const finance = scenario.finance ?? Finance.parse({});
  const horizonDays = options.horizonDays ?? finance.horizonDays;
  const lastDay = Math.max(horizonDays, ...scenario.milestones.map(({ day }) => day));
  const demand = demandByDay(scenario.growth, lastDay);
  const levels = demandLevels(withUncertainty(demand, finance), MOST_LEVELS);
  const sides: readonly Side[] = scenario.coupled === undefined ? ["after"] : ["before", "after"];
  const warnings: string[] = [];
  const simulated = new Map<Side, SideLevel[]>();
  const asked = qualityAsked(scenario);
  const kept: Record<Side, Kept[]> = { before: [], after: [] };
  for (const [at, side] of sides.entries()) {
    const found: SideLevel[] = [];
    for (const [n, level] of levels.entries()) {
      const stage = `${ARCHITECTURE_OF[side]} at ${level.toPrecision(3)} times today's demand`;
      const onFraction = (fraction: number): void => {
        const done = at * levels.length + n + fraction;
        hooks.onStage(stage, done / (sides.length * levels.length));
      };
      const scaled = scaleDeployment(scenario, level);
      const records = await hooks.simulate(scaled, ARCHITECTURE_OF[side], level, onFraction);
      found.push(sideLevel(scaled, ARCHITECTURE_OF[side], records));
      if (level === 1) kept[side] = keptBy(scaled, records, asked);
      for (const warning of runWarnings(scaled, records)) {
        warnings.push(`${ARCHITECTURE_OF[side]}, demand × ${level.toPrecision(3)}: ${warning}`);
      }
    }
    simulated.set(side, found);
  }
  const before = simulated.get("before");
  const projection: Projection = {
    scenario,
    finance,
    horizonDays,
    demand,
    curves: {
      before: before === undefined ? undefined : new DemandCurve(levels, before),
      after: new DemandCurve(levels, simulated.get("after") ?? []),
    },
    seed: options.seed,
  };
  const quality = qualityRows(asked, kept.before, kept.after);
  return conclude(projection, levels, quality, warnings);
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
  quality: readonly QualityRow[],
  warnings: string[],
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
  const milestones = judgeProjected(projection);
  return {
    horizonDays,
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
    `Under the same load the decoupled deployment completes ${ratio.toPrecision(3)} times as many sessions ` +
      "as the coupled one: costs compare the two deployments as they stand, equalWork at as many sessions.",
  ];
}
