import { HeadroomError } from "../contract/errors.js";
import type { KpiPath } from "../contract/kpi.js";
import type { ArchitectureResult, Figure } from "../contract/result.js";
import type { Scenario } from "../contract/scenario.js";
import type { ReplicationRecord, ResolvedRun } from "./replication.js";

/** Every key figure of one architecture with its 95 % interval over replications. */
export function summariseArchitecture(
  scenario: Scenario,
  run: ResolvedRun,
  records: readonly ReplicationRecord[],
): ArchitectureResult {
  throw new HeadroomError(
    "unavailable",
    `cannot summarise ${records.length} of ${run.replications} replications of ${scenario.name} yet`,
  );
}

/**
 * One key figure of one workload, for its objectives: the session figures (throughput, latency,
 * wait, first token, error and retry rate) are the workload's own, all others the deployment's.
 */
export function workloadFigure(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
  workload: string,
  kpi: KpiPath,
): Figure {
  throw new HeadroomError(
    "unavailable",
    `cannot read ${kpi} of ${workload} in ${scenario.name} from ${records.length} replications yet`,
  );
}

/** What a reader of these records must know: overload, too short a run, nothing finished. */
export function runWarnings(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
): readonly string[] {
  throw new HeadroomError(
    "unavailable",
    `cannot judge ${records.length} replications of ${scenario.name} yet`,
  );
}
