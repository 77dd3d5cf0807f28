import type { QualityRow } from "../../contract/money-result.js";
import type { Scenario } from "../../contract/scenario.js";
import { kpiFigure } from "../../simulator/figures.js";
import type { ReplicationRecord } from "../../simulator/replication.js";
import type { Promised } from "../pools/promises.js";
import { judge, requirementsOf } from "../requirements.js";

/** What users are promised, else what the milestones ask in the end; nothing where there is neither. */
export function qualityAsked({ milestones, workloads }: Scenario): Promised[] {
  const objectives = workloads.flatMap(({ name, objectives: asked }, at) =>
    requirementsOf(asked).map((one): Promised => ({ workload: { name, at }, ...one })),
  );
  if (objectives.length > 0) return objectives;
  return milestones.flatMap(({ requirements }) => requirements);
}

export type Kept = QualityRow["before"];

/** How the records of one deployment keep what is asked, in its order. */
export function keptBy(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
  asked: readonly Promised[],
): Kept[] {
  return asked.map((promise) => {
    const figure = kpiFigure(scenario, records, promise.kpi, promise.workload?.at);
    return { figure, verdict: judge(promise, figure) };
  });
}

export function qualityRows(
  asked: readonly Promised[],
  before: readonly Kept[],
  after: readonly Kept[],
): QualityRow[] {
  return asked.flatMap(({ workload, kpi, below, above }, at): QualityRow[] => {
    const [left, right] = [before[at], after[at]];
    if (left === undefined || right === undefined) return [];
    return [
      {
        ...(workload === undefined ? {} : { workload: workload.name }),
        kpi,
        ...(below === undefined ? {} : { below }),
        ...(above === undefined ? {} : { above }),
        before: left,
        after: right,
      },
    ];
  });
}
