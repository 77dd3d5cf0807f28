import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import type { PlanResult } from "../../../engine/contract/plan-result.js";
import { Planning } from "../../../engine/contract/planning.js";
import { readScenarioOrThrow } from "../../../engine/contract/scenario-file.js";
import { FrontChart } from "../../../renderer/charts/front-chart.js";
import { frontModel } from "../../../renderer/charts/front-model.js";
import { sensitivityModel } from "../../../renderer/charts/sensitivity-model.js";
import { TornadoChart, tornadoHeight } from "../../../renderer/charts/tornado-chart.js";
import {
  candidateRows,
  cheaperRows,
  planSentences,
  promiseRows,
  searchText,
} from "../../../renderer/panes/plan/plan-model.js";
import { fieldName } from "../../../renderer/panes/scenario/field-name.js";
import { openDocument } from "../../../renderer/state/document.js";
import { isPlanStale, withPools } from "../../../renderer/state/plan.js";
import { LIGHT } from "../../../renderer/theme/tokens.js";
import { FakeEngine, page, smallSensitivity } from "./fake-engine.js";
import { articleScenario, recordedPlan } from "./recorded.js";

const LOCALE = "en-US";
const result = recordedPlan();
const none: PlanResult = {
  ...result,
  plan: null,
  runnerUp: null,
  binding: null,
  headroom: [],
  cheaper: [],
  limits: ["brain: no size helps."],
};

describe("the plan in words", () => {
  it("starts with the pools and their cost, then what binds them", () => {
    const { lead, support } = planSentences(result, LOCALE);
    expect(lead).toBe("5 × brain, 35 × tools keep every promise for $35,208 in 30 days.");
    expect(support[0]).toBe(
      "What binds it: Latency, p95 below 200\u202fms, kept by a margin of 12.0%.",
    );
    expect(support[1]).toBe("The runner-up, 5 × brain, 27 × tools, costs the same.");
    expect(planSentences(none, LOCALE).lead).toBe("No size of the pools keeps every promise.");
  });

  it("says how much was simulated, where no size was tried too", () => {
    const search = { ...result.search, replications: 9, sessions: 13_500 };
    const text = (sizesSimulated: number) =>
      searchText({ ...none, search: { ...search, sizesSimulated } }, LOCALE);
    expect(text(13)).toBe("13 sizes simulated, in 9 replications with 13,500 sessions.");
    expect(text(1)).toMatch(/^One size simulated, /);
    expect(text(0)).toBe(
      "No size was tried: the load was simulated where nobody waits, in 9 replications with 13,500 sessions, which ruled out all of them.",
    );
  });

  it("marks the one binding promise, and says how far each is kept", () => {
    const rows = promiseRows(result, LOCALE);
    expect(rows).toHaveLength(4);
    expect(rows.filter(({ isBinding }) => isBinding).map(({ label }) => label)).toEqual([
      "Latency, p95",
    ]);
    expect(rows[0]?.reach).toBe("1.19×, broken at 1.22×");
    expect(rows[1]?.reach).toBe("beyond 1.5×");
    expect(promiseRows(none, LOCALE)).toEqual([]);
  });

  it("tells what fails in anything cheaper by its own figure", () => {
    const [brain, tools] = cheaperRows(result, LOCALE);
    expect(brain?.why).toMatch(/^Latency, p95 is 211\.9.ms \(.*\), not below 200.ms\.$/u);
    expect(tools).toMatchObject({ saves: "–", why: "Keeps every promise, and saves nothing." });
    expect(candidateRows(none, LOCALE)).toEqual([]);
  });
});

describe("the front of cost against p95", () => {
  it("has every size of the front and the plan, in words and in a table", () => {
    const model = frontModel(result, LOCALE);
    expect(model?.points.filter(({ isPlan }) => isPlan)).toHaveLength(1);
    expect(model?.table.rows).toHaveLength(result.front.length + 1);
    expect(model?.title).toMatch(/^\$28,166 more would bring p95 from 174.ms to 148.ms\.$/u);
    expect(frontModel({ ...none, front: [] }, LOCALE)).toBeUndefined();
  });

  it("draws each point where the keyboard reaches it", () => {
    const model = frontModel(result, LOCALE);
    if (model === undefined) throw new Error("the recorded plan has a front");
    const size = { width: 640, height: 320 };
    const svg = renderToStaticMarkup(
      <FrontChart model={model} size={size} theme={LIGHT} locale={LOCALE} />,
    );
    expect(svg.match(/tabindex="0"/g)).toHaveLength(model.points.length);
    for (const { words } of model.points) expect(svg).toContain(`<title>${words}</title>`);
    expect(svg).not.toContain("NaN");
  });
});

describe("pools of a plan in a scenario", () => {
  const sizes = { brain: "brain", replicas: 3, workers: { tools: 7 } };

  it("replace the counts and nothing else", () => {
    const before = articleScenario();
    const after = withPools(before, sizes);
    expect(after.brain).toEqual({ ...before.brain, replicas: 3 });
    expect(after.hands["tools"]).toEqual({ ...before.hands["tools"], workers: 7 });
    expect({ ...after, brain: before.brain, hands: before.hands }).toEqual(before);
    expect(isPlanStale(before, after, sizes)).toBe(false);
    expect(isPlanStale(before, { ...after, description: "other" }, sizes)).toBe(true);
  });

  it("bring the brain that was chosen, at its price", () => {
    const { brain } = articleScenario();
    const purchase = { gpuUsd: 17_520, years: 1, residualShare: 0.5, runningUsdPerHour: 1 };
    const scenario = {
      ...articleScenario(),
      planning: Planning.parse({ brains: [{ name: "bought", brain, purchase }] }),
    };
    const after = withPools(scenario, { ...sizes, brain: "bought" });
    expect(after.prices.gpuHourUsd).toBeCloseTo(2, 12);
    expect(after.brain).toEqual({ ...brain, replicas: 3 });
  });
});

describe("a search for a plan", () => {
  const opened = async (engine: FakeEngine) => {
    const { store } = page(engine);
    await expect.poll(() => openDocument(store.getState().document)?.id).toBe("article");
    return store;
  };

  it("shows the best so far while it goes on, and the plan when it is done", async () => {
    const engine = new FakeEngine();
    const seen: unknown[] = [];
    const sizes = { brain: "brain", replicas: 8, workers: { tools: 40 } };
    engine.plan = async (_input, context) => {
      context.emit({ kind: "progress", stage: "brain: 1 sizes tried", fraction: 0.1 });
      context.emit({ kind: "best", sizes, costUsdPer30Days: 50_000 });
      seen.push(store.getState().jobs[0]);
      return result;
    };
    const store = await opened(engine);
    await store.getState().startPlan();
    expect(seen).toMatchObject([{ fraction: 0.1, best: { sizes, costUsdPer30Days: 50_000 } }]);
    expect(store.getState().jobs).toEqual([]);
    expect(store.getState().plans["article"]?.result).toEqual(result);
  });

  it("is cancelled, and says why it failed", async () => {
    const engine = new FakeEngine();
    engine.plan = (_input, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new HeadroomError("cancelled", "cancelled")));
      });
    const store = await opened(engine);
    const search = store.getState().startPlan();
    await expect.poll(() => engine.calls).toContain("plan");
    store.getState().cancelWork("plan");
    await search;
    expect(store.getState().planEnd).toMatchObject({ kind: "cancelled", scenarioId: "article" });
    const problems = [{ path: "milestones", expected: "a promise", found: "none" }];
    engine.plan = () => Promise.reject(new HeadroomError("invalid-input", "no promise", problems));
    await store.getState().startPlan();
    expect(store.getState().planEnd).toMatchObject({ kind: "failed", problems });
  });

  it("puts its pools into the text, and takes them out again", async () => {
    const store = await opened(new FakeEngine());
    const text = () => openDocument(store.getState().document)?.text ?? "";
    const before = text();
    await store.getState().usePools({ brain: "brain", replicas: 3, workers: { tools: 7 } });
    expect(readScenarioOrThrow(text(), "article").hands["tools"]?.workers).toBe(7);
    store.getState().notices.at(-1)?.action?.run();
    expect(text()).toBe(before);
  });
});

describe("what moves a scenario", () => {
  const found = smallSensitivity();
  const nameOf = (path: string) => fieldName(path, articleScenario());

  it("is drawn for cost and for p95, the widest first, and what has no effect is said", () => {
    const p95 = sensitivityModel(found, "latencyP95Ms", nameOf, LOCALE);
    expect(p95?.title).toBe("Brain › Service time, mean moves p95 most.");
    expect(p95?.rows.map(({ atLow, atHigh }) => [atLow, atHigh])).toEqual([[164, 190]]);
    expect(p95?.rows[0]?.words).toMatch(/−12.*\(−13.* to −11.*\) at 30\.6\u202fms, \+14/u);
    expect(p95?.table.rows.at(-1)?.slice(0, 3)).toEqual([
      "Prices › GPU hour",
      "prices.gpuHourUsd",
      "none shown",
    ]);
    const cost = sensitivityModel(found, "costUsdPer30Days", nameOf, LOCALE);
    expect(cost?.rows[0]).toMatchObject({ label: "Prices › GPU hour", atHigh: 38_729 });
    expect(
      sensitivityModel({ ...found, inputs: [] }, "latencyP95Ms", nameOf, LOCALE),
    ).toBeUndefined();
  });

  it("fits its names into a narrow page", () => {
    const model = sensitivityModel(found, "latencyP95Ms", nameOf, LOCALE);
    if (model === undefined) throw new Error("no model");
    const size = { width: 260, height: tornadoHeight(model) };
    const markup = renderToStaticMarkup(
      <TornadoChart model={model} size={size} theme={LIGHT} locale={LOCALE} />,
    );
    expect(markup).toMatch(/>…[^<]*time, mean</);
  });

  it("is asked for from the pane, and kept by scenario", async () => {
    const { store } = page(new FakeEngine());
    await expect.poll(() => openDocument(store.getState().document)?.id).toBe("article");
    await store.getState().startSensitivity();
    expect(store.getState().sensitivities["article"]?.result).toEqual(found);
    expect(store.getState().jobs).toEqual([]);
  });
});
