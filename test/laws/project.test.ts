import { describe, expect, it } from "vitest";
import { KPI_PATHS } from "../../engine/contract/kpi.js";
import type { ProjectResult } from "../../engine/contract/project-result.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import { demandByDay, demandOn } from "../../engine/planner/projection/growth.js";
import { project } from "../../engine/planner/projection/project.js";
import type { SimulateLevel } from "../../engine/planner/projection/project.js";
import type { Simulate } from "../../engine/planner/pools/evaluate.js";
import { kpiFigure } from "../../engine/simulator/figures.js";
import { scenarioOf, simulate } from "./simulate.js";
import { fc, runs } from "../property.js";

const RUN = { seed: 5, replications: 3, requests: 300 };

function runnerOf(): SimulateLevel {
  return async (scenario, architecture) =>
    Array.from({ length: RUN.replications }, (_, replication) =>
      simulate(scenario, { architecture, replication }),
    );
}

function projectOf(
  scenario: Scenario,
  horizonDays?: number,
): Promise<Omit<ProjectResult, "provenance">> {
  const hooks = { simulate: runnerOf(), onStage: () => {} };
  return project(scenario, { horizonDays, seed: RUN.seed }, hooks);
}

const BASE = {
  run: RUN,
  workloads: [
    {
      name: "w",
      arrivals: { poisson: { ratePerSecond: 2 } },
      session: {
        brainSteps: 2,
        inputTokens: 100,
        outputTokens: 30,
        tools: [{ pool: "tool" }],
      },
    },
  ],
  brain: { kind: "slots", replicas: 4, serviceMs: { exponential: { mean: 300 } } },
  hands: { tool: { workers: 3, serviceMs: { exponential: { mean: 200 } } } },
  coupled: { replicas: 6 },
  failures: {
    coupledReplica: {
      timeToFailureHours: { exponential: { mean: 100 } },
      timeToRepairMinutes: 30,
    },
    brainReplica: { timeToFailureHours: { exponential: { mean: 200 } }, timeToRepairMinutes: 30 },
  },
  prices: {
    gpuHourUsd: 2.5,
    cpuHourUsd: 0.07,
    cacheHourUsd: 0.4,
    tokens: { inputUsdPerMillion: 3, outputUsdPerMillion: 15 },
  },
};

const finances = fc.record({
  investmentUsd: fc.double({ min: 0, max: 1e6, noNaN: true }),
  migrationUsd: fc.double({ min: 0, max: 1e5, noNaN: true }),
  peopleUsdPer30Days: fc.record({
    before: fc.double({ min: 0, max: 1e5, noNaN: true }),
    after: fc.double({ min: 0, max: 1e5, noNaN: true }),
  }),
  storageUsdPerSession: fc.double({ min: 0, max: 0.1, noNaN: true }),
  licencesUsdPer30Days: fc.double({ min: 0, max: 1e4, noNaN: true }),
  incidentUsdPerFailureHour: fc.double({ min: 0, max: 1e4, noNaN: true }),
  purchases: fc.record(
    {
      before: fc.record({ usd: fc.constant(9000), lifeYears: fc.constant(3) }),
      after: fc.record({
        usd: fc.double({ min: 1, max: 1e6, noNaN: true }),
        lifeYears: fc.double({ min: 0.2, max: 5, noNaN: true }),
        residualShare: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
    { requiredKeys: [] },
  ),
  computeMix: fc.record({
    reservedShare: fc.double({ min: 0, max: 0.5, noNaN: true }),
    reservedDiscount: fc.double({ min: 0, max: 1, noNaN: true }),
    spotShare: fc.double({ min: 0, max: 0.5, noNaN: true }),
    spotDiscount: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  priceChangePerYear: fc.record({ compute: fc.double({ min: -0.5, max: 0.5, noNaN: true }) }),
});

const trends = fc.oneof(
  fc.record({ linear: fc.record({ per30Days: fc.double({ min: 0, max: 1, noNaN: true }) }) }),
  fc.record({ compound: fc.record({ per30Days: fc.double({ min: 0, max: 0.5, noNaN: true }) }) }),
  fc.record({
    logistic: fc.record({
      per30Days: fc.double({ min: 0.01, max: 1, noNaN: true }),
      ceiling: fc.double({ min: 1.5, max: 20, noNaN: true }),
    }),
  }),
);

const cents = (usd: number | null): number => Math.round((usd ?? Number.NaN) * 100);

describe("a projection", () => {
  it("adds its lines up to its total to the cent, and its flows to the difference", async () => {
    await fc.assert(
      fc.asyncProperty(
        finances,
        trends,
        fc.integer({ min: 30, max: 200 }),
        async (finance, trend, horizonDays) => {
          const scenario = scenarioOf({ ...BASE, finance, growth: { trend } });
          const { costs, equalWork, investment, daily, savings, units } = await projectOf(
            scenario,
            horizonDays,
          );
          for (const side of ["beforeUsd", "afterUsd", "differenceUsd"] as const) {
            const sum = costs.lines.reduce((all, line) => all + cents(line[side]), 0);
            expect(sum).toBe(cents(costs.total[side]));
          }
          const flows = investment?.flows.reduce((all, { usd }) => all + usd, 0) ?? Number.NaN;
          const tolerance = 0.01 * costs.lines.length + 1e-9 * (finance.investmentUsd + 1e6);
          expect(Math.abs(flows + (costs.total.differenceUsd ?? Number.NaN))).toBeLessThan(
            tolerance,
          );
          expect(daily.afterUsd).toHaveLength(horizonDays + 1);
          // The steps of the savings lead from the cost of a token before to the one after, exactly.
          const grains = (usd: number | undefined): number => Math.round((usd ?? Number.NaN) * 1e6);
          const steps = (savings?.waterfall ?? []).reduce(
            (all, step) => all + grains(step.usdPerMillionTokens),
            0,
          );
          expect(grains(savings?.before.usdPerMillionTokens) + steps).toBe(
            grains(savings?.after.usdPerMillionTokens),
          );
          expect(savings?.waterfall.reduce((all, step) => all + step.usdPerToken, 0)).toBeCloseTo(
            (savings?.after.usdPerToken ?? 0) - (savings?.before.usdPerToken ?? 0),
            12,
          );
          // At equal work both sides do that of the one that does more, and nothing else is counted twice.
          const done = [units.before?.successfulSessions ?? 0, units.after.successfulSessions];
          expect(equalWork?.successfulSessions).toBe(Math.max(...done));
          for (const side of ["beforeUsd", "afterUsd"] as const) {
            const sum = equalWork?.lines.reduce((all, line) => all + cents(line[side]), 0);
            expect(sum).toBe(cents(equalWork?.total[side] ?? null));
          }
          // What the kinds of token cost is the whole.
          const { perMillionUsd, tokens, totalUsd } = units.after;
          const byKind =
            (perMillionUsd.input ?? 0) * tokens.input + (perMillionUsd.output ?? 0) * tokens.output;
          expect(byKind / 1e6 / totalUsd).toBeCloseTo(1, 9);
        },
      ),
      { numRuns: runs(8) },
    );
  });

  it("is on day 0 what simulate says", async () => {
    const scenario = scenarioOf({ ...BASE, growth: { trend: { compound: { per30Days: 0.3 } } } });
    const { marks } = await projectOf(scenario);
    for (const [side, architecture] of [
      ["before", "coupled"],
      ["after", "decoupled"],
    ] as const) {
      const records = Array.from({ length: RUN.replications }, (_, replication) =>
        simulate(scenario, { architecture, replication }),
      );
      for (const kpi of KPI_PATHS) {
        expect(marks[0]?.[side]?.[kpi]).toEqual(kpiFigure(scenario, records, kpi));
      }
    }
  });

  it("plans no fewer pools for more demand, and keeps what is promised where it says so", async () => {
    const [workload] = BASE.workloads;
    const scenario = scenarioOf({
      ...BASE,
      workloads: [{ ...workload, objectives: { latencyMeanMs: 1500 } }],
      growth: { trend: { compound: { per30Days: 0.5 } } },
    });
    const at =
      (architecture: "coupled" | "decoupled"): Simulate =>
      async (sized, { first, replications }) =>
        Array.from({ length: replications }, (_, n) =>
          simulate(sized, { architecture, replication: first + n }),
        );
    const { replan, equalWork } = await project(
      scenario,
      { horizonDays: 90, seed: RUN.seed },
      {
        simulate: runnerOf(),
        onStage: () => {},
        replanner: { run: RUN, simulate: { before: at("coupled"), after: at("decoupled") } },
      },
    );
    for (const steps of [replan?.before, replan?.after]) {
      expect(steps?.length).toBeGreaterThan(1);
      for (const [n, { keeps, provisionedUsdPer30Days, fromDay }] of (steps ?? []).entries()) {
        expect(keeps).toBe(true);
        const last = steps?.[n - 1];
        expect(provisionedUsdPer30Days).toBeGreaterThan(last?.provisionedUsdPer30Days ?? 0);
        expect(fromDay).toBe(last === undefined ? 0 : last.toDay + 1);
      }
    }
    // Both planned for the same promise: as good as each other today.
    expect(equalWork?.sameQuality).toBe(true);
  });

  it("has no less demand on a later day where it only grows", () => {
    fc.assert(
      fc.property(trends, (trend) => {
        const growth = { trend };
        const demand = Array.from({ length: 200 }, (_, day) => demandOn(growth, day));
        expect(demand[0]).toBeCloseTo(1, 12);
        for (const [day, one] of demand.entries()) {
          expect(one).toBeGreaterThanOrEqual((demand[day - 1] ?? 0) - 1e-12);
          if ("logistic" in trend) expect(one).toBeLessThanOrEqual(trend.logistic.ceiling);
        }
      }),
    );
  });

  it("repeats the seasons, relative to day 0", () => {
    const growth = {
      trend: { linear: { per30Days: 0 } },
      weekly: [2, 2, 2, 2, 2, 1, 1],
    };
    expect(Array.from({ length: 8 }, (_, day) => demandOn(growth, day))).toEqual([
      1, 1, 1, 1, 1, 0.5, 0.5, 1,
    ]);
  });

  it("refuses growth that overflows, and says what it reaches and when", () => {
    const growth = { trend: { compound: { per30Days: 1000 } } };
    expect(() => demandByDay(growth, 180)).toThrow(
      expect.objectContaining({
        code: "invalid-input",
        problems: [
          expect.objectContaining({
            path: "growth",
            found: "100 times on day 20, and 1.01e+18 times on day 180",
          }),
        ],
      }),
    );
  });
});
