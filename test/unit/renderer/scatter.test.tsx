import { scaleLinear, scaleLog } from "d3-scale";
import { renderToStaticMarkup } from "react-dom/server";
import type { ReactElement } from "react";
import { describe, expect, it } from "vitest";
import type { CalibrateResult, RequestPairs } from "../../../engine/contract/calibration.js";
import type { DrivePredictionRow } from "../../../engine/contract/drive.js";
import { calibrationScatter } from "../../../renderer/charts/calibration-scatter.js";
import { driveScatter } from "../../../renderer/charts/drive-scatter.js";
import { tableCsv } from "../../../renderer/charts/export/csv.js";
import { FitsChart } from "../../../renderer/charts/fits-chart.js";
import { fitsModel } from "../../../renderer/charts/fits-model.js";
import { ScatterChart } from "../../../renderer/charts/scatter-chart.js";
import { spaced, ticksOn } from "../../../renderer/charts/axis.js";
import type { Tick } from "../../../renderer/charts/axis.js";
import { logTicks, scatterLayout } from "../../../renderer/charts/scatter-layout.js";
import { errorText, signedPercent } from "../../../renderer/charts/scatter-model.js";
import { TableView } from "../../../renderer/charts/table-view.js";
import { scaleFor } from "../../../renderer/ui/format/scale.js";
import { LocaleProvider } from "../../../renderer/ui/locale.js";
import { DARK, LIGHT } from "../../../renderer/theme/tokens.js";

const LOCALE = "en-US";
const SIZE = { width: 640, height: 380 };

/** Requests a second apart whose predictions are `factor` times what was measured; no time per token. */
function pairs(from: number, count: number, factor: number, of = count): RequestPairs {
  const arrivalSeconds = Array.from({ length: count }, (_, n) => from + n);
  const column = (ms: number) => ({
    measured: arrivalSeconds.map((n) => ms * (1 + (n % 10))),
    predicted: arrivalSeconds.map((n) => factor * ms * (1 + (n % 10))),
  });
  const none = { measured: arrivalSeconds.map(() => null), predicted: arrivalSeconds.map(() => 1) };
  return { of, arrivalSeconds, ttft: column(20), tpot: none, endToEnd: column(1000) };
}

type Shown = Pick<CalibrateResult, "pairs" | "prediction">;

function shown(fit: RequestPairs, prediction: RequestPairs): Shown {
  const error = { median: 0.2, p95: 0.25, quantiles: { p50: 0.2, p95: 0.2, p99: 0.2 } };
  return {
    pairs: { fit, prediction },
    prediction: {
      requests: prediction.of,
      errors: { ttft: error, tpot: null, endToEnd: error },
      quantilesMs: { ttft: null, tpot: null, endToEnd: null },
    },
  };
}

const RESULT = shown(pairs(0, 60, 1), pairs(60, 40, 1.2));

/** Markup with one element a line and numbers to a tenth, so that a change is readable. */
const svg = (chart: ReactElement): string =>
  renderToStaticMarkup(chart)
    .replace(/-?\d+\.\d{2,}/g, (number) => String(Math.round(Number(number) * 10) / 10))
    .replaceAll("><", ">\n<");

function drawn<T>(model: T | undefined): T {
  if (model === undefined) throw new Error("there is something to draw");
  return model;
}

describe("each request as a point", () => {
  const model = drawn(calibrationScatter(RESULT, "endToEnd", LOCALE));

  it("lies where its times say, the part that was not fitted on top", () => {
    expect(model.groups.map(({ name, points }) => [name, points.length])).toEqual([
      ["Not fitted", 40],
      ["Fitted", 60],
    ]);
    expect(model.groups[0]?.points[3]).toMatchObject({ measured: 4000, predicted: 4800 });
    const { x, y, plot } = scatterLayout(model, SIZE, LOCALE);
    for (const { points } of model.groups) {
      for (const { measured, predicted } of points) {
        expect(x(measured)).toBeGreaterThan(plot.left);
        expect(x(measured)).toBeLessThan(plot.right);
        expect(y(predicted)).toBeGreaterThan(plot.top);
        expect(y(predicted)).toBeLessThan(plot.bottom);
      }
    }
  });

  it("is said in words, and in numbers that a table can reckon with", () => {
    expect(model.title).toContain("within 20.0%, 95 of 100 within 25.0%");
    expect(model.summary).toContain(
      "Not fitted: 40 points, 0% of them within 10%, 100% within 25%, median error +20.0%.",
    );
    expect(model.groups[0]?.points[0]?.words).toBe(
      "Not fitted, arrived at 60.0\u202fs: measured 1,000\u202fms, predicted 1,200\u202fms, error +20.0%",
    );
    const [header, first] = tableCsv(model.table).split("\r\n");
    expect(header).toBe("Part,Arrival (s),Measured (ms),Predicted (ms),Error");
    expect(first?.split(",").map(Number).slice(1, 4)).toEqual([60, 1000, 1200]);
  });

  it("says of a sample that it is one", () => {
    const some = calibrationScatter(
      shown(pairs(0, 60, 1), pairs(60, 40, 1.2, 9000)),
      "ttft",
      LOCALE,
    );
    expect(some?.subtitle).toContain("Not fitted: a random sample of 40 of 9,000 requests.");
    expect(model.subtitle).not.toContain("sample");
  });

  it("has a table that does not hold up the window", () => {
    const { rows } = model.table;
    const long = Array.from({ length: 6 }, () => rows).flat();
    const table = (shownRows: typeof rows) =>
      renderToStaticMarkup(
        <LocaleProvider value={LOCALE}>
          <TableView model={{ ...model, table: { ...model.table, rows: shownRows } }} name="t" />
        </LocaleProvider>,
      );
    expect(table(rows).match(/<tr>/g)).toHaveLength(101);
    expect(table(rows)).not.toContain("caption");
    expect(table(long).match(/<tr>/g)).toHaveLength(501);
    expect(table(long)).toContain("The first 500 of 600 rows; the CSV has all of them.");
  });

  it("is not drawn without both times", () => {
    expect(calibrationScatter(RESULT, "tpot", LOCALE)).toBeUndefined();
  });

  it("golden: scatter", async () => {
    const chart = <ScatterChart model={model} size={SIZE} theme={LIGHT} locale={LOCALE} />;
    await expect(svg(chart)).toMatchFileSnapshot("golden/scatter.svg");
  });
});

describe("the fit over the log", () => {
  const model = drawn(fitsModel(RESULT, "endToEnd", LOCALE));

  it("has every request in one run of its part, and its error below", () => {
    const counted = (part: "fit" | "prediction"): number =>
      model.bins
        .filter((bin) => bin.part === part)
        .reduce((sum, { requests }) => sum + requests, 0);
    expect([counted("fit"), counted("prediction")]).toEqual([60, 40]);
    expect(model.residuals).toHaveLength(100);
    for (const { part, error } of model.bins) {
      expect(error).toBeCloseTo(part === "fit" ? 0 : 0.2, 12);
    }
    expect(model.heldOutFromSeconds).toBe(60);
  });

  it("says which way the rest is off", () => {
    expect(model.title).toBe(
      "The part not fitted is predicted 20.0% too high in the median (fitted part: 0.0%).",
    );
    const low = fitsModel(shown(pairs(0, 60, 1), pairs(60, 40, 0.9)), "ttft", LOCALE);
    expect(low?.title).toContain("10.0% too low");
    const even = fitsModel(shown(pairs(0, 60, 1), pairs(60, 40, 1.004)), "ttft", LOCALE);
    expect(even?.title).toContain("neither too high nor too low");
  });

  it("golden: fits", async () => {
    const chart = <FitsChart model={model} size={SIZE} theme={DARK} locale={LOCALE} />;
    await expect(svg(chart)).toMatchFileSnapshot("golden/fits.svg");
  });
});

describe("a live load against its prediction", () => {
  const row = (
    kpi: DrivePredictionRow["kpi"],
    mean: number,
    predicted: number | null,
    unit: "ms" | "1/s" = "ms",
  ): DrivePredictionRow => ({
    kpi,
    measured: { mean, low: 0.9 * mean, high: 1.1 * mean, unit },
    predicted,
    low: predicted === null ? null : 0,
    high: predicted === null ? null : 1.5 * predicted,
    relativeError: predicted === null ? null : predicted / mean - 1,
    within: predicted === null ? null : 1.5 * predicted > mean,
  });
  const rows = {
    coupled: [row("latencyMs.p95", 4000, 2000), row("throughput", 4, 4, "1/s")],
    decoupled: [row("latencyMs.p95", 2000, 1800), row("ttftMs.p95", 300, null)],
  };
  const model = drawn(driveScatter({ rows }, LOCALE));

  it("shows times that are both measured and predicted, with both their ranges", () => {
    expect(model.title).toBe("1 of 2 measured times lie where 95% of such runs would.");
    expect(model.groups.map(({ name, points }) => [name, points.length])).toEqual([
      ["Decoupled", 1],
      ["Coupled", 1],
    ]);
    expect(model.groups[1]?.points[0]).toMatchObject({
      measured: 4000,
      predicted: 2000,
      measuredRange: [3600, 4400],
      predictedRange: [0, 3000],
    });
    expect(model.table.rows).toHaveLength(2);
    expect(driveScatter({ rows: { coupled: [row("throughput", 4, 4, "1/s")] } }, LOCALE)).toBe(
      undefined,
    );
  });

  it("golden: drive scatter, each point reached by keyboard", async () => {
    const text = svg(<ScatterChart model={model} size={SIZE} theme={DARK} locale={LOCALE} />);
    expect(text.match(/tabindex="0" role="img"/gi)).toHaveLength(2);
    expect(text).not.toMatch(/NaN|Infinity/);
    await expect(text).toMatchFileSnapshot("golden/drive-scatter.svg");
  });
});

describe("errors in words", () => {
  it("have a decimal where that says something, and an end", () => {
    expect(errorText(0.0042, LOCALE)).toBe("0.4%");
    expect(errorText(1.234, LOCALE)).toBe("123%");
    expect(errorText(165.7, LOCALE)).toBe("over 1,000%");
    expect(signedPercent(-0.0042, LOCALE)).toBe("\u22120.4%");
    expect(signedPercent(165.7, LOCALE)).toBe("over 1,000%");
  });
});

describe("ticks", () => {
  const log = (low: number, high: number) => scaleLog().domain([low, high]).range([0, 600]);
  const labels = (ticks: readonly Tick[]) => ticks.map(({ label }) => label);
  const plain = scaleFor("1", 1);

  it("of a logarithmic axis are 1, 2 and 5 of every power, and even steps over a short one", () => {
    expect(labels(logTicks(log(3, 400), plain, "en"))).toEqual([
      "5",
      "10",
      "20",
      "50",
      "100",
      "200",
    ]);
    expect(labels(logTicks(log(0.04, 1), plain, "en"))).toEqual(["0.05", "0.1", "0.2", "0.5", "1"]);
    const short = ["1,000", "1,200", "1,400", "1,600", "1,800", "2,000"];
    expect(labels(logTicks(log(1000, 2000), plain, "en"))).toEqual(short);
  });

  it("are round in the unit that is written", () => {
    const minutes = scaleFor("ms", 3_000_000);
    const linear = scaleLinear().domain([0, 3_000_000]).range([0, 600]);
    const written = ["0 min", "10 min", "20 min", "30 min", "40 min", "50 min"];
    const spaces = (texts: string[]) => texts.map((text) => text.replace("\u202f", " "));
    expect(spaces(labels(ticksOn(linear, 5, minutes, "en")))).toEqual(written);
    expect(spaces(labels(logTicks(log(60_000, 3_000_000), minutes, "en")))).toEqual(
      ["1", "2", "5", "10", "20", "50"].map((value) => `${value} min`),
    );
  });

  it("that have no room leave it to powers of ten", () => {
    const ticks = ticksOn(log(1, 1000), 9, plain, "en");
    const named = labels(spaced(ticks.map((tick) => ({ ...tick, at: tick.at / 4 }))));
    expect(named).toEqual(expect.arrayContaining(["1", "10", "100", "1,000"]));
    expect(named.filter((label) => label === "").length).toBeGreaterThan(15);
  });
});
