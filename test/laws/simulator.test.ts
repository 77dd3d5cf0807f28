import { describe, expect, it } from "vitest";
import { ARCHITECTURES } from "../../engine/contract/result.js";
import { scenarios } from "./random-scenario.js";
import { simulate } from "./simulate.js";
import { fc, runs } from "../property.js";

const RUNS = { numRuns: runs(60) };
/** Equal but for rounding, measured by `scale`. */
const near = (left: number, right: number, scale: number): void => {
  expect(Math.abs(left - right)).toBeLessThanOrEqual(1e-9 * (Math.abs(scale) + 1));
};

describe.each(ARCHITECTURES)("any %s deployment", (architecture) => {
  it("loses no session: injected = completed + failed + in flight", () => {
    fc.assert(
      fc.property(scenarios({ failures: true }), (scenario) => {
        const { requests, total, workloads } = simulate(scenario, { architecture });
        expect(requests.injected).toBe(scenario.run.requests);
        expect(requests.completed + requests.failed + requests.inFlight).toBe(requests.injected);
        expect(
          Math.min(requests.completed, requests.failed, requests.inFlight),
        ).toBeGreaterThanOrEqual(0);
        expect(total.completed).toBeLessThanOrEqual(requests.completed);
        expect(total.failed).toBeLessThanOrEqual(requests.failed);
        for (const field of ["completed", "failed", "retried"] as const) {
          expect(workloads.reduce((sum, workload) => sum + workload[field], 0)).toBe(total[field]);
        }
      }),
      RUNS,
    );
  });

  it("keeps Little's law, boundary terms included", () => {
    fc.assert(
      fc.property(scenarios({ failures: true }), (scenario) => {
        const { little } = simulate(scenario, { architecture });
        const { areaMs, finishedLatencyMs, ageAtStartMs, ageAtEndMs } = little;
        near(areaMs, finishedLatencyMs + ageAtEndMs - ageAtStartMs, areaMs + ageAtEndMs);
      }),
      RUNS,
    );
  });

  it("accounts for every millisecond: the stages of the sessions add up to their latency", () => {
    fc.assert(
      fc.property(scenarios({ failures: true }), (scenario) => {
        const record = simulate(scenario, { architecture });
        const { finishedLatencyMs } = record.little;
        const staged = record.stagesMs.reduce((sum, ms) => sum + ms, 0);
        near(staged, finishedLatencyMs, finishedLatencyMs);
        const [queue = 0, , , , , toolQueue = 0] = record.stagesMs;
        // Stages are of all finished sessions, latency and wait of those that completed.
        const { completed, failed, latencyMs, waitMs } = record.total;
        if (failed === 0) {
          near(completed * (latencyMs.mean ?? 0), staged, staged);
          near(completed * (waitMs.mean ?? 0), queue + toolQueue, staged);
        } else {
          expect(completed * (latencyMs.mean ?? 0)).toBeLessThanOrEqual(staged * (1 + 1e-9));
        }
        for (const ms of record.stagesMs) expect(ms).toBeGreaterThanOrEqual(-1e-6);
      }),
      RUNS,
    );
  });

  it("keeps no more servers busy than there are, and no first token after the end", () => {
    fc.assert(
      fc.property(scenarios({ failures: true }), (scenario) => {
        const { pools, total } = simulate(scenario, { architecture });
        for (const { meanBusy, servers } of pools) {
          expect(meanBusy).toBeGreaterThanOrEqual(-1e-9 * servers);
          expect(meanBusy).toBeLessThanOrEqual(servers * (1 + 1e-9));
        }
        for (const at of ["mean", "p50", "p95", "p99"] as const) {
          const latency = total.latencyMs[at] ?? 0;
          expect(total.ttftMs[at] ?? 0).toBeLessThanOrEqual(latency * (1 + 1e-9));
          expect(total.waitMs[at] ?? 0).toBeLessThanOrEqual(latency * (1 + 1e-9));
        }
      }),
      RUNS,
    );
  });

  it("gives the same bytes for the same seed and replication, and others for others", () => {
    fc.assert(
      fc.property(scenarios({ failures: true }), (scenario) => {
        const once = JSON.stringify(simulate(scenario, { architecture }));
        expect(JSON.stringify(simulate(scenario, { architecture }))).toBe(once);
        // Users who are refused and come back at once use up a run before the first random arrival.
        const arrivalsAreRandom = scenario.workloads.every(
          ({ arrivals }) => !("closed" in arrivals),
        );
        if (arrivalsAreRandom) {
          const other = simulate(scenario, { architecture, replication: 1 });
          expect(JSON.stringify({ ...other, replication: 0 })).not.toBe(once);
        }
      }),
      { numRuns: runs(25) },
    );
  });
});
