import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import type { Investment } from "../../../engine/contract/project-result.js";
import { FanChart } from "../../../renderer/charts/fan-chart.js";
import { dailyCostModel, netSavingsModel } from "../../../renderer/charts/fan-model.js";
import { ReturnChart } from "../../../renderer/charts/return-chart.js";
import { chanceText, returnModel } from "../../../renderer/charts/return-model.js";
import { TornadoChart } from "../../../renderer/charts/tornado-chart.js";
import { tornadoModel } from "../../../renderer/charts/tornado-model.js";
import { WaterfallChart, waterfallHeight } from "../../../renderer/charts/waterfall-chart.js";
import { waterfallModel } from "../../../renderer/charts/waterfall-model.js";
import {
  costRows,
  equalWorkSentences,
  investmentTiles,
  moneySentences,
  unitRows,
} from "../../../renderer/panes/money/money-model.js";
import { openDocument } from "../../../renderer/state/document.js";
import { isBeingRead } from "../../../renderer/state/kept.js";
import { LIGHT } from "../../../renderer/theme/tokens.js";
import { FakeEngine, page } from "./fake-engine.js";
import { recordedProjection } from "./recorded.js";

const LOCALE = "en-US";
const result = recordedProjection();
const size = { width: 640, height: 300 };

function invested(): Investment {
  if (result.investment === null) throw new Error("the recorded projection has an investment");
  return result.investment;
}

describe("money in words", () => {
  it("says what the change costs in all, and what is not paid back", () => {
    const { lead, support } = moneySentences(result, LOCALE);
    expect(lead).toMatch(/^Decoupled costs \$2,9\d0,000 more than coupled over 60 days, all/);
    expect(support).toContain("The $3,000,000 put in does not come back within 60 days.");
    expect(support).toContain("The claimed 4.5× return has a probability of under 0.05%.");
  });

  it("adds the lines up to the total, and names what costs nothing", () => {
    const { rows, free } = costRows(result.costs, LOCALE);
    const amount = (text: string): number =>
      Number(text.replaceAll(/[$,+]/g, "").replace("−", "-"));
    const lines = rows.filter(({ isTotal }) => !isTotal);
    const total = rows.at(-1);
    const sum = lines.reduce((all, { after }) => all + amount(after), 0);
    // Each is rounded to the dollar.
    expect(Math.abs(sum - amount(total?.after ?? ""))).toBeLessThanOrEqual(lines.length / 2);
    expect(rows.length - 1 + free.length).toBe(result.costs.lines.length);
    expect(rows.every(({ formula }) => formula !== "")).toBe(true);
  });

  it("shows the price of a token as such, and of a million", () => {
    const rows = unitRows(result.units, LOCALE);
    const of = (name: string) => rows.find((row) => row.name === name);
    expect(of("Token")?.after).toMatch(/^\$0\.00000\d{3,}$/);
    const [token, million] = [of("Token"), of("Million tokens")];
    const ratio = Number(million?.after.slice(1)) / Number(token?.after.slice(1));
    expect(ratio / 1e6).toBeCloseTo(1, 2);
  });

  it("keeps what is unknown apart from what is nothing", () => {
    const tiles = investmentTiles({ ...invested(), roi: null, irrPerYear: [] }, 60, LOCALE);
    const of = (name: string) => tiles.find((tile) => tile.name === name);
    expect(of("Internal rate of return")?.value).toBe("None");
    expect(of("Return on investment")).toMatchObject({ value: "–", note: "Nothing is put in" });
    expect(of("Payback")?.value).toBe("Not within 60 days");
    expect([0, 0.5, 1].map((share) => chanceText(share, 2000, LOCALE))).toEqual([
      "under 0.05%",
      "50%",
      "over 99.95%",
    ]);
  });
});

describe("the charts of money", () => {
  it("draw every day's band and the days that the keyboard reaches", () => {
    const model = dailyCostModel(result, LOCALE);
    expect(model.series.map(({ of }) => of)).toEqual(["coupled", "decoupled"]);
    const svg = renderToStaticMarkup(
      <FanChart model={model} size={size} theme={LIGHT} locale={LOCALE} />,
    );
    expect(svg.match(/tabindex="0"/g)).toHaveLength(model.days.length);
    expect(svg).not.toContain("NaN");
    expect(model.table.rows).toHaveLength(model.days.length);
  });

  it("mark the day on which the money is back, where there is one", () => {
    expect(netSavingsModel(result, LOCALE)?.event).toBeUndefined();
    const investment = { ...invested(), paybackDays: 41.2 };
    const model = netSavingsModel({ ...result, investment }, LOCALE);
    expect(model?.event).toEqual({ day: 41.2, label: "back by day 42" });
    expect(model?.title).toBe("The $3,000,000 put in is back by day 42.");
    const alone = { ...result, daily: { ...result.daily, netSavedUsd: null } };
    expect(netSavingsModel(alone, LOCALE)).toBeUndefined();
  });

  it("count every draw of the return, and name percentiles, the money back and the claim", () => {
    const model = returnModel(invested(), LOCALE);
    if (model === undefined) throw new Error("the recorded projection has draws");
    expect(model.marks.map(({ label }) => label)).toEqual([
      "P10",
      "P50",
      "P90",
      "money back",
      "claimed 4.5×",
    ]);
    const svg = renderToStaticMarkup(
      <ReturnChart model={model} size={size} theme={LIGHT} locale={LOCALE} />,
    );
    for (const { words } of model.marks) expect(svg).toContain(`<title>${words}</title>`);
    expect(svg).not.toContain("NaN");
    expect(model.table.rows).toHaveLength(model.histogram.counts.length);
    expect(returnModel({ ...invested(), risk: null }, LOCALE)).toBeUndefined();
  });
});

describe("a projection", () => {
  const opened = async (engine: FakeEngine) => {
    const { store } = page(engine);
    await expect.poll(() => openDocument(store.getState().document)?.id).toBe("article");
    return store;
  };

  it("is told of while it goes on, and kept when panes are switched", async () => {
    const engine = new FakeEngine();
    const seen: unknown[] = [];
    engine.project = async ({ horizonDays }, context) => {
      context.emit({ kind: "progress", stage: "decoupled", fraction: 0.5 });
      seen.push(store.getState().jobs[0], horizonDays);
      return result;
    };
    const store = await opened(engine);
    await store.getState().startProjection(60);
    expect(seen).toMatchObject([{ stage: "decoupled", fraction: 0.5 }, 60]);
    store.getState().navigate({ pane: "compare" });
    expect(store.getState().projections["article"]?.result).toEqual(result);
    expect(store.getState().jobs).toEqual([]);
  });

  it("is said to be read while it is, and no longer where that fails", async () => {
    const engine = new FakeEngine();
    await (await opened(engine)).getState().startProjection();
    const { store } = page(engine);
    const seen: boolean[] = [];
    const isRead = () => isBeingRead(store.getState(), "projectionId", "projections");
    store.subscribe(({ document, projections }) => {
      if (openDocument(document) !== undefined && projections["article"] === undefined) {
        seen.push(isRead());
      }
    });
    await expect.poll(() => store.getState().projections["article"]?.saved.kind).toBe("saved");
    expect(new Set(seen)).toEqual(new Set([true]));
    await expect.poll(isRead).toBe(false);

    engine.failing.set("projection.read", new HeadroomError("internal", "no disk"));
    const later = page(engine).store;
    await expect.poll(() => later.getState().notices).not.toHaveLength(0);
    await expect
      .poll(() => isBeingRead(later.getState(), "projectionId", "projections"))
      .toBe(false);
    expect(later.getState().projections).toEqual({});
  });

  it("is cancelled, and says so", async () => {
    const engine = new FakeEngine();
    engine.project = (_input, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new HeadroomError("cancelled", "cancelled")));
      });
    const store = await opened(engine);
    const work = store.getState().startProjection();
    await expect.poll(() => engine.calls).toContain("project");
    store.getState().cancelWork("projection");
    await work;
    expect(store.getState().projectionEnd).toMatchObject({ kind: "cancelled" });
  });
});

describe("savings by the token", () => {
  const { savings, investment } = result;
  if (savings === null) throw new Error("the recorded projection has savings");
  const model = waterfallModel(savings, LOCALE);

  it("join each step to the one before, from coupled to decoupled", () => {
    const steps = model.bars.filter(({ kind }) => kind === "saved" || kind === "added");
    let at = savings.before.usdPerMillionTokens;
    for (const { from, to } of steps) {
      expect(from).toBeCloseTo(at, 9);
      at = to;
    }
    expect(at).toBeCloseTo(savings.after.usdPerMillionTokens, 5);
    expect(model.bars.at(-1)?.to).toBe(savings.after.usdPerMillionTokens);
    const subtotal = model.bars.findIndex(({ kind }) => kind === "subtotal");
    expect(model.bars[subtotal]?.to).toBe(model.bars[subtotal - 1]?.to);
    // The table has a row for each bar, so that its CSV holds what the picture shows.
    expect(model.table.rows.map(([step]) => step)).toEqual(model.bars.map(({ label }) => label));
    expect(
      model.bars.every(({ words, kind }) => kind === "subtotal" || words.includes("a token")),
    ).toBe(true);
  });

  it("are drawn row by row, where the keyboard reaches them", () => {
    const tall = { width: 900, height: waterfallHeight(model) };
    const svg = renderToStaticMarkup(
      <WaterfallChart model={model} size={tall} theme={LIGHT} locale={LOCALE} />,
    );
    expect(svg.match(/tabindex="0"/g)).toHaveLength(model.bars.length);
    expect(svg).not.toContain("NaN");
  });

  it("tell what one input alone does to the value", () => {
    if (investment === null) throw new Error("the recorded projection has an investment");
    const tornado = tornadoModel(investment, LOCALE);
    expect(tornado?.rows).toHaveLength(investment.risk?.sensitivity.length ?? 0);
    if (tornado === undefined) throw new Error("the recorded projection is uncertain");
    const svg = renderToStaticMarkup(
      <TornadoChart model={tornado} size={size} theme={LIGHT} locale={LOCALE} />,
    );
    for (const { words } of tornado.rows) expect(svg).toContain(words);
  });

  it("say at equal work how often each is taken, and whether quality is alike", () => {
    if (result.equalWork === null) throw new Error("the recorded projection compares equal work");
    const [taken, , quality] = equalWorkSentences(result.equalWork, LOCALE);
    expect(taken).toMatch(/successful sessions: coupled is taken 2\.\d+×, decoupled 1×\.$/);
    expect(quality).toMatch(/coupled, Latency, p95 below 200.ms is missed/u);
  });
});
