import { describe, expect, it } from "vitest";
import type { RunEntry } from "../../../engine/contract/methods.js";
import type {
  CompareResult,
  ComparisonRow,
  Finding,
  SimulateResult,
} from "../../../engine/contract/result.js";
import { decisionOf, requirementsOf } from "../../../renderer/panes/overview/decision.js";
import { headlinesOf, savingsOf } from "../../../renderer/panes/overview/headlines.js";
import { moneyBars } from "../../../renderer/panes/overview/money-bars.js";
import { keptWork, placeOf } from "../../../renderer/panes/overview/recent.js";
import { stepStates } from "../../../renderer/panes/overview/steps.js";
import type { ShownResult } from "../../../renderer/state/parts.js";
import { articleScenario, recordedPlan, recordedProjection, recordedResult } from "./recorded.js";

const LOCALE = "en-US";
const result = recordedResult();
const headlines = headlinesOf(result, LOCALE);

/** The same run with this found of every row. */
function judged(outcome: Finding["outcome"]): CompareResult {
  const finding: Finding = {
    outcome,
    adjustedPValue: null,
    effectSize: null,
    interval: "t",
    practicalThreshold: 0.01,
    neededReplications: null,
  };
  return {
    ...result,
    table: result.table.map((row) => ({ ...row, ...undecidedOf(outcome, row), finding })),
  };
}

/** An interval around no difference; what is decided keeps its own. */
function undecidedOf(outcome: Finding["outcome"], { difference }: ComparisonRow) {
  if (outcome !== "undecided") return {};
  return { difference: { ...difference, mean: 1, low: -1, high: 3 }, relativeChange: 0.5 };
}

/** The decoupled deployment by itself. */
const { table: _table, ...rest } = result;
const alone: SimulateResult = {
  ...rest,
  architectures: { decoupled: { ...result.architectures.decoupled, wallSeconds: 1 } },
};

describe("headline figures", () => {
  it("are the engine's, each with its interval and its word", () => {
    const row = result.table.find(({ kpi }) => kpi === "throughput");
    expect(headlines.map(({ kpi }) => kpi)).toEqual([
      "throughput",
      "latencyMs.p95",
      "costUsd.perRequest",
      "costUsd.perMillionTokens",
    ]);
    expect(headlines[0]?.figure.value).toContain(String(Math.floor(row?.decoupled.mean ?? 0)));
    expect(headlines[0]?.figure.interval).toMatch(/^\d.* to \d/);
    expect(headlines.map(({ against }) => against?.judgement)).toEqual(Array(4).fill("better"));
  });

  it("are drawn from zero on one scale, the interval within the bar", () => {
    for (const { bars } of headlines) {
      expect(bars.map(({ architecture }) => architecture)).toEqual(["coupled", "decoupled"]);
      expect(Math.max(...bars.map(({ high }) => high))).toBeCloseTo(1, 12);
      for (const { low, share, high } of bars) {
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(share);
        expect(high).toBeGreaterThanOrEqual(share);
      }
    }
  });

  it("stand alone where one deployment was simulated", () => {
    const own = headlinesOf(alone, LOCALE);
    expect(own.map(({ figure }) => figure.value)).toEqual(
      headlines.map(({ figure }) => figure.value),
    );
    expect(own.every(({ against }) => against === undefined)).toBe(true);
    expect(savingsOf(alone, LOCALE)).toBeUndefined();
  });

  it("say what is saved, what is spent more, and what is not decided", () => {
    const saved = savingsOf(result, LOCALE);
    expect(saved).toMatchObject({ title: "Saved in 30 days", judgement: "better" });
    expect(saved?.figure.value).toBe("$42,250");
    expect(savingsOf(judged("higher"), LOCALE)?.title).toBe("Spent more in 30 days");
    expect(savingsOf(judged("undecided"), LOCALE)).toMatchObject({
      title: "Difference in 30 days",
      judgement: "undecided",
    });
  });
});

describe("the decision", () => {
  it("is in the engine's words, and in whole sentences", () => {
    const of = (run: CompareResult): string =>
      decisionOf(run, headlinesOf(run, LOCALE), undefined, LOCALE).lead;
    expect(of(result)).toBe("Decoupled is better on all 4 headline figures.");
    expect(of(judged("undecided"))).toBe(
      "This run shows no difference on any of 4 headline figures.",
    );
    const sameCost = {
      ...result,
      table: result.table.map((row) =>
        row.kpi === "costUsd.perRequest"
          ? { ...row, relativeChange: 0, difference: { ...row.difference, mean: 0 } }
          : row,
      ),
    };
    expect(of(sameCost)).toBe(
      "Decoupled is better on 3 of 4 headline figures, and the same or undecided on 1.",
    );
    // More throughput is better, more latency and cost are worse.
    expect(of(judged("higher"))).toBe(
      "Decoupled is better on 1 of 4 headline figures and worse on 3.",
    );
  });

  it("counts requirements by deployment, and says when one is missed", () => {
    expect(requirementsOf(result)).toEqual({
      architecture: "decoupled",
      met: 3,
      missed: 0,
      all: 3,
    });
    expect(requirementsOf(result, "coupled").missed).toBeGreaterThan(0);
    const missed = {
      ...result,
      milestones: result.milestones.map((one, at) =>
        at === 3 ? { ...one, verdict: "missed" as const } : one,
      ),
    };
    const { points } = decisionOf(missed, headlines, undefined, LOCALE);
    expect(points).toEqual([{ tone: "bad", text: "Decoupled misses 1 of 3 requirements." }]);
  });

  it("keeps all costs of the horizon beside figures that look better", () => {
    const projection = recordedProjection();
    expect(projection.costs.total.differenceUsd).toBeGreaterThan(0);
    const { points } = decisionOf(result, headlines, projection, LOCALE);
    expect(points.at(-1)).toMatchObject({ tone: "bad" });
    expect(points.at(-1)?.text).toMatch(/^Decoupled costs \$[\d,]+ more than coupled over 60 days/);
  });
});

describe("where the money goes", () => {
  it("has every cost that is not nothing, the greatest first, and their total", () => {
    const { costs } = recordedProjection();
    const bars = moneyBars(costs, LOCALE);
    const spent = costs.lines.filter(
      ({ beforeUsd, afterUsd }) => beforeUsd !== 0 || afterUsd !== 0,
    );
    expect(bars).toHaveLength(spent.length + 1);
    expect(bars.at(-1)).toMatchObject({ name: "Total", isTotal: true });
    const shares = bars.flatMap(({ sides }) => sides.map(({ share }) => share));
    expect(Math.max(...shares)).toBe(1);
    const decoupled = bars.map(({ sides }) => sides.at(-1)?.share ?? 0);
    const total = decoupled.pop();
    expect(decoupled.reduce((sum, one) => sum + one, 0)).toBeCloseTo(total ?? 0, 12);
  });
});

describe("what the decision rests on", () => {
  const scenario = articleScenario();
  const shown: ShownResult = {
    scenarioId: "article",
    scenario,
    result,
    saved: { kind: "saving" },
  };
  const nothing = {
    shown: undefined,
    plan: undefined,
    projection: undefined,
    measured: undefined,
  };

  it("is missing, done, or out of date", () => {
    expect(stepStates(scenario, nothing)).toEqual({
      run: "missing",
      plan: "missing",
      projection: "missing",
      calibrate: "missing",
      load: "missing",
    });
    const all = {
      ...nothing,
      shown,
      plan: { scenario, result: recordedPlan(), saved: { kind: "saving" as const } },
      projection: {
        scenario,
        result: recordedProjection(),
        saved: { kind: "saving" as const },
      },
    };
    expect(stepStates(scenario, all)).toMatchObject({
      run: "done",
      plan: "done",
      projection: "done",
    });
    const changed = { ...scenario, run: { ...scenario.run, seed: 9 } };
    expect(stepStates(changed, all)).toMatchObject({
      run: "stale",
      plan: "stale",
      projection: "stale",
    });
  });
});

describe("recent work", () => {
  it("is of every kind, the newest first, without what cannot be read", () => {
    const run = (id: string, createdAt: string, damage?: string): RunEntry => ({
      id,
      scenarioId: "gone",
      scenarioName: id,
      createdAt,
      seed: 1,
      requirementsMet: true,
      ...(damage === undefined ? {} : { damage }),
    });
    const runs = [
      run("new", "2026-03-01T00:00:00.000Z"),
      run("bad", "2026-04-01T00:00:00.000Z", "x"),
    ];
    const drive = {
      id: "drive",
      scenarioName: "support",
      workload: "customer-support",
      createdAt: "2026-03-02T00:00:00.000Z",
      architectures: ["decoupled" as const],
      ratePerSecond: 4,
      repeats: 1,
      origin: "rehearsal" as const,
    };
    const made = { scenarioId: "gone", scenarioName: "One", seed: 1 };
    const plan = { ...made, id: "plan", createdAt: "2026-03-03T00:00:00.000Z" };
    const projection = { ...made, id: "projection", createdAt: "2026-03-04T00:00:00.000Z" };
    const calibration = { id: "calibration", createdAt: "2026-03-05T00:00:00.000Z" };
    const library = {
      kind: "ready" as const,
      scenarios: [],
      runs,
      plans: [{ ...plan, costUsdPer30Days: 1 }],
      projections: [{ ...projection, horizonDays: 60, requirementsMet: null }],
      studies: [
        {
          ...made,
          id: "moves",
          createdAt: "2026-03-04T02:00:00.000Z",
          kind: "sensitivity" as const,
        },
        {
          ...made,
          id: "beside",
          createdAt: "2026-03-04T01:00:00.000Z",
          kind: "side-by-side" as const,
        },
        { ...made, id: "torn", createdAt: "2026-03-04T01:00:00.000Z", kind: null, damage: "half" },
      ],
      calibrations: [{ ...calibration, logName: "a.csv", requests: 20, medianError: null }],
      decks: [],
      recent: [],
    };
    const items = keptWork(library, { kind: "ready", drives: [drive] });
    expect(items.map(({ name, outcome }) => [name, outcome])).toEqual([
      ["a.csv", "calibration"],
      ["One", "sensitivity"],
      ["One", "side-by-side"],
      ["One", "projection"],
      ["One", "plan"],
      ["support", "load"],
      ["new", "met"],
    ]);
    expect(items.map((item) => placeOf(item))).toMatchObject([
      { pane: "calibrate", calibrationId: "calibration" },
      { pane: "plan", scenarioId: undefined, sensitivityId: "moves" },
      { pane: "compare", scenarioId: undefined, sidesId: "beside" },
      { pane: "money", scenarioId: undefined, projectionId: "projection" },
      { pane: "plan", scenarioId: undefined, planId: "plan" },
      { pane: "live", loadId: "drive" },
      { pane: "compare", scenarioId: undefined, runId: "new" },
    ]);
    expect(keptWork({ kind: "loading" }, { kind: "loading" })).toEqual([]);
  });
});
