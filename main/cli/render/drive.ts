import type {
  DriveGauges,
  DriveMeasured,
  DrivePrediction,
  DriveResult,
} from "../../../engine/contract/drive.js";
import {
  drivePoolName,
  driveSentences,
  windowSentences,
} from "../../../engine/contract/drive-wording.js";
import { KPIS } from "../../../engine/contract/kpi.js";
import type { KpiPath } from "../../../engine/contract/kpi.js";
import { ARCHITECTURES } from "../../../engine/contract/result.js";
import type { Architecture, Figure } from "../../../engine/contract/result.js";
import type { Terminal } from "../terminal.js";
import { formatChange, formatFigure, formatNumber, NOTHING, unitLabel } from "./numbers.js";
import { renderTable, wrap } from "./table.js";
import type { Cell, Column } from "./table.js";

/** One row of the running table. */
export function gaugesLine(gauges: DriveGauges): string {
  const { architecture, elapsedSeconds, completed, failed, inFlight, latencyMs } = gauges;
  const waiting = gauges.pools
    .filter((pool) => pool.waiting > 0)
    .map((pool) => `${pool.name} ${pool.waiting}`);
  const busy = gauges.pools.map((pool) => `${pool.name} ${pool.busy}/${pool.servers}`);
  return [
    `${architecture}${gauges.repeat === 1 ? "" : ` ${gauges.repeat}`} ${elapsedSeconds.toFixed(0).padStart(4)} s`,
    `${formatNumber(gauges.throughputPerSecond)}/s`,
    latencyMs === null
      ? "no latency yet"
      : `p50 ${formatNumber(latencyMs.p50)} p95 ${formatNumber(latencyMs.p95)} p99 ${formatNumber(latencyMs.p99)} ms of ${latencyMs.count}`,
    `${completed} done, ${failed} failed, ${inFlight} in flight`,
    `busy: ${busy.join(", ")}`,
    `waiting: ${waiting.length === 0 ? "none" : waiting.join(", ")}`,
    `${formatNumber(gauges.tokens)} tokens`,
    `${formatNumber(gauges.costUsd)} USD`,
  ].join(" | ");
}

type FigureOf = (one: DriveMeasured) => Figure;

/** A key figure by its path, or what only a live run counts by its label. */
const ROWS: readonly ({ readonly figure: FigureOf } & (
  | { readonly kpi: KpiPath }
  | { readonly label: string }
))[] = [
  { kpi: "throughput", figure: ({ throughput }) => throughput },
  { kpi: "latencyMs.mean", figure: ({ latencyMs }) => latencyMs.mean },
  { kpi: "latencyMs.p50", figure: ({ latencyMs }) => latencyMs.p50 },
  { kpi: "latencyMs.p95", figure: ({ latencyMs }) => latencyMs.p95 },
  { kpi: "latencyMs.p99", figure: ({ latencyMs }) => latencyMs.p99 },
  { kpi: "ttftMs.p50", figure: ({ ttftMs }) => ttftMs.p50 },
  { kpi: "ttftMs.p95", figure: ({ ttftMs }) => ttftMs.p95 },
  { kpi: "errorRate", figure: ({ errorRate }) => errorRate },
  { label: "Output tokens per session", figure: ({ tokens }) => tokens.output },
  { label: "Wasted tokens per session", figure: ({ tokens }) => tokens.wasted },
  { label: "Token spend of a run", figure: ({ costUsd }) => costUsd.total },
  { kpi: "costUsd.perSuccess", figure: ({ costUsd }) => costUsd.perSuccess },
];

interface Driven extends DriveMeasured {
  readonly name: Architecture;
}

/** The deployments that were driven, side by side, why they differ, and what the simulator said. */
export function renderDrive(result: DriveResult, terminal: Terminal): string {
  const dim = (text: string): string => terminal.style("dim", text);
  const paragraph = (lines: readonly string[], paint = (line: string): string => line): string =>
    lines
      .flatMap((line) => wrap(line, terminal.width))
      .map(paint)
      .join("\n");
  const driven = ARCHITECTURES.flatMap((name): Driven[] => {
    const one = result.architectures[name];
    return one === undefined ? [] : [{ name, ...one }];
  });
  const { ratePerSecond, durationSeconds, warmUpShare, repeats, model, seed } = result;
  const origin = result.origin === "model" ? "live" : `${result.origin}, no model`;
  const about = [
    `${formatNumber(ratePerSecond)} sessions/s for ${formatNumber(durationSeconds)} s, the first ${formatNumber(100 * warmUpShare)}% as warm-up`,
    `${repeats} ${repeats === 1 ? "run" : "runs"} of each, seed ${seed}`,
    model,
  ].join(", ");
  return [
    `${terminal.style("bold", `${result.scenarioName}: ${result.workload}, driven`)} (${origin})\n${paragraph([about], dim)}`,
    figuresTable(result, driven, terminal),
    poolsTable(driven, terminal),
    paragraph([...windowSentences(result), ...driveSentences(result)]),
    result.prediction === undefined
      ? ""
      : predictionTable(result.prediction, terminal) +
        "\n" +
        paragraph(result.prediction.basis, dim),
    paragraph(
      driven.map(
        ({ name, requests: { injected, completed, failed, inFlight } }) =>
          `${name}: ${injected} sessions in, ${completed} completed, ${failed} failed, ${inFlight} in flight at the end`,
      ),
      dim,
    ),
    paragraph(result.notes, dim),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function figuresTable(
  { comparison }: DriveResult,
  driven: readonly Driven[],
  terminal: Terminal,
): string {
  const [first] = driven;
  if (first === undefined) return "";
  const changes = new Map(comparison.map(({ kpi, relativeChange }) => [kpi, relativeChange]));
  const columns: Column[] = [
    { title: "", align: "left", flexible: true },
    ...driven.map(({ name }) => ({ title: name, align: "right" as const })),
    ...(comparison.length === 0 ? [] : [{ title: "change", align: "right" as const }]),
  ];
  const rows = ROWS.map((row): Cell[] => {
    const label = "kpi" in row ? KPIS[row.kpi].label : row.label;
    const change = "kpi" in row ? (changes.get(row.kpi) ?? null) : null;
    return [
      { text: `${label} (${unitLabel(row.figure(first).unit)})` },
      ...driven.map((one) => ({ text: formatFigure(row.figure(one)) })),
      ...(comparison.length === 0
        ? []
        : [{ text: change === null ? NOTHING : formatChange(change) }]),
    ];
  });
  return renderTable(columns, rows, terminal.width, (text) => terminal.style("dim", text));
}

function poolsTable(driven: readonly Driven[], terminal: Terminal): string {
  return renderTable(
    [
      { title: "", align: "left" },
      { title: "pool", align: "left", flexible: true },
      { title: "servers", align: "right" },
      { title: "taken (%)", align: "right" },
      { title: "waiting, mean", align: "right" },
    ],
    driven.flatMap(({ name, pools }) =>
      pools.map((pool, at) => [
        { text: at === 0 ? name : "" },
        { text: drivePoolName(pool.name) },
        { text: String(pool.servers) },
        { text: formatFigure(pool.utilisation) },
        { text: formatFigure(pool.waiting) },
      ]),
    ),
    terminal.width,
    (text) => terminal.style("dim", text),
  );
}

function predictionTable({ rows, replications }: DrivePrediction, terminal: Terminal): string {
  const table = renderTable(
    [
      { title: "", align: "left", flexible: true },
      { title: "", align: "left" },
      { title: "measured", align: "right" },
      { title: "predicted", align: "right" },
      { title: "error", align: "right" },
      { title: "95% of such runs", align: "right" },
      { title: "", align: "left" },
    ],
    ARCHITECTURES.flatMap((name) =>
      (rows[name] ?? []).map(({ kpi, measured, predicted, low, high, relativeError, within }) => {
        const { label } = KPIS[kpi];
        const factor = measured.unit === "ratio" ? 100 : 1;
        const write = (value: number | null): string =>
          value === null ? NOTHING : formatNumber(value * factor);
        return [
          { text: `${label} (${unitLabel(measured.unit)})` },
          { text: name },
          { text: formatFigure(measured) },
          { text: write(predicted) },
          { text: relativeError === null ? NOTHING : formatChange(relativeError) },
          { text: low === null || high === null ? NOTHING : `${write(low)} to ${write(high)}` },
          within === null
            ? { text: "" }
            : {
                text: within ? "within" : "outside",
                paint: (text: string) => terminal.style(within ? "green" : "yellow", text),
              },
        ];
      }),
    ),
    terminal.width,
    (text) => terminal.style("dim", text),
  );
  return `${terminal.style("bold", "Measured beside predicted")} (${replications} simulated runs of each)\n${table}`;
}
