import type {
  CalibrateResult,
  CalibratedSetting,
  CalibrationErrors,
  Coefficient,
} from "../../../engine/contract/calibration.js";
import type { Terminal } from "../terminal.js";
import { formatNumber, NOTHING } from "./numbers.js";
import { renderTable, wrap } from "./table.js";
import type { Cell, Column } from "./table.js";

const METRICS = { ttft: "time to first token", tpot: "time per token", endToEnd: "end to end" };
const ORIGINS: Readonly<Record<CalibratedSetting["origin"], string>> = {
  given: "given",
  engine: "the engine's default in this version",
  log: "read off the log",
  fit: "explains the log best",
  default: "usual value, nothing in the log speaks against it",
};
const OF_SEVERAL_REPLICAS = new Set(["routing", "lockstep"]);
/** Coefficients are fractions of a second, often of a microsecond. */
const TIME_SCALES = [
  { from: 0.1, factor: 1, label: "s" },
  { from: 1e-4, factor: 1e3, label: "ms" },
  { from: 1e-7, factor: 1e6, label: "µs" },
  { from: 0, factor: 1e9, label: "ns" },
];

/** What was learnt of a server, how well it predicts what was not fitted, and where everything comes from. */
export function renderCalibrate(result: CalibrateResult, terminal: Terminal): string {
  const { provenance, coefficients, settings, prediction, fit, warnings, notes } = result;
  const dim = (text: string): string => terminal.style("dim", text);
  const table = (columns: readonly Column[], rows: readonly (readonly Cell[])[]): string =>
    renderTable(columns, rows, terminal.width, dim);
  const origin =
    `${provenance.requests} requests (${provenance.format}, log ${provenance.logHash.slice(0, 12)}), ` +
    `the first ${provenance.fittedRequests} fitted, the last ${prediction.requests} predicted, ` +
    `seed ${provenance.seed}, ${provenance.simulations} simulations, Headroom ${provenance.engineVersion}`;
  return [
    `${terminal.style("bold", "Predicted and measured")}\n${wrap(origin, terminal.width).map(dim).join("\n")}`,
    table(ERROR_COLUMNS, [...errorRows("predicted", prediction), ...errorRows("fitted", fit)]),
    terminal.style("bold", "Coefficients of the step time, with 95% intervals"),
    table(COEFFICIENT_COLUMNS, Object.values(coefficients).map(coefficientRow)),
    terminal.style("bold", "Settings"),
    table(
      SETTING_COLUMNS,
      Object.entries(settings)
        .filter(([name]) => settings.replicas.value !== 1 || !OF_SEVERAL_REPLICAS.has(name))
        .map(([name, setting]) => [
          { text: name },
          { text: setting.value === null ? "no limit seen" : String(setting.value) },
          { text: ORIGINS[setting.origin] },
        ]),
    ),
    wrap(
      "With --scenario-out <file> the scenario is written: this server under the log's own requests, ready for headroom simulate.",
      terminal.width,
    ).join("\n"),
    warnings.map((text) => wrap(`warning: ${text}`, terminal.width).join("\n")).join("\n"),
    notes.map((note) => wrap(`note: ${note}`, terminal.width).map(dim).join("\n")).join("\n"),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

const ERROR_COLUMNS: readonly Column[] = [
  { title: "relative error (%)", align: "left", flexible: true },
  { title: "median", align: "right" },
  { title: "p95", align: "right" },
  { title: "of p50", align: "right" },
  { title: "of p95", align: "right" },
  { title: "of p99", align: "right" },
];

function errorRows(part: string, { errors }: CalibrationErrors): Cell[][] {
  return (["endToEnd", "ttft", "tpot"] as const).map((metric) => {
    const one = errors[metric];
    const label: Cell = { text: `${METRICS[metric]}, ${part}` };
    if (one === null) return [label, ...Array.from({ length: 5 }, () => ({ text: NOTHING }))];
    const { median, p95, quantiles } = one;
    return [label, ...[median, p95, quantiles.p50, quantiles.p95, quantiles.p99].map(percent)];
  });
}

function percent(value: number): Cell {
  return { text: (100 * value).toFixed(2) };
}

const COEFFICIENT_COLUMNS: readonly Column[] = [
  { title: "", align: "left" },
  { title: "time of", align: "left", flexible: true },
  { title: "value", align: "right" },
  { title: "interval", align: "right" },
  { title: "", align: "left" },
];

function coefficientRow({ symbol = "", meaning, value, low, high }: Coefficient): Cell[] {
  const scale = TIME_SCALES.find(({ from }) => Math.max(value, high) >= from);
  const write = (seconds: number): string => formatNumber(seconds * (scale?.factor ?? 1));
  return [
    { text: symbol },
    { text: meaning },
    { text: write(value) },
    { text: `${write(low)} … ${write(high)}` },
    { text: scale?.label ?? "s" },
  ];
}

const SETTING_COLUMNS: readonly Column[] = [
  { title: "setting", align: "left" },
  { title: "value", align: "right" },
  { title: "known from", align: "left", flexible: true },
];
