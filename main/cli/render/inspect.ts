import type {
  InspectedSession,
  InspectResult,
  SessionTrace,
} from "../../../engine/contract/inspect.js";
import type { Terminal } from "../terminal.js";
import { renderHeader } from "./frame.js";
import { formatNumber } from "./numbers.js";
import { renderTable } from "./table.js";
import type { Column } from "./table.js";

const number = (title: string): Column => ({ title, align: "right" });
const SESSION_COLUMNS: readonly Column[] = [
  { title: "replication, workload, session", align: "left", flexible: true },
  number("started (ms)"),
  number("latency (ms)"),
  number("steps"),
  number("calls"),
  number("retries"),
  { title: "most of it", align: "left" },
];

/** The longest sessions of a window, and what the critical paths of all of them are made of. */
export function renderInspect(result: InspectResult, terminal: Terminal): string {
  const { provenance, architecture, completed, failed, sessions, criticalPath } = result;
  const dim = (text: string): string => terminal.style("dim", text);
  const rows = sessions.map((session) =>
    [
      `${session.replication} ${session.workload} ${session.session}`,
      formatNumber(session.startedMs),
      formatNumber(session.latencyMs),
      String(session.brainSteps),
      String(session.toolCalls),
      String(session.retries),
      session.status === "failed" ? "failed" : longestStage(session),
    ].map((text) => ({ text })),
  );
  const paths = criticalPath.map(({ from, to, sessions: count, meanLatencyMs, stagesMs }) =>
    [
      `p${formatNumber(100 * from)} to p${formatNumber(100 * to)}`,
      formatNumber(count),
      formatNumber(meanLatencyMs),
      stagesText(stagesMs),
    ].map((text) => ({ text })),
  );
  return [
    renderHeader(provenance, `${architecture}: ${completed} completed, ${failed} failed`, terminal),
    renderTable(SESSION_COLUMNS, rows, terminal.width, dim),
    renderTable(
      [
        { title: "critical path", align: "left" },
        number("sessions"),
        number("mean (ms)"),
        { title: "by stage (ms)", align: "left", flexible: true },
      ],
      paths,
      terminal.width,
      dim,
    ),
  ].join("\n\n");
}

/** The spans of one session in order; a star marks those of its critical path. */
export function renderSessionTrace(trace: SessionTrace, terminal: Terminal): string {
  const { provenance, architecture, session, spans } = trace;
  const { workload, replication, latencyMs, startedMs, status } = session;
  const what = `${architecture}: session ${session.session} of ${workload} in replication ${replication} ${status} after ${formatNumber(latencyMs)} ms`;
  const rows = spans
    .toSorted((a, b) => a.fromMs - b.fromMs)
    .map(({ critical, pool, stage, fromMs, toMs }) =>
      [
        critical ? "*" : "",
        pool,
        stage,
        formatNumber(fromMs - startedMs),
        formatNumber(toMs - fromMs),
      ].map((text) => ({ text })),
    );
  const columns: Column[] = [
    { title: "", align: "left" },
    { title: "where", align: "left", flexible: true },
    { title: "stage", align: "left" },
    number("from (ms)"),
    number("took (ms)"),
  ];
  return [
    renderHeader(provenance, what, terminal),
    renderTable(columns, rows, terminal.width, (text) => terminal.style("dim", text)),
  ].join("\n\n");
}

const byLength = (stagesMs: InspectedSession["stagesMs"]): [string, number][] =>
  Object.entries(stagesMs).toSorted(([, a], [, b]) => b - a);

function longestStage({ stagesMs }: InspectedSession): string {
  return byLength(stagesMs)[0]?.[0] ?? "";
}

function stagesText(stagesMs: InspectedSession["stagesMs"]): string {
  return byLength(stagesMs)
    .filter(([, ms]) => ms > 0)
    .map(([stage, ms]) => `${stage} ${formatNumber(ms)}`)
    .join(", ");
}
