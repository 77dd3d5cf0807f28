import { significant } from "../../base/significant.js";
import { HeadroomError } from "../../contract/errors.js";
import type { Finance } from "../../contract/finance.js";
import type { FailureProcess } from "../../contract/pools.js";
import type { Scenario } from "../../contract/scenario.js";
import { momentsOf } from "../../statistics/distribution.js";

/**
 * The scenario with the interruptions of spot machines among the failures of its replicas. A replica is
 * on spot with the probability of the spot share, so all are taken away at that share of the rate. Throws
 * `invalid-input` where a replica's own failures are not exponential: the two could not be one process.
 */
export function withInterruptions(scenario: Scenario, { computeMix }: Finance): Scenario {
  const { spotInterruption, spotShare } = computeMix;
  if (spotInterruption === undefined) return scenario;
  const { brain, coupled, failures } = scenario;
  const add = (own: FailureProcess | undefined, name: string): FailureProcess => {
    const perHour = spotShare / spotInterruption.meanHours;
    const { restoreMinutes } = spotInterruption;
    if (own === undefined) {
      const timeToFailureHours = { exponential: { mean: 1 / perHour } };
      return { timeToFailureHours, timeToRepairMinutes: { constant: restoreMinutes } };
    }
    if (!("exponential" in own.timeToFailureHours)) throw notExponential(name);
    // A replica that is down cannot be taken away: the rates are those of the time it is up.
    const ownPerHour = 1 / own.timeToFailureHours.exponential.mean;
    const rate = ownPerHour + perHour;
    const repair =
      (ownPerHour * momentsOf(own.timeToRepairMinutes).mean + perHour * restoreMinutes) / rate;
    return {
      timeToFailureHours: { exponential: { mean: 1 / rate } },
      timeToRepairMinutes: repair > 0 ? { exponential: { mean: repair } } : { constant: 0 },
    };
  };
  const ownsBrain = brain.kind !== "api";
  return {
    ...scenario,
    failures: {
      ...failures,
      ...(ownsBrain ? { brainReplica: add(failures.brainReplica, "brainReplica") } : {}),
      ...(coupled === undefined
        ? {}
        : { coupledReplica: add(failures.coupledReplica, "coupledReplica") }),
    },
  };
}

function notExponential(name: string): HeadroomError {
  return new HeadroomError(
    "invalid-input",
    "spot interruptions cannot be added to these failures",
    [
      {
        path: `failures.${name}.timeToFailureHours`,
        expected: "an exponential time, or no failures, beside finance.computeMix.spotInterruption",
        found: "another distribution",
      },
    ],
  );
}

/** What a reader is told of them; undefined: there are none. */
export function interruptionWords({ computeMix }: Finance): string | undefined {
  const { spotInterruption, spotShare } = computeMix;
  if (spotInterruption === undefined) return undefined;
  const hours = significant(spotInterruption.meanHours / spotShare, 3);
  return `Spot interruptions count as failures: each replica is taken away every ${hours} h on average, and back after ${spotInterruption.restoreMinutes} minutes.`;
}
