import { readFile } from "node:fs/promises";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { BillingComparison } from "../../../engine/contract/billing.js";
import { readScenarioOrThrow } from "../../../engine/contract/scenario-file.js";
import { Replan } from "../../../engine/contract/money-result.js";
import { BillPanel } from "../../../renderer/panes/money/bill-panel.js";
import { billRows, ruleRows } from "../../../renderer/panes/money/bill-model.js";
import { ReplanPanel } from "../../../renderer/panes/money/replan-panel.js";
import {
  areGood,
  comparisonInput,
  hasBand,
  NO_OPTIONS,
  optionProblem,
  optionsSet,
  projectionInput,
  readBillingRules,
  sensitivityInput,
  simulationInput,
} from "../../../renderer/state/run-options-parts.js";
import type { RunOptions } from "../../../renderer/state/run-options-parts.js";
import { FakeEngine, page } from "./fake-engine.js";
import { articleScenario } from "./recorded.js";

const scenario = articleScenario();
const typed = (to: Partial<RunOptions>): RunOptions => ({ ...NO_OPTIONS, ...to });

describe("how it is computed", () => {
  it("leaves to the engine what is not typed", () => {
    expect(simulationInput(NO_OPTIONS, scenario)).toEqual({});
    expect(comparisonInput(NO_OPTIONS)).toEqual({});
    expect(sensitivityInput(NO_OPTIONS, { ...scenario, coupled: undefined })).toEqual({});
    expect(projectionInput(NO_OPTIONS)).toEqual({});
    expect(optionsSet(NO_OPTIONS)).toBe(0);
  });

  it("gives per cents as the shares that the engine takes, without more digits", () => {
    const options = typed({
      precisionPercent: "0.7",
      maxReplications: "40",
      equalBelowPercent: "3",
      swingPercent: "14",
      swung: "coupled",
    });
    expect(simulationInput(options, scenario)).toEqual({ precision: 0.007, maxReplications: 40 });
    expect(comparisonInput(options)).toEqual({ practicalThreshold: 0.03 });
    expect(sensitivityInput(options, scenario)).toEqual({ swing: 0.14, architecture: "coupled" });
    expect(optionsSet(options)).toBe(5);
  });

  it("names what the engine would refuse, before it is asked", () => {
    for (const [name, bad, expected] of [
      ["precisionPercent", "0.01", "a number from 0.1 to 50"],
      ["precisionPercent", "two", "a number from 0.1 to 50"],
      ["maxReplications", "1.5", "a whole number from 2 to 10000"],
      ["swingPercent", "95", "a number from 0.1 to 90"],
      ["equalBelowPercent", "101", "a number from 0 to 100"],
    ] as const) {
      expect(optionProblem(typed({ [name]: bad }), name), `${name} ${bad}`).toBe(expected);
      expect(areGood(typed({ [name]: bad }))).toBe(false);
    }
    expect(areGood(typed({ precisionPercent: "2" }))).toBe(true);
  });

  it("asks for an end of the band only where times are predicted", async () => {
    const options = typed({ band: "slow" });
    expect(simulationInput(options, scenario)).toEqual({});
    const text = await readFile(
      new URL("../../../scenarios/gpu-h100.json", import.meta.url),
      "utf8",
    );
    const predicted = readScenarioOrThrow(text, "gpu-h100");
    expect(hasBand(scenario)).toBe(false);
    expect(hasBand(predicted)).toBe(true);
    expect(simulationInput(options, predicted)).toEqual({ band: "slow" });
  });

  it("reads billing rules, or says where they are wrong", () => {
    const rules = { schema: "headroom/billing-rules/v1", rules: [] };
    expect(readBillingRules(JSON.stringify(rules))).toMatchObject({ rules: { rules: [] } });
    expect(readBillingRules(JSON.stringify({ ...rules, cost: "List" }))).toMatchObject({
      problems: [{ path: "cost" }],
    });
    expect(readBillingRules("{")).toHaveProperty("problems");
  });

  it("goes with every run, and a run computed otherwise is another one", async () => {
    const engine = new FakeEngine();
    const inputs: unknown[] = [];
    const compare = engine.compare;
    engine.compare = async (input, context) => {
      inputs.push([input.precision, input.practicalThreshold]);
      return compare(input, context);
    };
    const { store } = page(engine, "/compare/article");
    await expect.poll(() => store.getState().document.kind).toBe("open");
    await store.getState().startRun();
    const options = typed({ precisionPercent: "2", equalBelowPercent: "1" });
    store.getState().changeRunOptions(options);
    await store.getState().startRun();
    expect(inputs).toEqual([
      [undefined, 0.05],
      [0.02, 0.01],
    ]);
  });
});

const bill = BillingComparison.parse({
  deployment: "after",
  cost: "EffectiveCost",
  charges: 3,
  startsOn: "2026-01-01",
  fromDay: 0,
  toDay: 1,
  lines: [
    line("gpu", "GPU", 100, 120, 0),
    line("tokens", "tokens", 0, 0, 0),
    line("not mapped", "not mapped", 0, 5, -1),
  ],
  total: { projectedUsd: 100, actualUsd: 125, differenceUsd: 25, relative: 0.25 },
  days: [],
  rules: [
    { rule: { line: "gpu", where: { ServiceName: ["EC2"] } }, charges: 2, usd: 120 },
    { rule: { line: "cpu", where: { ServiceName: ["None"] } }, charges: 0, usd: 0 },
  ],
  notMapped: [{ serviceName: "S3", skuId: "x", charges: 1, usd: 5 }],
  warnings: ["The bill has no currency."],
});

function line(
  of: string,
  name: string,
  projectedUsd: number,
  actualUsd: number,
  creditsUsd: number,
): object {
  const differenceUsd = actualUsd - projectedUsd;
  const relative = projectedUsd === 0 ? null : differenceUsd / projectedUsd;
  return { line: of, name, projectedUsd, actualUsd, creditsUsd, differenceUsd, relative };
}

describe("what a projection was asked for", () => {
  it("shows the bill line by line, with its total and what caught it", () => {
    expect(billRows(bill, "en-US")).toEqual([
      {
        name: "GPU",
        projected: "$100.00",
        billed: "$120.00",
        credits: "–",
        difference: "+$20.00",
        relative: "+20.0%",
      },
      expect.objectContaining({ name: "Not mapped", billed: "$5.00", relative: "–" }),
      expect.objectContaining({ name: "Total", credits: "−$1.00", difference: "+$25.00" }),
    ]);
    expect(ruleRows(bill, "en-US")).toEqual([
      { line: "GPU", where: "ServiceName: EC2", charges: "2", usd: "$120.00" },
      { line: "Not mapped", where: "S3 x", charges: "1", usd: "$5.00" },
    ]);
    const html = renderToStaticMarkup(<BillPanel billing={bill} />);
    expect(html).toContain("S3 x");
    expect(html).toContain("The bill has no currency.");
  });

  it("shows the pools that are planned anew, and where a promise breaks", () => {
    const sizes = { brain: "slots", replicas: 3, workers: { search: 2 } };
    const step = { fromDay: 0, toDay: 29, date: null, upToDemand: 1.5, sizes };
    const replan = Replan.parse({
      rule: "Pools of the next level up.",
      before: null,
      after: [{ ...step, provisionedUsdPer30Days: 1000, keeps: false, why: "p95 is 400 ms" }],
    });
    const html = renderToStaticMarkup(<ReplanPanel replan={replan} />);
    for (const part of ["0 to 29", "1.5 × today", "Missed", "p95 is 400 ms", "Pools of the next"]) {
      expect(html).toContain(part);
    }
    expect(html).not.toContain("Coupled");
  });
});
