import { KPIS } from "../../../engine/contract/kpi.js";
import type { KpiPath } from "../../../engine/contract/kpi.js";
import type { Milestone, Requirement } from "../../../engine/contract/scenario.js";

/** The threshold of a requirement, and on which side of it the figure must lie. */
export function thresholdOf({ below, above }: Requirement): {
  readonly side: "below" | "above";
  readonly value: number;
} {
  return below === undefined
    ? { side: "above", value: above ?? 0 }
    : { side: "below", value: below };
}

export function withThreshold(
  { kpi }: Requirement,
  side: "below" | "above",
  value: number,
): Requirement {
  return side === "below" ? { kpi, below: value } : { kpi, above: value };
}

/** A requirement on another key figure: the side that is better, the threshold still to be set. */
export function requirementOn(kpi: KpiPath): Requirement {
  return withThreshold({ kpi }, KPIS[kpi].better === "higher" ? "above" : "below", 1);
}

/** What is wrong with a threshold, as the scenario's schema has it. */
export function thresholdProblem(side: "below" | "above", value: number): string | undefined {
  if (side === "below" && value <= 0) return "a number above 0";
  return value < 0 ? "0 or more" : undefined;
}

export function dayProblem(day: number): string | undefined {
  return Number.isInteger(day) && day >= 1 ? undefined : "a whole number of days, from 1";
}

/** Changes one item of a list; what becomes undefined is taken out. */
export function replaced<T>(
  list: readonly T[],
  at: number,
  change: (item: T) => T | undefined,
): T[] {
  return list.flatMap((item, index) => {
    if (index !== at) return [item];
    const next = change(item);
    return next === undefined ? [] : [next];
  });
}

const DEFAULT_DAYS = [30, 90, 180];

/** Another milestone, on the first of the usual days that has none, with the requirement of a first look. */
export function nextMilestone(milestones: readonly Milestone[]): Milestone {
  const last = Math.max(0, ...milestones.map(({ day }) => day));
  const day =
    DEFAULT_DAYS.find((one) => milestones.every((milestone) => milestone.day !== one)) ?? last + 90;
  return { day, name: `Day ${day}`, requirements: [{ kpi: "latencyMs.p95", below: 200 }] };
}
