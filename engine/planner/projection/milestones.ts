import type { UncertainInput } from "../../contract/finance.js";
import { UNCERTAIN_INPUTS } from "../../contract/finance.js";
import type { KpiPath } from "../../contract/kpi.js";
import type { ProjectedMilestone, ProjectedRequirement } from "../../contract/project-result.js";
import type { Figure } from "../../contract/result.js";
import type { Requirement } from "../../contract/scenario.js";
import { normalQuantile } from "../../statistics/normal.js";
import { quantileOf } from "../../statistics/distribution.js";
import { besideOf } from "./measured.js";
import type { MeasuredDrive } from "./measured.js";
import { AS_EXPECTED } from "./costs.js";
import type { Multipliers } from "./costs.js";
import { drawErrors, drawMultipliers } from "./draws.js";
import { demonstrationHours, expectedDemonstration } from "./exposure.js";
import { figureOn } from "./figures.js";
import type { Projection } from "./projection.js";

const DRAWS = 2000;
/** As sure of it as a 95 % interval is: met from here on, missed up to the same distance from 0. */
const SURE = 0.95;
const HALF_WIDTHS = normalQuantile(0.975);
const LOW = 0.1;
const HIGH = 0.9;

/** The scenario's milestones held against the projection. */
export function judgeProjected(
  projection: Projection,
  measured: readonly MeasuredDrive[] = [],
): ProjectedMilestone[] {
  const { finance, scenario, seed } = projection;
  const draws = drawMultipliers(finance, seed, DRAWS);
  return scenario.milestones.map(({ day, name, requirements }): ProjectedMilestone => {
    const outcomes = requirements.map((one) => outcomesOf(projection, one, day, draws));
    const judged = requirements.map((one, at) => ({
      ...judge(projection, one, day, outcomes[at]),
      measured: besideOf(one, measured),
    }));
    const probability = outcomes.includes(undefined)
      ? null
      : shareOf(draws.map((_, n) => outcomes.every((outcome) => outcome?.[n] === true)));
    return {
      day,
      name,
      demand: projection.demand[day] ?? 1,
      verdict: worstOf(judged.map(({ verdict }) => verdict)),
      probability,
      requirements: judged,
    };
  });
}

function worstOf(
  verdicts: readonly ProjectedRequirement["verdict"][],
): ProjectedRequirement["verdict"] {
  if (verdicts.includes("missed")) return "missed";
  return verdicts.includes("at risk") ? "at risk" : "met";
}

function judge(
  projection: Projection,
  requirement: Requirement,
  day: number,
  outcomes: readonly boolean[] | undefined,
): Omit<ProjectedRequirement, "measured"> {
  const { kpi } = requirement;
  const figure = figureOn(projection, "after", kpi, day, AS_EXPECTED);
  const probability = outcomes === undefined ? null : shareOf(outcomes);
  const days = Array.from({ length: projection.horizonDays + 1 }, (_, at) => at);
  const holds = days.map((at) =>
    isKept(requirement, figureOn(projection, "after", kpi, at, AS_EXPECTED).mean),
  );
  const reached = holds.indexOf(true);
  const lost = reached < 0 ? -1 : holds.indexOf(false, reached);
  return {
    ...requirement,
    figure,
    verdict: verdictOf(probability),
    probability,
    driver: driverOf(projection, kpi, day),
    reachedOnDay: reached < 0 ? null : reached,
    lostOnDay: lost < 0 ? null : lost,
    ...exposureOf(requirement, figure),
  };
}

function verdictOf(probability: number | null): ProjectedRequirement["verdict"] {
  if (probability === null) return "at risk";
  if (probability >= SURE) return "met";
  return probability <= 1 - SURE ? "missed" : "at risk";
}

function isKept({ below, above }: Requirement, value: number | null): boolean {
  if (value === null) return false;
  return (below === undefined || value < below) && (above === undefined || value > above);
}

const shareOf = (outcomes: readonly boolean[]): number =>
  outcomes.filter(Boolean).length / outcomes.length;

/** Standard error of a simulated figure, taken as normal; undefined where it has no interval. */
function standardError({ low, high }: Figure): number | undefined {
  return low === null || high === null ? undefined : (high - low) / (2 * HALF_WIDTHS);
}

/** Whether each draw keeps the requirement; undefined where the figure or its error is not known. */
function outcomesOf(
  projection: Projection,
  requirement: Requirement,
  day: number,
  draws: readonly Multipliers[],
): boolean[] | undefined {
  const { kpi } = requirement;
  const errorOf = drawErrors(projection.seed, kpi);
  const outcomes: boolean[] = [];
  for (const [n, multipliers] of draws.entries()) {
    const figure = figureOn(projection, "after", kpi, day, multipliers);
    const error = standardError(figure);
    if (figure.mean === null || error === undefined) return undefined;
    const value = figure.mean + error * errorOf(n);
    outcomes.push(isKept(requirement, value));
  }
  return outcomes;
}

/** The input that moves the figure most on that day. */
function driverOf(
  projection: Projection,
  kpi: KpiPath,
  day: number,
): ProjectedRequirement["driver"] {
  const { finance } = projection;
  const on = (at: number, multipliers: Multipliers): number | null =>
    figureOn(projection, "after", kpi, at, multipliers).mean;
  const ranges: {
    input: UncertainInput | "growth" | "simulation";
    from: number | null;
    to: number | null;
  }[] = UNCERTAIN_INPUTS.flatMap((input) => {
    const distribution = finance.uncertain[input];
    if (distribution === undefined) return [];
    const quantile = quantileOf(distribution);
    const at = (p: number): number | null => on(day, { ...AS_EXPECTED, [input]: quantile(p) });
    return [{ input, from: at(LOW), to: at(HIGH) }];
  });
  ranges.push({ input: "growth", from: on(0, AS_EXPECTED), to: on(day, AS_EXPECTED) });
  const figure = figureOn(projection, "after", kpi, day, AS_EXPECTED);
  const error = standardError(figure);
  if (figure.mean !== null && error !== undefined) {
    const reach = error * normalQuantile(HIGH);
    ranges.push({
      input: "simulation",
      from: Math.max(0, figure.mean - reach),
      to: figure.mean + reach,
    });
  }
  let driver: ProjectedRequirement["driver"] = null;
  for (const { input, from, to } of ranges) {
    if (from === null || to === null || from === to) continue;
    if (driver === null || Math.abs(to - from) > Math.abs(driver.to - driver.from)) {
      driver = { input, from, to };
    }
  }
  return driver;
}

function exposureOf(
  { kpi, above }: Requirement,
  { mean }: Figure,
): Pick<ProjectedRequirement, "exposure"> {
  if (kpi !== "mtbfHours" || above === undefined || above === 0) return {};
  return {
    exposure: {
      withoutFailureHours: demonstrationHours(above, 0),
      expected: mean === null ? null : expectedDemonstration(above, mean),
    },
  };
}
