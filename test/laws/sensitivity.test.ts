import { describe, expect, it } from "vitest";
import { Scenario } from "../../engine/contract/scenario.js";
import type { Effect, SensitivityResult } from "../../engine/contract/sensitivity.js";
import { sensitivity } from "../../engine/planner/sensitivity/sensitivity.js";
import { kpiFigure } from "../../engine/simulator/figures.js";
import type { ReplicationRecord } from "../../engine/simulator/replication.js";
import { simulate as simulateOnce } from "./simulate.js";
import { fc, runs } from "../property.js";

const REPLICATIONS = 4;

const run = async (scenario: Scenario): Promise<readonly ReplicationRecord[]> =>
  Array.from({ length: REPLICATIONS }, (_, replication) =>
    simulateOnce(scenario, { replication, run: { requests: 3000, warmUpShare: 0.2 } }),
  );

type Found = Pick<SensitivityResult, "base" | "inputs" | "unmoved">;

const find = (scenario: Scenario, coefficients = NO_COEFFICIENTS): Promise<Found> =>
  sensitivity(scenario, "decoupled", 0.1, coefficients, { simulate: run, onStage: () => {} });

const NO_COEFFICIENTS: SensitivityResult["provenance"]["coefficients"] = [];

/** M/M/c with `servers` servers of a second on average, at this load, and a tool that takes no queue. */
function queue(
  servers: number,
  load: number,
  rest: Readonly<Record<string, unknown>> = {},
): Scenario {
  return Scenario.parse({
    schema: "headroom/scenario/v1",
    name: "queue",
    workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: servers * load } } }],
    brain: { kind: "slots", replicas: servers, serviceMs: { exponential: { mean: 1000 } } },
    prices: { gpuHourUsd: 2 },
    ...rest,
  });
}

function effects({ inputs }: Found, path: string): { cost: Effect; p95: Effect } {
  const found = inputs.find((one) => one.path === path);
  if (found === undefined) throw new Error(`${path} is not among the inputs`);
  return { cost: found.costUsdPer30Days, p95: found.latencyP95Ms };
}

describe("the sensitivity of M/M/c", () => {
  it(
    "has the signs of theory, and no effect where there is none",
    { timeout: runs(120_000) },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 2, max: 5 }),
          fc.double({ min: 0.4, max: 0.65, noNaN: true }),
          async (servers, load) => {
            const found = await find(queue(servers, load));
            for (const path of [
              "workloads[0].arrivals.poisson.ratePerSecond",
              "brain.serviceMs.exponential.mean",
            ]) {
              const { cost, p95 } = effects(found, path);
              expect(p95.atHigh?.mean, path).toBeGreaterThan(0);
              expect(p95.atLow?.mean, path).toBeLessThan(0);
              expect(cost.shown, path).toBe(false);
            }
            expect(effects(found, "brain.serviceMs.exponential.mean").p95.shown).toBe(true);
            const replicas = effects(found, "brain.replicas");
            expect(replicas.p95.atHigh?.mean).toBeLessThan(0);
            // One more of them for 30 days at 2 USD an hour.
            expect(replicas.cost.atHigh?.mean).toBeCloseTo(720 * 2, 6);
            const price = effects(found, "prices.gpuHourUsd");
            expect(price.cost.atHigh?.mean).toBeCloseTo(720 * servers * 0.2, 6);
            expect(price.p95).toMatchObject({ shown: false, atHigh: { mean: 0, low: 0, high: 0 } });
          },
        ),
        { numRuns: runs(6), endOnFailure: true },
      );
    },
  );

  it("is what two simulations differ by", async () => {
    const hands = { tool: { workers: 2, serviceMs: 300, cacheHitRatio: 0.2 } };
    const session = { brainSteps: 2, tools: [{ pool: "tool" }] };
    const workloads = [{ name: "w", arrivals: { poisson: { ratePerSecond: 1 } }, session }];
    const scenario = queue(3, 0.5, { hands, workloads });
    const found = await find(scenario);
    const p95Of = async (one: Scenario): Promise<number> =>
      kpiFigure(one, await run(one), "latencyMs.p95").mean ?? Number.NaN;
    const base = await p95Of(scenario);
    for (const { path, high } of found.inputs.filter(({ path: at }) => at.startsWith("hands"))) {
      const field = path.split(".")[2] ?? "";
      const tool = { ...hands.tool, [field]: high };
      const moved = await p95Of(queue(3, 0.5, { workloads, hands: { tool } }));
      const { p95 } = effects(found, path);
      expect(p95.atHigh?.mean, path).toBeCloseTo(moved - base, 6);
    }
    expect(found.inputs.map(({ path }) => path)).toContain("hands.tool.workers");
    expect(found.unmoved.map(({ path }) => path)).toContain("hands.tool.failureProbability");
  });

  it("moves shares no further than 1, and whole numbers by one at least", async () => {
    const { inputs } = await find(
      queue(2, 0.5, {
        workloads: [
          {
            name: "w",
            arrivals: { poisson: { ratePerSecond: 1 } },
            session: { cachedHistoryShare: 0.95 },
          },
        ],
      }),
    );
    const at = (path: string) => inputs.find((one) => one.path === path);
    expect(at("workloads[0].session.cachedHistoryShare")).toMatchObject({ high: 1 });
    expect(at("brain.replicas")).toMatchObject({ low: 1, high: 3 });
    expect(at("brain.slotsPerReplica")).toMatchObject({ low: null, high: 2 });
  });
});
