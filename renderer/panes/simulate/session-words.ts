import { MS_PER_SECOND } from "../../../engine/base/units.js";
import type { InspectedSession, InspectResult } from "../../../engine/contract/inspect.js";
import { STAGES } from "../../../engine/contract/result.js";
import { numberCell } from "../../charts/cells.js";
import type { DataTable } from "../../charts/chart.js";
import { simulatedTime } from "../../charts/simulated-time.js";
import type { ShownInspection, ShownSimulation } from "../../state/parts.js";
import { formatShort } from "../../ui/format/figure.js";
import { formatCount, formatPercent } from "../../ui/format/number.js";
import { STAGE_ACTIVITIES, STAGE_NAMES } from "../../ui/names.js";

/** Writes milliseconds of simulated time in the unit of the heat map's axis, so that the two can be held together. */
export function runTime(
  { architecture, result }: ShownSimulation,
  locale: string,
): (ms: number) => string {
  const series = result.architectures[architecture]?.series;
  if (series === undefined) return (ms) => formatShort(ms, "ms", locale);
  const { arrived, binSeconds } = series;
  const at = simulatedTime(arrived.length * binSeconds, binSeconds, locale);
  return (ms) => at(ms / MS_PER_SECOND);
}

/** Which sessions are meant, and how many there are. */
export function markWords({ mark, result, simulation }: ShownInspection, locale: string): string {
  const at = runTime(simulation, locale);
  const time = (ms: number): string => formatShort(ms, "ms", locale);
  const { endedFromMs = 0, endedBeforeMs, stage, tookFromMs = 0, tookBelowMs } = mark;
  const ended =
    endedBeforeMs === undefined
      ? `Ended after ${at(endedFromMs)}`
      : `Ended between ${at(endedFromMs)} and ${at(endedBeforeMs)}`;
  const what = stage === undefined ? "took" : `spent in ${STAGE_ACTIVITIES[stage]}`;
  const took =
    tookBelowMs === undefined
      ? `${time(tookFromMs)} or more`
      : `${time(tookFromMs)} to ${time(tookBelowMs)}`;
  const where = `${ended}, ${what} ${took}`;
  if (result === undefined) return `${where}. The same replications are simulated again.`;
  const { completed, failed, sessions } = result;
  const count = (value: number): string => formatCount(value, locale);
  const shown =
    sessions.length < completed + failed ? ` Below the ${count(sessions.length)} longest.` : "";
  return `${where}: ${count(completed)} completed, ${count(failed)} failed.${shown}`;
}

/** One session in words; `at` is {@link runTime}. */
export function sessionCells(
  session: InspectedSession,
  at: (ms: number) => string,
  locale: string,
) {
  const { replication, workload, latencyMs, startedMs, stagesMs } = session;
  const [longest] = STAGES.toSorted((a, b) => (stagesMs[b] ?? 0) - (stagesMs[a] ?? 0));
  const share = latencyMs > 0 ? (stagesMs[longest ?? "queue"] ?? 0) / latencyMs : 0;
  return {
    name: `${workload} ${formatCount(session.session, locale)}, replication ${replication + 1}`,
    started: at(startedMs),
    latency: formatShort(latencyMs, "ms", locale),
    longest:
      longest === undefined ? "" : `${STAGE_NAMES[longest]}, ${formatPercent(share, 0, locale)}`,
  };
}

/** The sessions with every number of theirs. */
export function sessionsData({ sessions }: InspectResult, locale: string): DataTable {
  const count = (value: number) => numberCell(formatCount(value, locale), value);
  const time = (value: number) => numberCell(formatShort(value, "ms", locale), value, "ms");
  return {
    columns: [
      "Workload",
      "Replication",
      "Session",
      "Status",
      "Came in",
      "Ended",
      "Latency",
      ...STAGES.map((stage) => STAGE_NAMES[stage]),
      "Brain steps",
      "Tool calls",
      "Retries",
    ],
    rows: sessions.map((one) => [
      one.workload,
      count(one.replication),
      count(one.session),
      one.status,
      time(one.startedMs),
      time(one.endedMs),
      time(one.latencyMs),
      ...STAGES.map((stage) => time(one.stagesMs[stage] ?? 0)),
      count(one.brainSteps),
      count(one.toolCalls),
      count(one.retries),
    ]),
  };
}
