import { describe, expect, it } from "vitest";
import type { Figure } from "../../../engine/contract/result.js";
import { Workload } from "../../../engine/contract/workload.js";
import {
  judge,
  judgeMilestones,
  judgeObjectives,
  worst,
} from "../../../engine/planner/requirements.js";
import { fc } from "../../property.js";

const figure = (low: number | null, mean: number | null, high: number | null): Figure => ({
  mean,
  low,
  high,
  unit: "ms",
});

/** A figure whose bounds are in order, and a threshold. */
const cases = fc
  .tuple(
    fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 3 }),
    fc.double({ min: 0, max: 1e6, noNaN: true }),
  )
  .map(([values, threshold]) => {
    const [low = 0, mean = 0, high = 0] = values.toSorted((a, b) => a - b);
    return { low, high, threshold, figure: figure(low, mean, high) };
  });

describe("judge", () => {
  it("says met exactly when the whole interval keeps the requirement, missed when none of it does", () => {
    fc.assert(
      fc.property(cases, ({ low, high, threshold, figure: judged }) => {
        const below = judge({ below: threshold }, judged);
        expect(below === "met").toBe(high < threshold);
        expect(below === "missed").toBe(low >= threshold);
        const above = judge({ above: threshold }, judged);
        expect(above === "met").toBe(low > threshold);
        expect(above === "missed").toBe(high <= threshold);
      }),
    );
  });

  it("never says that both a requirement and its opposite are met", () => {
    fc.assert(
      fc.property(cases, ({ threshold, figure: judged }) => {
        const verdicts = [judge({ below: threshold }, judged), judge({ above: threshold }, judged)];
        expect(verdicts.filter((verdict) => verdict === "met").length).toBeLessThan(2);
      }),
    );
  });

  it("never turns met into missed when the interval widens around the same mean", () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 1e6, noNaN: true }), (one, wider) => {
        const wide = figure(one.low - wider, one.figure.mean, one.high + wider);
        const before = judge({ below: one.threshold }, one.figure);
        const after = judge({ below: one.threshold }, wide);
        expect(after === before || after === "undecided").toBe(true);
      }),
    );
  });

  it.each([
    figure(null, null, null),
    figure(null, 5, null),
    figure(1, null, 2),
    figure(null, 5, 6),
  ])("is undecided without a mean and both bounds", (unknown) => {
    expect(judge({ below: 1e9 }, unknown)).toBe("undecided");
    expect(judge({ above: 0 }, unknown)).toBe("undecided");
  });

  it("counts the threshold itself as missed, on either side", () => {
    expect(judge({ below: 200 }, figure(200, 200, 200))).toBe("missed");
    expect(judge({ above: 200 }, figure(200, 200, 200))).toBe("missed");
  });
});

describe("worst", () => {
  it("is missed before undecided before met, and met of nothing", () => {
    expect(worst(["met", "undecided", "missed"])).toBe("missed");
    expect(worst(["met", "undecided"])).toBe("undecided");
    expect(worst(["met", "met"])).toBe("met");
    expect(worst([])).toBe("met");
  });
});

describe("judgeMilestones", () => {
  it("keeps the scenario's order and takes the worst of each milestone's requirements", () => {
    const verdicts = judgeMilestones(
      [
        { day: 30, name: "Pilot", requirements: [{ kpi: "latencyMs.p95", below: 200 }] },
        {
          day: 90,
          name: "Scale",
          requirements: [
            { kpi: "latencyMs.p95", below: 200 },
            { kpi: "throughput", above: 200 },
          ],
        },
      ],
      "decoupled",
      () => figure(90, 100, 110),
    );
    expect(verdicts.map(({ day, verdict }) => [day, verdict])).toEqual([
      [30, "met"],
      [90, "missed"],
    ]);
    expect(verdicts[1]?.requirements.map(({ verdict }) => verdict)).toEqual(["met", "missed"]);
  });
});

describe("judgeObjectives", () => {
  it("reads each promise as a threshold on the workload's own figure", () => {
    const workload = Workload.parse({
      name: "w",
      arrivals: { poisson: { ratePerSecond: 1 } },
      objectives: { latencyP95Ms: 200, throughputPerSecond: 50, errorRate: 0.01 },
    });
    const asked: string[] = [];
    const verdicts = judgeObjectives([workload], "coupled", (name, kpi) => {
      asked.push(`${name} ${kpi}`);
      return figure(90, 100, 110);
    });
    expect(asked).toEqual(["w latencyMs.p95", "w errorRate", "w throughput"]);
    expect(verdicts.map(({ kpi, below, above, verdict }) => [kpi, below, above, verdict])).toEqual([
      ["latencyMs.p95", 200, undefined, "met"],
      ["errorRate", 0.01, undefined, "missed"],
      ["throughput", undefined, 50, "met"],
    ]);
  });
});
