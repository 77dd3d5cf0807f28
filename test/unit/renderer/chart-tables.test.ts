import { describe, expect, it } from "vitest";
import type { DriveGauges } from "../../../engine/contract/drive.js";
import { milestoneModel } from "../../../renderer/charts/milestone-model.js";
import { returnModel } from "../../../renderer/charts/return-model.js";
import { sidesModel } from "../../../renderer/charts/sides-model.js";
import { timelineModel } from "../../../renderer/charts/timeline-model.js";
import { tornadoModel } from "../../../renderer/charts/tornado-model.js";
import { waterfallModel } from "../../../renderer/charts/waterfall-model.js";
import { gaugesModel } from "../../../renderer/charts/gauges-model.js";
import { sensitivityModel } from "../../../renderer/charts/sensitivity-model.js";
import { dailyCostModel, netSavingsModel } from "../../../renderer/charts/fan-model.js";
import { frontModel } from "../../../renderer/charts/front-model.js";
import { latencyModel } from "../../../renderer/charts/latency-model.js";
import { stagesModel } from "../../../renderer/charts/stages-model.js";
import { utilisationModel } from "../../../renderer/charts/utilisation-model.js";
import type { DataTable } from "../../../renderer/charts/chart.js";
import { tableCsv } from "../../../renderer/charts/export/csv.js";
import {
  comparisonData,
  figuresData,
  sidesData,
} from "../../../renderer/panes/compare/figures-data.js";
import { fieldName } from "../../../renderer/panes/scenario/field-name.js";
import { parseCsv } from "./csv-reader.js";
import { recordedSession } from "./live-session.js";
import {
  articleScenario,
  recordedPlan,
  recordedProjection,
  recordedResult,
  recordedSides,
} from "./recorded.js";
import { smallSensitivity } from "./fake-engine.js";

// A locale that writes numbers unlike a file does.
const LOCALE = "de-DE";
const result = recordedResult();
const projection = recordedProjection();
const { investment, savings } = projection;
if (investment === null || savings === null) throw new Error("the projection has money in it");
const session = recordedSession();

/** Columns that hold words; every other one must hold plain numbers. */
const WORDS =
  /^(Deployment|Percentile|Stage|Pools|Promises|Milestone|Requirement|Verdict|Kept when|Lane|Work|State|Critical path|Step|How it is computed|Input|Field|Effect|Figure|Path|Resource|(.*: )?Found)$|, unit$/;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]\d+)?$/;

const tables: Record<string, DataTable | undefined> = {
  latency: latencyModel(result.architectures, { shape: "density", axis: "log" }, LOCALE)?.table,
  stages: stagesModel(result.architectures, LOCALE)?.table,
  utilisation: utilisationModel(result.architectures, LOCALE)?.table,
  "daily cost": dailyCostModel(projection, LOCALE)?.table,
  "net savings": netSavingsModel(projection, LOCALE)?.table,
  return: returnModel(investment, LOCALE)?.table,
  tornado: tornadoModel(investment, LOCALE)?.table,
  waterfall: waterfallModel(savings, LOCALE).table,
  milestones: milestoneModel(projection, LOCALE)?.table,
  front: frontModel(recordedPlan(), LOCALE)?.table,
  sensitivity: sensitivityModel(
    smallSensitivity(),
    "latencyP95Ms",
    (path) => fieldName(path, articleScenario()),
    LOCALE,
  )?.table,
  sides: sidesModel(recordedSides(), LOCALE).table,
  session: timelineModel(session, "rehearsal", Date.parse(session.at(-1)?.at ?? ""), LOCALE)?.table,
  gauges: gaugesModel(
    { coupled: [], decoupled: [gaugesAt(1, 0.25), gaugesAt(2, 1.5)] },
    "throughput",
    10,
    LOCALE,
  )?.table,
  "before and after": comparisonData(result.table, LOCALE),
  "figures and differences": sidesData(recordedSides(), LOCALE),
  "key figures": figuresData(result.architectures.decoupled, LOCALE),
};

describe.each(Object.entries(tables))("the table of %s, as CSV", (_, table) => {
  const { columns = [], rows = [] } = table ?? {};
  const [header = [], ...lines] = parseCsv(tableCsv({ columns, rows }));

  it("has a number in every cell that is not a word, or nothing", () => {
    expect(lines.length).toBeGreaterThan(0);
    const numeric = header.flatMap((name, at) => (WORDS.test(name) ? [] : [{ name, at }]));
    expect(numeric.length).toBeGreaterThan(0);
    for (const { name, at } of numeric) {
      const cells = lines.map((line) => line[at] ?? "");
      expect(
        cells.filter((cell) => cell !== "" && !NUMBER.test(cell)),
        name,
      ).toEqual([]);
    }
  });

  it("has a name for each column and a cell in each", () => {
    expect(new Set(header).size).toBe(header.length);
    for (const line of lines) expect(line).toHaveLength(header.length);
  });
});

it("writes the before/after table in full: figures, differences, intervals, significance", () => {
  const [header = [], ...lines] = parseCsv(tableCsv(comparisonData(result.table, LOCALE)));
  expect(lines).toHaveLength(result.table.length);
  const row = result.table.find(({ kpi }) => kpi === "latencyMs.p95");
  const line = lines.find((one) => one.includes("latencyMs.p95")) ?? [];
  const cell = (name: string): number => Number(line[header.indexOf(name)]);
  expect([
    cell("Difference"),
    cell("Difference: 95% interval, low"),
    cell("Difference: 95% interval, high"),
    cell("p"),
    cell("Change (ratio)"),
  ]).toEqual([
    row?.difference.mean,
    row?.difference.low,
    row?.difference.high,
    row?.pValue,
    row?.relativeChange,
  ]);
  expect(line[header.indexOf("Difference, unit")]).toBe("ms");
});

it("keeps every milestone's days and probability as numbers", () => {
  const table = milestoneModel(projection, LOCALE)?.table ?? { columns: [], rows: [] };
  const [header = [], ...lines] = parseCsv(tableCsv(table));
  const all = projection.milestones.flatMap(({ day, requirements }) =>
    requirements.map(({ probability, figure }) => [day, probability, figure.mean]),
  );
  const columns = ["Due (day)", "Probability (ratio)", "Expected when due"];
  const found = lines.map((line) =>
    columns.map((name) => {
      const text = line[header.indexOf(name)] ?? "";
      return text === "" ? null : Number(text);
    }),
  );
  expect(found).toEqual(all);
});

function gaugesAt(elapsedSeconds: number, throughputPerSecond: number): DriveGauges {
  return {
    kind: "gauges",
    architecture: "decoupled",
    repeat: 1,
    elapsedSeconds,
    injected: 4,
    completed: 0,
    failed: 0,
    inFlight: 4,
    throughputPerSecond,
    latencyMs: null,
    pools: [],
    tokens: 0,
    costUsd: 0,
  };
}
