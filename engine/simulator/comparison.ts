import { HeadroomError } from "../contract/errors.js";
import type { ComparisonRow } from "../contract/result.js";
import type { Scenario } from "../contract/scenario.js";
import type { ReplicationRecord } from "./replication.js";

/**
 * The before/after table: each key figure of both architectures, the paired difference by replication
 * with its 95 % interval and p-value, and the scenario's claims beside them. `coupled[i]` and
 * `decoupled[i]` must be the same replication.
 */
export function compareRows(
  scenario: Scenario,
  coupled: readonly ReplicationRecord[],
  decoupled: readonly ReplicationRecord[],
): ComparisonRow[] {
  throw new HeadroomError(
    "unavailable",
    `cannot compare ${coupled.length} with ${decoupled.length} replications of ${scenario.name} yet`,
  );
}
