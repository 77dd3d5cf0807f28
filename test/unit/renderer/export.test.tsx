import { describe, expect, it } from "vitest";
import { chartSvg } from "../../../renderer/charts/export/export-chart.js";
import { tableCsv } from "../../../renderer/charts/export/csv.js";
import { fileStem } from "../../../renderer/charts/export/file-stem.js";
import { EXPORT_THEME, SHEET_WIDTH } from "../../../renderer/charts/export/sheet.js";
import { LatencyChart } from "../../../renderer/charts/latency-chart.js";
import { latencyModel } from "../../../renderer/charts/latency-model.js";
import { provenanceSource } from "../../../renderer/charts/source.js";
import { parseCsv } from "./csv-reader.js";
import { recordedResult } from "./recorded.js";
import { fc } from "../../property.js";

const LOCALE = "de-DE";
const { architectures, provenance } = recordedResult();

function recordedLatency() {
  const model = latencyModel(architectures, { shape: "density", axis: "log" }, LOCALE);
  if (model === undefined) throw new Error("the recorded result has latencies");
  return model;
}

describe("a chart as SVG", () => {
  const model = recordedLatency();
  const source = provenanceSource("Simulated", provenance, LOCALE);
  const { svg, size } = chartSvg({
    model,
    source,
    height: 340,
    draw: (of, theme) => <LatencyChart model={model} size={of} theme={theme} locale={LOCALE} />,
  });
  const drawing = svg.replace(/<style>.*<\/style>/u, "");

  it("needs no stylesheet, no variable and no other file", () => {
    expect(svg).toMatch(/@font-face\{[^}]*url\(data:font\/woff2;base64,[\w+/=]{1000,}\)/u);
    expect(drawing).not.toMatch(/var\(|class=|style=|href=/u);
    expect(drawing).toContain(`font-family="${EXPORT_THEME.font.text.replaceAll('"', "&quot;")}"`);
    expect(size.width).toBe(SHEET_WIDTH);
  });

  it("says what it shows and where it comes from", () => {
    const words = drawing.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
    expect(words).toContain(model.title.replace(/\s/g, " "));
    for (const part of [provenance.scenarioName, `seed ${provenance.seed}`, "not measured"]) {
      expect(words).toContain(part);
    }
  });
});

describe("a table as CSV", () => {
  it("has units in the header and a column for each bound, in full and with a point", () => {
    const { table } = recordedLatency();
    const [header, first] = parseCsv(tableCsv(table));
    expect(header).toEqual([
      "Deployment",
      "Percentile",
      "Latency (ms)",
      "95% interval, low (ms)",
      "95% interval, high (ms)",
      "Sessions counted",
    ]);
    const { mean, low, high } = architectures.coupled.latencyMs.p50;
    expect(first?.slice(2, 5).map(Number)).toEqual([mean, low, high]);
  });

  it("gives a unit that changes from row to row a column, and leaves out what is not known", () => {
    const rows = [
      ["Latency", { text: "2 ms", value: 2, unit: "ms" }],
      ["Cost", { text: "–", value: null, unit: "usd" }],
    ];
    expect(tableCsv({ columns: ["Figure", "Value"], rows })).toBe(
      'Figure,Value,"Value, unit"\r\nLatency,2,ms\r\nCost,,usd\r\n',
    );
  });

  it("brings any text back, and never one that a spreadsheet would compute", () => {
    const text = fc.string({
      unit: fc.constantFrom('"', ",", "\r", "\n", "=", "-", "a", "é", " "),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (rows) => {
        const back = parseCsv(tableCsv({ columns: ["a", "b"], rows })).slice(1);
        expect(back.map((row) => row.map((field) => field.replace(/^'/u, "")))).toEqual(rows);
        for (const field of back.flat()) expect(field).not.toMatch(/^[=+\-@\t\r]/u);
      }),
    );
  });
});

it("names files in letters that every system takes", () => {
  expect(fileStem("Azure code, 8 Réplicas", "Time by stage")).toBe(
    "azure-code-8-replicas-time-by-stage",
  );
  expect(fileStem("", "…")).toBe("chart");
});
