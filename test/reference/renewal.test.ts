import { describe, expect, it } from "vitest";
import type { Distribution } from "../../engine/contract/distribution.js";
import { momentsOf } from "../../engine/statistics/distribution.js";
import { componentChanges } from "../laws/simulate.js";

const MS_PER_HOUR = 3_600_000;
const COMPONENTS = 2000;
/** Normal quantile of a two-sided 99.9 % interval. */
const Z = 3.2905;

const brain = { kind: "slots", replicas: COMPONENTS, serviceMs: 1 };

/** Mean number of failures of a component in the first `hours`, and its standard error. */
function failuresIn(hours: number, timeToFailureHours: Distribution, timeToRepairMinutes: unknown) {
  const failures = { brainReplica: { timeToFailureHours, timeToRepairMinutes } };
  const changes = componentChanges({ brain, failures }, 12 * COMPONENTS);
  expect(changes.at(-1)?.timeMs).toBeGreaterThan(hours * MS_PER_HOUR);
  const counts = new Float64Array(COMPONENTS);
  for (const { timeMs, replica, failed } of changes) {
    const isCounted = failed && timeMs > 0 && timeMs <= hours * MS_PER_HOUR;
    if (isCounted) counts[replica] = (counts[replica] ?? 0) + 1;
  }
  const mean = counts.reduce((sum, count) => sum + count, 0) / COMPONENTS;
  const squares = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (COMPONENTS - 1) / COMPONENTS) };
}

describe("failures are in equilibrium from the start", () => {
  const times: Distribution[] = [
    { constant: 10 },
    { uniform: { min: 2, max: 18 } },
    { lognormal: { mean: 10, cv: 0.3 } },
    { lognormal: { mean: 10, cv: 1.5 } },
    { weibull: { mean: 10, shape: 3 } },
    { weibull: { mean: 10, shape: 0.7 } },
    { exponential: { mean: 10 } },
  ];

  it.each(times)("%j: t ÷ (MTTF + MTTR) of them in [0, t]", (timeToFailureHours) => {
    for (const repair of [{ constant: 0 }, { lognormal: { mean: 120, cv: 1 } }]) {
      const cycleHours = momentsOf(timeToFailureHours).mean + momentsOf(repair).mean / 60;
      for (const cycles of [0.25, 1, 2.6]) {
        const { mean, error } = failuresIn(cycles * cycleHours, timeToFailureHours, repair);
        expect(Math.abs(mean - cycles)).toBeLessThanOrEqual(Z * error + 1e-12);
      }
    }
  });

  it("as many are down as in the long run", () => {
    const failures = { brainReplica: { timeToFailureHours: 3, timeToRepairMinutes: 60 } };
    const changes = componentChanges({ brain, failures }, COMPONENTS);
    const down = changes.filter(({ timeMs }) => timeMs === 0).length;
    const error = Math.sqrt((COMPONENTS * 3) / 16);
    expect(Math.abs(down - COMPONENTS / 4)).toBeLessThanOrEqual(Z * error);
  });

  it("adding components changes none of those that were there", () => {
    const failures = { brainReplica: { timeToFailureHours: 3, timeToRepairMinutes: 60 } };
    const first = (replicas: number) =>
      componentChanges({ brain: { ...brain, replicas }, failures }, 300)
        .filter(({ replica }) => replica < 3)
        .slice(0, 20);
    expect(first(4)).toEqual(first(3));
  });
});
