import type { DriveGauges, DriveMeasured, DriveResult } from "../../../engine/contract/drive.js";
import { KPIS } from "../../../engine/contract/kpi.js";
import { ARCHITECTURES } from "../../../engine/contract/result.js";
import type { Figure } from "../../../engine/contract/result.js";
import type { Terminal } from "../terminal.js";
import { formatFigure, formatNumber, unitLabel } from "./numbers.js";
import { renderTable, wrap } from "./table.js";

/** One row of the running table. */
export function gaugesLine(gauges: DriveGauges): string {
  const { architecture, elapsedSeconds, completed, failed, inFlight, latencyMs } = gauges;
  const queues = gauges.queues
    .filter(({ waiting }) => waiting > 0)
    .map(({ name, waiting }) => `${name} ${waiting}`);
  return [
    `${architecture} ${elapsedSeconds.toFixed(0).padStart(4)} s`,
    `${formatNumber(gauges.throughputPerSecond)}/s`,
    latencyMs === null
      ? "no latency yet"
      : `p50 ${formatNumber(latencyMs.p50)} p95 ${formatNumber(latencyMs.p95)} p99 ${formatNumber(latencyMs.p99)} ms of ${latencyMs.count}`,
    `${completed} done, ${failed} failed, ${inFlight} in flight`,
    `waiting: ${queues.length === 0 ? "none" : queues.join(", ")}`,
    `${formatNumber(gauges.tokens)} tokens`,
    `${formatNumber(gauges.costUsd)} USD`,
  ].join(" | ");
}

const ROWS: readonly (readonly [label: string, figure: (one: DriveMeasured) => Figure])[] = [
  [KPIS.throughput.label, ({ throughput }) => throughput],
  [KPIS["latencyMs.mean"].label, ({ latencyMs }) => latencyMs.mean],
  [KPIS["latencyMs.p50"].label, ({ latencyMs }) => latencyMs.p50],
  [KPIS["latencyMs.p95"].label, ({ latencyMs }) => latencyMs.p95],
  [KPIS["latencyMs.p99"].label, ({ latencyMs }) => latencyMs.p99],
  [KPIS["ttftMs.p50"].label, ({ ttftMs }) => ttftMs.p50],
  [KPIS["ttftMs.p95"].label, ({ ttftMs }) => ttftMs.p95],
  [KPIS.errorRate.label, ({ errorRate }) => errorRate],
  ["Output tokens per session", ({ tokens }) => tokens.output],
  ["Wasted tokens per session", ({ tokens }) => tokens.wasted],
  ["Token spend", ({ costUsd }) => costUsd.total],
  [KPIS["costUsd.perSuccess"].label, ({ costUsd }) => costUsd.perSuccess],
];

/** The deployments that were driven, side by side, with what the figures do not say. */
export function renderDrive(result: DriveResult, terminal: Terminal): string {
  const dim = (text: string): string => terminal.style("dim", text);
  const driven = ARCHITECTURES.flatMap((name) => {
    const one = result.architectures[name];
    return one === undefined ? [] : [{ name, ...one }];
  });
  const [first] = driven;
  const origin = result.origin === "model" ? "live" : `${result.origin}, no model`;
  const about = `${formatNumber(result.ratePerSecond)} sessions/s for ${formatNumber(result.durationSeconds)} s, ${result.model}, seed ${result.seed}`;
  const table = renderTable(
    [
      { title: "", align: "left", flexible: true },
      ...driven.map(({ name }) => ({ title: name, align: "right" as const })),
    ],
    first === undefined
      ? []
      : ROWS.map(([label, figure]) => [
          { text: `${label} (${unitLabel(figure(first).unit)})` },
          ...driven.map((one) => ({ text: formatFigure(figure(one)) })),
        ]),
    terminal.width,
    dim,
  );
  return [
    `${terminal.style("bold", `${result.scenarioName}: ${result.workload}, driven`)} (${origin})\n${dim(about)}`,
    table,
    driven
      .map(({ name, workers, requests: { injected, completed, failed, inFlight } }) => {
        const pools = Object.entries(workers).map(([pool, count]) => `${pool} ${count}`);
        return `${name}: ${injected} sessions in, ${completed} completed, ${failed} failed, ${inFlight} in flight; workers: ${pools.join(", ")}`;
      })
      .flatMap((line) => wrap(line, terminal.width))
      .map(dim)
      .join("\n"),
    result.notes
      .flatMap((note) => wrap(note, terminal.width))
      .map(dim)
      .join("\n"),
  ].join("\n\n");
}
