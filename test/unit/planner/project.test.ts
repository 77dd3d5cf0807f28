import { describe, expect, it } from "vitest";
import { BillingRules } from "../../../engine/contract/billing.js";
import type { Charge } from "../../../engine/contract/billing.js";
import { compareWithBill } from "../../../engine/planner/projection/billed.js";
import type { DriveResult } from "../../../engine/contract/drive.js";
import { Finance } from "../../../engine/contract/finance.js";
import { KPI_PATHS, KPIS } from "../../../engine/contract/kpi.js";
import type { Figure } from "../../../engine/contract/result.js";
import type { Scenario } from "../../../engine/contract/scenario.js";
import {
  drawDays,
  expectedDays,
  fanOf,
  histogramOf,
  netSavedByDay,
  spreadOf,
} from "../../../engine/planner/projection/drawn-days.js";
import {
  demonstrationHours,
  expectedDemonstration,
} from "../../../engine/planner/projection/exposure.js";
import { judgeInvestment } from "../../../engine/planner/projection/investment.js";
import { DemandCurve } from "../../../engine/planner/projection/levels.js";
import { equalWork } from "../../../engine/planner/projection/equal-work.js";
import { judgeProjected } from "../../../engine/planner/projection/milestones.js";
import { priceWarnings } from "../../../engine/planner/projection/price-warnings.js";
import { horizonTotals } from "../../../engine/planner/projection/projection.js";
import type { Projection } from "../../../engine/planner/projection/projection.js";
import type { HourlyRates } from "../../../engine/planner/projection/rates.js";
import { savingsOf } from "../../../engine/planner/projection/savings.js";
import { demandLevels, scaleDeployment } from "../../../engine/planner/projection/scale.js";
import { totalCost, unitCosts } from "../../../engine/planner/projection/total-cost.js";
import {
  AS_EXPECTED,
  computePriceOn,
  tokenPriceOn,
} from "../../../engine/planner/projection/costs.js";
import { poolSteps } from "../../../engine/planner/projection/replan.js";
import { withInterruptions } from "../../../engine/planner/projection/spot.js";
import { quantileOf } from "../../../engine/statistics/distribution.js";
import { scenarioOf } from "../../laws/simulate.js";

const RATES: HourlyRates = {
  gpuWorkHours: 1,
  gpuHeldHours: 2,
  modelHours: 3,
  busHours: 0.01,
  cacheWriteTokens: 0,
  wastedTokens: 10_000,
  gpuHours: 4,
  cacheUsd: 0,
  cpuHours: 10,
  tokenUsd: 2,
  inputTokens: 400_000,
  outputTokens: 80_000,
  cachedTokens: 20_000,
  sessions: 100,
  completed: 80,
  failureHours: 0.01,
};

const figure = (mean: number, halfWidth: number, unit: Figure["unit"]): Figure => ({
  mean,
  low: mean - halfWidth,
  high: mean + halfWidth,
  unit,
});

function curveOf(rates: HourlyRates, mean = 100, halfWidth = 0): DemandCurve {
  const kpis = new Map(KPI_PATHS.map((kpi) => [kpi, figure(mean, halfWidth, KPIS[kpi].unit)]));
  return new DemandCurve([1], [{ rates, kpis }]);
}

function projectionOf(
  finance: Parameters<typeof Finance.parse>[0],
  parts: Record<string, unknown> = {},
  curve = curveOf({ ...RATES, gpuHours: 2, completed: 100 }),
): Projection {
  const scenario: Scenario = scenarioOf({
    workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 1 } } }],
    prices: { gpuHourUsd: 3, cpuHourUsd: 0.1 },
    ...parts,
  });
  const parsed = Finance.parse(finance);
  return {
    scenario,
    finance: parsed,
    horizonDays: parsed.horizonDays,
    demand: Array.from({ length: parsed.horizonDays + 1 }, () => 1),
    curves: { before: curveOf(RATES), after: curve },
    seed: 1,
  };
}

const BEFORE = curveOf(RATES);

describe("total cost of ownership", () => {
  it("is what it is by hand", () => {
    // 60 days: 1,440 hours; 144,000 sessions.
    const projection = projectionOf({
      horizonDays: 60,
      investmentUsd: 10_000,
      migrationUsd: 500,
      peopleUsdPer30Days: { before: 1000, after: 600 },
      observabilityUsdPer30Days: 50,
      licencesUsdPer30Days: { after: 20 },
      storageUsdPerSession: 0.001,
      egressUsdPerSession: { before: 0.002 },
      incidentUsdPerFailureHour: 100,
      purchases: { after: { usd: 7300, lifeYears: 2, residualShare: 0.5 } },
      computeMix: { reservedShare: 0.5, reservedDiscount: 0.4 },
      apiBatch: { share: 0.5 },
    });
    const before = horizonTotals(projection, "before", BEFORE, AS_EXPECTED);
    const after = horizonTotals(projection, "after", projection.curves.after, AS_EXPECTED);
    const { lines, total } = totalCost(projection, before, after);
    expect(lines.map(({ name, beforeUsd, afterUsd }) => [name, beforeUsd, afterUsd])).toEqual([
      // 7,300 USD, half of it over 730 days, 60 of them.
      ["purchases, written off", 0, 300],
      // 1,440 h × 4 × 3 USD × (1 − 0.5 × 0.4)
      ["GPU hours", 13_824, 6912],
      ["CPU hours", 1152, 1152],
      // 1,440 h × 2 USD × (1 − 0.5 × 0.5)
      ["API tokens", 2160, 2160],
      ["storage", 144, 144],
      ["egress", 288, 0],
      ["observability", 100, 100],
      ["licences", 0, 40],
      ["people", 2000, 1200],
      // 14.4 h × 100 USD
      ["incidents", 1440, 1440],
      ["moving over", 0, 500],
      ["investment", 0, 10_000],
    ]);
    expect([total.beforeUsd, total.afterUsd, total.differenceUsd]).toEqual([21_108, 23_948, 2840]);
    const units = unitCosts(projection, 21_108, before);
    expect(units.perRequestUsd).toBeCloseTo(21_108 / 144_000, 12);
    expect(units.perSuccessUsd).toBeCloseTo(21_108 / 115_200, 12);
    expect(units.perMillionTokensUsd).toBeCloseTo(21_108 / 720, 9);
  });
});

describe("prices", () => {
  it("change from the announced day on, beside the mix", () => {
    const finance = Finance.parse({
      priceChanges: [
        { fromDay: 10, compute: 0.8 },
        { fromDay: 20, compute: 0.5, tokens: 2 },
      ],
      apiBatch: { share: 0.5 },
    });
    const on = (day: number): number[] => [
      computePriceOn(finance, day, AS_EXPECTED),
      tokenPriceOn(finance, day, AS_EXPECTED),
    ];
    expect([on(9), on(10), on(20)]).toEqual([
      [1, 0.75],
      [0.8, 0.75],
      [0.4, 1.5],
    ]);
  });

  it("of spot machines come with their interruptions, at the rate of their share", () => {
    const spotInterruption = { meanHours: 50, restoreMinutes: 6 };
    const { finance, scenario } = projectionOf(
      { computeMix: { spotShare: 0.25, spotInterruption } },
      {
        coupled: { replicas: 2 },
        failures: {
          coupledReplica: {
            timeToFailureHours: { exponential: { mean: 200 } },
            timeToRepairMinutes: 30,
          },
        },
      },
    );
    const { brainReplica, coupledReplica } = withInterruptions(scenario, finance).failures;
    expect(brainReplica).toEqual({
      timeToFailureHours: { exponential: { mean: 200 } },
      timeToRepairMinutes: { constant: 6 },
    });
    // Both come every 200 hours: one every 100, of which half take 30 minutes and half 6.
    expect(coupledReplica).toEqual({
      timeToFailureHours: { exponential: { mean: expect.closeTo(100, 9) } },
      timeToRepairMinutes: { exponential: { mean: expect.closeTo(18, 9) } },
    });
    const weibull = { timeToFailureHours: { weibull: { mean: 200, shape: 2 } } };
    const odd = scenarioOf({ ...scenario, failures: { brainReplica: weibull } });
    expect(() => withInterruptions(odd, finance)).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ path: "failures.brainReplica.timeToFailureHours" })],
      }),
    );
    expect(Finance.safeParse({ computeMix: { spotInterruption } }).success).toBe(false);
  });
});

describe("pools planned anew", () => {
  const atLevel = (gpuHours: number) => ({ rates: { ...RATES, gpuHours }, kpis: new Map() });

  it("serve a day by the least level that is not below it, on their own line", () => {
    const curve = new DemandCurve([1, 2, 4], [4, 8, 16].map(atLevel), [7, 12].map(atLevel));
    const gpus = (demand: number): number => curve.costRatesAt(demand).gpuHours;
    expect([0.5, 1, 2, 4, 9].map(gpus)).toEqual([4, 4, 8, 16, 16]);
    // Just above a level the next pools are there at once, and from there on a straight line leads.
    expect(gpus(1 + 1e-9)).toBeCloseTo(7, 6);
    expect(gpus(3)).toBeCloseTo(14, 12);
    expect([0.5, 1, 1.1, 4, 9].map((demand) => curve.levelFor(demand))).toEqual([0, 0, 1, 2, 2]);
  });

  it("are dated, and told once where two levels need the same", () => {
    const pools = [2, 2, 3].map((replicas) => ({
      scenario: scenarioOf({
        workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 1 } } }],
        brain: { kind: "slots", replicas, serviceMs: 1 },
        prices: { gpuHourUsd: 1 },
      }),
      sizes: { brain: "brain", replicas, workers: {} },
      keeps: true,
      why: null,
    }));
    const steps = poolSteps(pools, [1, 2, 4], "after", [0, 1, 1, 2, 1], "2026-12-31");
    expect(
      steps.map(({ fromDay, toDay, date, upToDemand, sizes }) => [
        [fromDay, toDay],
        date,
        upToDemand,
        sizes.replicas,
      ]),
    ).toEqual([
      [[0, 2], "2026-12-31", 2, 2],
      [[3, 3], "2027-01-03", 4, 3],
      [[4, 4], "2027-01-04", 2, 2],
    ]);
    expect(steps.map((one) => one.provisionedUsdPer30Days)).toEqual([1440, 2160, 1440]);
  });
});

describe("a bill beside the projection", () => {
  const rules = BillingRules.parse({
    schema: "headroom/billing-rules/v1",
    rules: [
      { line: "ignore", where: { ChargeCategory: ["tax"] } },
      { line: "gpu", where: { ServiceName: ["compute"], SkuId: ["h100", "b200"] } },
      { line: "cpu", where: { ServiceName: ["compute"] } },
    ],
  });
  const at = (date: string): number => Date.parse(date);
  const charge = (usd: number, from: string, to: string, columns: Charge["columns"]): Charge => ({
    row: 2,
    usd,
    from: at(from),
    to: at(to),
    columns,
  });
  const GPU = { ServiceName: "Compute", SkuId: "H100-80" };

  it("is compared by line and day, each charge spread over its period", () => {
    const projection = projectionOf({ horizonDays: 30, startsOn: "2026-09-30" });
    const charges = [
      // Two days and a half of 100 USD each, and a credit.
      charge(250, "2026-10-01", "2026-10-03T12:00Z", GPU),
      charge(-30, "2026-10-01", "2026-10-02", GPU),
      charge(5, "2026-10-02", "2026-10-03", { ServiceName: "compute", SkuId: "vcpu" }),
      charge(99, "2026-10-01", "2026-10-04", { ServiceName: "x", ChargeCategory: "Tax" }),
      charge(7, "2026-10-03", "2026-10-04", { ServiceName: "Names" }),
    ];
    const found = compareWithBill(projection, { charges, rules, side: "after", warnings: [] });
    expect([found.startsOn, found.fromDay, found.toDay]).toEqual(["2026-09-30", 1, 3]);
    const [gpu, cpu, tokens, rest] = found.lines;
    // After: 2 GPUs at 3 USD, 10 CPUs at 0.1, 2 USD of tokens an hour, for three days.
    expect(gpu).toMatchObject({ line: "gpu", projectedUsd: 432, creditsUsd: -30 });
    expect(gpu?.actualUsd).toBeCloseTo(220, 9);
    expect(gpu?.relative).toBeCloseTo(-212 / 432, 9);
    expect(cpu).toMatchObject({ line: "cpu", projectedUsd: 72, actualUsd: 5 });
    expect(tokens).toMatchObject({ line: "tokens", projectedUsd: 144, actualUsd: 0 });
    expect(rest).toMatchObject({ line: "not mapped", projectedUsd: 0, actualUsd: 7 });
    expect(found.days.map(({ date, actualUsd }) => [date, actualUsd])).toEqual([
      ["2026-10-01", expect.closeTo(70, 9)],
      ["2026-10-02", expect.closeTo(105, 9)],
      ["2026-10-03", expect.closeTo(50, 9)],
    ]);
    expect(found.rules.map(({ charges: count, usd }) => [count, usd])).toEqual([
      [1, 99],
      [2, 220],
      [1, 5],
    ]);
    expect(found.notMapped).toEqual([{ serviceName: "Names", skuId: "", charges: 1, usd: 7 }]);
    const sum = found.lines.reduce((all, { actualUsd }) => all + actualUsd, 0);
    expect(found.total.actualUsd).toBeCloseTo(sum, 9);
  });

  it("begins on day 1 where the scenario has no date, and is told of what lies outside", () => {
    const projection = projectionOf({ horizonDays: 30 });
    const charges = [charge(62, "2026-10-01", "2026-12-02", GPU)];
    const found = compareWithBill(projection, { charges, rules, side: "after", warnings: [] });
    expect([found.startsOn, found.fromDay, found.toDay]).toEqual(["2026-09-30", 1, 30]);
    expect(found.total.actualUsd).toBeCloseTo(30, 9);
    expect(found.warnings).toEqual([expect.stringContaining("32.00 USD of the bill lie outside")]);
  });

  it("is refused where no day is common", () => {
    const projection = projectionOf({ horizonDays: 30, startsOn: "2027-01-01" });
    const charges = [charge(62, "2026-10-01", "2026-12-02", GPU)];
    expect(() =>
      compareWithBill(projection, { charges, rules, side: "after", warnings: [] }),
    ).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ found: "charges from 2026-10-01 to 2026-12-01" })],
      }),
    );
  });
});

describe("live measurements beside a milestone", () => {
  const none = figure(0, 0, "1");
  const drive = (p95: number): DriveResult => {
    const times = { mean: none, p50: none, p95: figure(p95, 10, "ms"), p99: none };
    const tokens = { input: none, output: none, cacheRead: none, cacheWrite: none, wasted: none };
    return {
      scenarioName: "s",
      workload: "w",
      origin: "rehearsal",
      model: "m 1",
      ratePerSecond: 3,
      durationSeconds: 10,
      warmUpShare: 0.2,
      seed: 1,
      repeats: 2,
      budget: { modelSlots: 1, workers: { coupled: 1, decoupled: 1 } },
      architectures: {
        decoupled: {
          pools: [],
          requests: { injected: 1, completed: 1, failed: 0, inFlight: 0 },
          throughput: figure(3, 0.1, "1/s"),
          latencyMs: times,
          ttftMs: times,
          errorRate: none,
          tokens,
          costUsd: { total: none, perRequest: figure(1, 0, "usd"), perSuccess: none },
        },
      },
      comparison: [],
      notes: [],
    };
  };

  it("are judged as the projection is, at their own load, and without costs of tokens alone", () => {
    const milestones = [
      {
        day: 10,
        name: "Pilot",
        requirements: [
          { kpi: "latencyMs.p95" as const, below: 200 },
          { kpi: "mtbfHours" as const, above: 1 },
          { kpi: "costUsd.perRequest" as const, below: 5 },
        ],
      },
    ];
    const projection = projectionOf({ horizonDays: 30 }, { milestones });
    const measured = [150, 195, 300].map((p95) => ({ drive: `d-${p95}`, result: drive(p95) }));
    const [latency, mtbf, cost] = judgeProjected(projection, measured)[0]?.requirements ?? [];
    expect(latency?.measured.map(({ verdict, ratePerSecond }) => [verdict, ratePerSecond])).toEqual(
      [
        ["met", 3],
        ["undecided", 3],
        ["missed", 3],
      ],
    );
    expect([mtbf?.measured, cost?.measured]).toEqual([[], []]);
    expect(judgeProjected(projection)[0]?.requirements[0]?.measured).toEqual([]);
  });
});

describe("savings by the token", () => {
  it("are what they are by hand, and add up", () => {
    // 30 days at 3 USD: before 4 GPUs (1 at work, 2 held), after 2 (1 at work); 500,000 tokens an hour.
    const after = { ...RATES, gpuHours: 2, gpuHeldHours: 0, modelHours: 6, wastedTokens: 0 };
    const projection = projectionOf({ horizonDays: 30 }, {}, curveOf(after));
    const savings = savingsOf(
      projection,
      horizonTotals(projection, "before", BEFORE, AS_EXPECTED),
      horizonTotals(projection, "after", projection.curves.after, AS_EXPECTED),
    );
    const steps = new Map(
      savings?.waterfall.map(({ driver, usdPerMillionTokens }) => [driver, usdPerMillionTokens]),
    );
    // 2 GPU hours × 3 USD over half a million tokens.
    expect(steps.get("gpuHeld")).toBeCloseTo(-12, 6);
    // Twice the time in the model at twice as many requests a GPU: the same GPU time.
    expect(steps.get("modelTime")).toBeCloseTo(6, 6);
    expect(steps.get("batching")).toBeCloseTo(-6, 6);
    // Before 4 − 1 − 2, after 2 − 1: as much.
    expect(steps.get("gpuFree")).toBeCloseTo(0, 6);
    expect(steps.get("cpu")).toBeCloseTo(0, 6);
    // 15 USD an hour (12 GPU, 1 CPU, 2 tokens) over 490,000 instead of 500,000 tokens, which ends.
    expect(steps.get("retries")).toBeCloseTo(-(15 / 0.49 - 15 / 0.5), 5);
    const grains = (usd: number | undefined): number => Math.round((usd ?? Number.NaN) * 1e6);
    const sum = [...steps.values()].reduce((all, usd) => all + grains(usd), 0);
    expect(grains(savings?.before.usdPerMillionTokens) + sum).toBe(
      grains(savings?.after.usdPerMillionTokens),
    );
  });
});

describe("equal work", () => {
  it("takes the side that completes less as often as it takes", () => {
    // 80 of 100 sessions complete before, 100 after: 1.25 copies.
    const projection = projectionOf({ horizonDays: 30, peopleUsdPer30Days: 500 });
    const totals = horizonTotals(projection, "before", BEFORE, AS_EXPECTED);
    const after = horizonTotals(projection, "after", projection.curves.after, AS_EXPECTED);
    const found = equalWork(projection, { curve: BEFORE, totals }, after, []);
    expect(found?.copies).toEqual({ before: 1.25, after: 1 });
    const line = (name: string) => found?.lines.find((one) => one.name === name)?.beforeUsd;
    expect(line("GPU hours")).toBeCloseTo(1.25 * 720 * 12, 6);
    expect(line("people")).toBe(500);
    const perSuccess = (found?.total.beforeUsd ?? Number.NaN) / 72_000;
    expect(found?.perSuccessUsd.before).toBeCloseTo(perSuccess, 12);
    // Nothing is put in: what the lines save is what it is worth.
    expect(found?.npvUsd).toBeCloseTo(-(found?.total.differenceUsd ?? Number.NaN), 1);
  });
});

describe("the investment", () => {
  it("is worth by Monte Carlo what the closed form says where all is linear in one input", () => {
    const computePrice = { lognormal: { mean: 1, cv: 0.5 } };
    const projection = projectionOf({
      horizonDays: 90,
      investmentUsd: 15_000,
      uncertain: { computePrice },
    });
    const { risk, npvUsd, multiple } = judgeInvestment(projection);
    // Two GPUs less at 3 USD for 90 days, times the price.
    const savedUsd = 2 * 3 * 24 * 90;
    expect(npvUsd).toBeCloseTo(savedUsd - 15_000, 6);
    expect(multiple).toBeCloseTo(savedUsd / 15_000, 9);
    const quantile = quantileOf(computePrice);
    const draws = risk?.draws ?? 0;
    for (const [name, p] of [
      ["p10", 0.1],
      ["p50", 0.5],
      ["p90", 0.9],
    ] as const) {
      // A sample quantile lies within the quantiles at p ± 4 standard errors of the share below it.
      const reach = 4 * Math.sqrt((p * (1 - p)) / draws);
      const found = risk?.npvUsd[name] ?? Number.NaN;
      expect(found).toBeGreaterThan(savedUsd * quantile(p - reach) - 15_000);
      expect(found).toBeLessThan(savedUsd * quantile(p + reach) - 15_000);
    }
    // Loss: a price below 15,000 ÷ saved, a lognormal probability.
    const sigma = Math.sqrt(Math.log(1.25));
    const z = (Math.log(15_000 / savedUsd) + sigma ** 2 / 2) / sigma;
    const expected = normalBelow(z);
    const reach = 4 * Math.sqrt((expected * (1 - expected)) / draws);
    expect(Math.abs((risk?.probabilityOfLoss ?? 0) - expected)).toBeLessThan(reach);
    expect(risk?.probabilityOfClaimedMultiple).toBeLessThan(0.05);
  });

  it("counts the error of the simulation, and by no premium twice", () => {
    const gpuHours = [3, 4, 5, 4];
    const replications = gpuHours.map((hours) => ({ ...RATES, gpuHours: hours }));
    const kpis = new Map(KPI_PATHS.map((kpi) => [kpi, figure(1, 0, KPIS[kpi].unit)]));
    const noisy = new DemandCurve([1], [{ rates: RATES, replications, kpis }]);
    const projection = {
      ...projectionOf({ horizonDays: 30, riskPremiumPerYear: 0.5 }),
      curves: {
        before: noisy,
        after: new DemandCurve(
          [1],
          [{ rates: RATES, replications: replications.map(() => RATES), kpis }],
        ),
      },
    };
    const { risk, discountRatePerYear } = judgeInvestment(projection);
    expect(risk?.inputs).toEqual(["simulation"]);
    expect([discountRatePerYear, risk?.discountRatePerYear]).toEqual([0.5, 0]);
    // The mean of four has the standard error √(2 ÷ 3) ÷ 2; a GPU costs 720 × 3 USD.
    const { p10 = 0, p90 = 0 } = risk?.npvUsd ?? {};
    const deviation = (Math.sqrt(2 / 3) / 2) * 720 * 3;
    expect((p90 - p10) / 2 / 1.2816).toBeGreaterThan(0.8 * deviation);
    expect((p90 - p10) / 2 / 1.2816).toBeLessThan(1.2 * deviation);
    expect(risk?.sensitivity[0]).toMatchObject({ input: "simulation", low: null });
  });

  it("moves the value by an input from its low to its high end", () => {
    const projection = projectionOf({
      horizonDays: 90,
      uncertain: {
        computePrice: { uniform: { min: 0.5, max: 1.5 } },
        people: { uniform: { min: 0, max: 2 } },
      },
    });
    const sensitivity = judgeInvestment(projection).risk?.sensitivity;
    expect(sensitivity?.map(({ input }) => input)).toEqual(["computePrice", "people"]);
    const savedUsd = 2 * 3 * 24 * 90;
    expect(sensitivity?.[0]?.low).toBeCloseTo(0.6, 12);
    expect(sensitivity?.[0]?.npvAtLowUsd).toBeCloseTo(0.6 * savedUsd, 6);
    expect(sensitivity?.[0]?.npvAtHighUsd).toBeCloseTo(1.4 * savedUsd, 6);
    expect(sensitivity?.[1]?.npvAtLowUsd).toBe(sensitivity?.[1]?.npvAtHighUsd);
  });

  it("draws one input alike, whatever else is uncertain", () => {
    const computePrice = { uniform: { min: 0.5, max: 1.5 } };
    const alone = projectionOf({ horizonDays: 30, uncertain: { computePrice } });
    const both = projectionOf({
      horizonDays: 30,
      uncertain: { tokenPrice: { uniform: { min: 0, max: 2 } }, computePrice },
    });
    // Tokens are as many on both sides, so that their price changes no saving.
    const npvs = (projection: Projection) => judgeInvestment(projection).risk?.histograms.npvUsd;
    expect(npvs(both)).toEqual(npvs(alone));
  });

  it("is the mean of its cases by weight", () => {
    const cases = [
      { name: "dear", weight: 3, multipliers: { computePrice: 2 } },
      { name: "cheap", weight: 1, multipliers: { computePrice: 0.5 } },
    ];
    const projection = projectionOf({ horizonDays: 30, investmentUsd: 1000, cases });
    const found = judgeInvestment(projection).cases;
    const saved = 2 * 3 * 24 * 30;
    expect(found?.npvUsd.map(({ npvUsd }) => npvUsd)).toEqual([
      expect.closeTo(2 * saved - 1000, 6),
      expect.closeTo(saved / 2 - 1000, 6),
    ]);
    expect(found?.weightedNpvUsd).toBeCloseTo(1.625 * saved - 1000, 6);
  });

  it("counts a risk once", () => {
    const cases = [{ name: "a", weight: 1, multipliers: {} }];
    expect(Finance.safeParse({ cases, riskPremiumPerYear: 0.05 }).error?.issues[0]).toMatchObject({
      path: ["riskPremiumPerYear"],
      message: "no such field beside cases: the same risk would be counted twice",
    });
    const { discountRatePerYear } = judgeInvestment(
      projectionOf({ discountRatePerYear: 0.1, riskPremiumPerYear: 0.05 }),
    );
    expect(discountRatePerYear).toBeCloseTo(0.15, 12);
  });
});

/** Φ by its integral from 0, Simpson's rule. */
function normalBelow(z: number): number {
  const steps = 1000;
  const h = z / steps;
  const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(z);
  for (let n = 1; n < steps; n += 1) sum += (n % 2 === 0 ? 2 : 4) * density(n * h);
  return 0.5 + (sum * h) / 3;
}

describe("milestones", () => {
  const milestones = [
    { day: 30, name: "Pilot", requirements: [{ kpi: "latencyMs.p95", below: 200 }] },
  ];
  const verdictAt = (mean: number, halfWidth: number) =>
    judgeProjected(projectionOf({}, { milestones }, curveOf(RATES, mean, halfWidth)))[0];

  it("are met, at risk or missed by their probability", () => {
    expect(verdictAt(100, 10)).toMatchObject({ verdict: "met", probability: 1 });
    expect(verdictAt(300, 10)).toMatchObject({ verdict: "missed", probability: 0 });
    // Half a standard error inside: Φ(0.5) = 0.691, within 4 standard errors of 2,000 draws.
    const near = verdictAt(200 - 0.5 * (19.6 / 1.96), 19.6);
    expect(near?.verdict).toBe("at risk");
    expect(Math.abs((near?.probability ?? 0) - 0.6915)).toBeLessThan(4 * 0.0104);
    expect(near?.requirements[0]?.driver?.input).toBe("simulation");
  });

  it("say on which day demand breaks them, and that growth does it", () => {
    const kpis = (mean: number) =>
      new Map(KPI_PATHS.map((kpi) => [kpi, figure(mean, 1, KPIS[kpi].unit)]));
    const curve = new DemandCurve(
      [1, 3],
      [
        { rates: RATES, kpis: kpis(100) },
        { rates: RATES, kpis: kpis(300) },
      ],
    );
    const projection = projectionOf({ horizonDays: 60 }, { milestones }, curve);
    // Demand doubles in 40 days, so the figure reaches 200 then.
    const demand = projection.demand.map((_, day) => 1 + day / 40);
    const [pilot] = judgeProjected({ ...projection, demand });
    expect(pilot?.requirements[0]).toMatchObject({
      figure: { mean: 175 },
      driver: { input: "growth", from: 100, to: 175 },
      reachedOnDay: 0,
      lostOnDay: 40,
    });
  });
});

describe("the exposure that shows a mean time between failures", () => {
  it("is the textbook's", () => {
    // −ln 0.05 without a failure; χ²(0.95; 4) ÷ 2 = 9.4877 ÷ 2 with one.
    expect(demonstrationHours(10, 0)).toBeCloseTo(29.957, 3);
    expect(demonstrationHours(10, 1)).toBeCloseTo(47.439, 3);
  });

  it("is never reached where failures are as frequent as promised at most", () => {
    expect(expectedDemonstration(10, 10)).toBeNull();
    const twice = expectedDemonstration(10, 20);
    expect((twice?.hours ?? Infinity) / 20).toBeLessThanOrEqual(twice?.failures ?? 0);
  });
});

describe("prices", () => {
  const today = new Date("2026-11-22T00:00:00Z");
  const priced = (seen: string) =>
    scenarioOf({
      workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 1 } } }],
      prices: { gpuHourUsd: 2 },
      sources: [{ what: "GPU hour", from: "a list", seen }],
    });

  it("older than 180 days are said to be so, since when", () => {
    expect(priceWarnings(priced("2026-05-26"), [], today)).toEqual([]);
    expect(priceWarnings(priced("2026-05-25"), [], today)).toEqual([
      'stale: "GPU hour" was seen on 2026-05-25, 181 days ago (over 180)',
    ]);
  });

  it("that are missing are said to be", () => {
    const bare = scenarioOf({
      workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 1 } } }],
    });
    expect(priceWarnings(bare, [], today)).toEqual([
      "prices.gpuHourUsd is 0, so GPUs cost nothing here",
      "no source says when the prices were seen (sources[].seen)",
    ]);
  });
});

describe("demand levels", () => {
  it("hold today's and both ends", () => {
    expect(demandLevels([1, 1], 5)).toEqual([1]);
    const levels = demandLevels([1, 0.5, 8], 5);
    expect(levels).toHaveLength(5);
    expect(levels).toEqual(expect.arrayContaining([0.5, 1, 8]));
  });
});

describe("a deployment at more demand", () => {
  it("has pools in proportion, whole and never below today's", () => {
    const scenario = scenarioOf({
      workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 1 } } }],
      brain: { kind: "slots", replicas: 10, serviceMs: 100 },
      hands: { tool: { workers: 3, serviceMs: 100 } },
      coupled: { replicas: 7 },
    });
    const sizes = (demand: number) => {
      const { brain, coupled, hands } = scaleDeployment(scenario, demand);
      return ["replicas" in brain && brain.replicas, hands["tool"]?.workers, coupled?.replicas];
    };
    expect(sizes(1.1)).toEqual([11, 4, 8]);
    expect(sizes(0.2)).toEqual([10, 3, 7]);
  });

  it("lets a recording in faster", () => {
    const recorded = { arrivalSeconds: [0, 1, 2], inputTokens: [1, 1, 1], outputTokens: [1, 1, 1] };
    const scenario = scenarioOf({ workloads: [{ name: "w", arrivals: { recorded } }] });
    expect(scaleDeployment(scenario, 2).workloads[0]).toMatchObject({
      weight: 1,
      arrivals: { recorded: { speed: 2 } },
    });
  });
});

describe("the fan of costs over the draws", () => {
  const projection = projectionOf({
    horizonDays: 60,
    investmentUsd: 15_000,
    uncertain: { computePrice: { lognormal: { mean: 1, cv: 0.5 } } },
  });
  const drawn = drawDays(projection);
  const fan = fanOf(projection, drawn);

  it("ends at the percentiles that the investment has", () => {
    const { risk, multiple } = judgeInvestment(projection, drawn);
    for (const p of ["p10", "p50", "p90"] as const) {
      expect(fan?.netSavedUsd?.[p].at(-1)).toBeCloseTo(risk?.npvUsd[p] ?? Number.NaN, 6);
      expect(fan?.netSavedUsd?.[p][0]).toBe(-15_000);
      expect(fan?.afterUsd[p]).toHaveLength(61);
    }
    const net = netSavedByDay(expectedDays(projection), projection);
    expect(net?.at(-1)).toBeCloseTo(((multiple ?? 0) - 1) * 15_000, 6);
  });

  it("is of one side alone where there is nothing before, and of none where all is certain", () => {
    const alone = { ...projection, curves: { ...projection.curves, before: undefined } };
    const only = fanOf(alone, drawDays(alone));
    expect([only?.beforeUsd, only?.netSavedUsd]).toEqual([null, null]);
    expect(only?.afterUsd).toEqual(fan?.afterUsd);
    const certain = projectionOf({ horizonDays: 60 });
    expect(fanOf(certain, drawDays(certain))).toBeNull();
  });
});

describe("histogramOf", () => {
  it("counts every value once, those beyond the bins in the outer ones", () => {
    const values = Array.from({ length: 2001 }, (_, n) => n);
    const { edges, counts } = histogramOf(values);
    expect([edges[0], edges.at(-1)]).toEqual([10, 1990]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
    expect(counts.slice(1, -1).every((count) => count === 49 || count === 50)).toBe(true);
    expect([counts[0], counts.at(-1)]).toEqual([60, 60]);
    expect(histogramOf([3, 3])).toEqual({ edges: [3, 3], counts: [2] });
  });
});

describe("spreadOf", () => {
  it("interpolates like R's type 7", () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({
      p10: expect.closeTo(1.3, 12),
      p50: 2.5,
      p90: expect.closeTo(3.7, 12),
    });
  });
});
