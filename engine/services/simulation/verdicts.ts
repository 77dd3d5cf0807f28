import { figureAt } from "../../contract/figure-at.js";
import type {
  Architecture,
  ArchitectureResult,
  MilestoneVerdict,
  ObjectiveVerdict,
} from "../../contract/result.js";
import type { Scenario } from "../../contract/scenario.js";
import { judgeMilestones, judgeObjectives } from "../../planner/requirements.js";
import type { ReplicationRecord } from "../../simulator/replication.js";
import { runWarnings, workloadFigure } from "../../simulator/summary.js";

/** One simulated deployment: its replications and what they sum up to. */
export interface Simulated {
  readonly architecture: Architecture;
  readonly records: readonly ReplicationRecord[];
  readonly result: ArchitectureResult;
}

export interface Verdicts {
  readonly objectives: ObjectiveVerdict[];
  readonly milestones: MilestoneVerdict[];
  readonly requirementsMet: boolean | null;
  readonly warnings: string[];
}

/**
 * Holds every simulated deployment against the scenario's objectives and milestones. They are promises
 * about the deployment one plans to run, so `requirementsMet` speaks of the decoupled one where it was
 * simulated; the coupled one's verdicts stand beside it for comparison. `origin`: warnings of what the
 * scenario was made from.
 */
export function judgeAll(
  scenario: Scenario,
  simulated: readonly Simulated[],
  origin: readonly string[] = [],
): Verdicts {
  const objectives = simulated.flatMap(({ architecture, records }) =>
    judgeObjectives(scenario.workloads, architecture, (workload, kpi) =>
      workloadFigure(scenario, records, workload, kpi),
    ),
  );
  const milestones = simulated.flatMap(({ architecture, result }) =>
    judgeMilestones(scenario.milestones, architecture, (kpi) => figureAt(result, kpi)),
  );
  const planned = simulated.at(-1)?.architecture;
  const judged = [...objectives, ...milestones].filter((one) => one.architecture === planned);
  return {
    objectives,
    milestones,
    requirementsMet: judged.length === 0 ? null : judged.every((one) => one.verdict === "met"),
    warnings: [
      ...origin,
      ...simulated.flatMap(({ architecture, records }) =>
        runWarnings(scenario, records).map((warning) =>
          simulated.length > 1 ? `${architecture}: ${warning}` : warning,
        ),
      ),
    ],
  };
}
