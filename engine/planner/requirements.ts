import type { KpiPath } from "../contract/kpi.js";
import type {
  Architecture,
  Figure,
  MilestoneVerdict,
  ObjectiveVerdict,
  RequirementVerdict,
} from "../contract/result.js";
import type { Milestone, Requirement } from "../contract/scenario.js";
import type { Objectives, Workload } from "../contract/workload.js";

export type Verdict = RequirementVerdict["verdict"];

/** What each objective of a workload asks of which key figure. */
const OBJECTIVES: Readonly<
  Record<keyof Objectives, { readonly kpi: KpiPath; readonly side: "below" | "above" }>
> = {
  latencyMeanMs: { kpi: "latencyMs.mean", side: "below" },
  latencyP95Ms: { kpi: "latencyMs.p95", side: "below" },
  latencyP99Ms: { kpi: "latencyMs.p99", side: "below" },
  ttftP95Ms: { kpi: "ttftMs.p95", side: "below" },
  errorRate: { kpi: "errorRate", side: "below" },
  throughputPerSecond: { kpi: "throughput", side: "above" },
  mtbfHours: { kpi: "mtbfHours", side: "above" },
};
const OBJECTIVE_NAMES: readonly (keyof Objectives)[] = [
  "latencyMeanMs",
  "latencyP95Ms",
  "latencyP99Ms",
  "ttftP95Ms",
  "errorRate",
  "throughputPerSecond",
  "mtbfHours",
];

/**
 * Whether a figure keeps a requirement: `met` when its whole 95 % interval lies on the right side of
 * the threshold, `missed` when it lies wholly on the wrong side or on it, `undecided` when the threshold
 * falls inside, or when there is no interval to judge by.
 */
export function judge(
  { below, above }: Pick<Requirement, "below" | "above">,
  figure: Figure,
): Verdict {
  const { mean, low, high } = figure;
  if (mean === null || low === null || high === null) return "undecided";
  const upper = below === undefined ? "met" : side(high < below, low >= below);
  const lower = above === undefined ? "met" : side(low > above, high <= above);
  return worst([upper, lower]);
}

function side(met: boolean, missed: boolean): Verdict {
  if (met) return "met";
  return missed ? "missed" : "undecided";
}

/** The verdict on a whole whose parts must all be met. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("missed")) return "missed";
  return verdicts.includes("undecided") ? "undecided" : "met";
}

/** The verdict on each milestone, in the scenario's order, for one simulated deployment. */
export function judgeMilestones(
  milestones: readonly Milestone[],
  architecture: Architecture,
  figureOf: (kpi: KpiPath) => Figure,
): MilestoneVerdict[] {
  return milestones.map(({ day, name, requirements }) => {
    const judged = requirements.map((requirement): RequirementVerdict => {
      const figure = figureOf(requirement.kpi);
      return { ...requirement, figure, verdict: judge(requirement, figure) };
    });
    const verdict = worst(judged.map((requirement) => requirement.verdict));
    return { day, name, architecture, verdict, requirements: judged };
  });
}

/** A workload's objectives as requirements on key figures, in a fixed order. */
export function requirementsOf(objectives: Objectives): Requirement[] {
  return OBJECTIVE_NAMES.flatMap((objective): Requirement[] => {
    const threshold = objectives[objective];
    if (threshold === undefined) return [];
    const { kpi, side: key } = OBJECTIVES[objective];
    return [key === "below" ? { kpi, below: threshold } : { kpi, above: threshold }];
  });
}

/** The verdict on what each workload's users were promised, for one simulated deployment. */
export function judgeObjectives(
  workloads: readonly Workload[],
  architecture: Architecture,
  figureOf: (workload: string, kpi: KpiPath) => Figure,
): ObjectiveVerdict[] {
  return workloads.flatMap(({ name, objectives }) =>
    requirementsOf(objectives).map((requirement): ObjectiveVerdict => {
      const figure = figureOf(name, requirement.kpi);
      const verdict = judge(requirement, figure);
      return { ...requirement, figure, verdict, workload: name, architecture };
    }),
  );
}
