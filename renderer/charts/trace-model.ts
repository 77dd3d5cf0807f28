import { finished } from "../../engine/base/steps.js";
import type { Steps } from "../../engine/base/steps.js";
import type { SessionTrace, TraceSpan } from "../../engine/contract/inspect.js";
import { STAGES } from "../../engine/contract/result.js";
import { formatShort } from "../ui/format/figure.js";
import { formatCount, formatPercent, howOften } from "../ui/format/number.js";
import { SPAN_NAMES, STAGE_ACTIVITIES, STAGE_NAMES } from "../ui/names.js";
import { numberCell } from "./cells.js";
import { sideBySide } from "./timeline-model.js";
import type { TimelineBar, TimelineLane, TimelineModel } from "./timeline-model.js";

/** More would keep a page busy for seconds, and nobody reading. */
const MOST_ROWS = 1000;

/** Spans of one step: a few milliseconds of work. */
const STEP = 5000;

/** Where a span is drawn: queues and the bus have lanes of their own. */
function laneOf({ pool, stage }: TraceSpan): string {
  if (stage === "queue") return "Queue";
  if (stage === "bus") return "Bus";
  if (stage === "toolQueue") return `${pool}: queue`;
  return pool.charAt(0).toUpperCase() + pool.slice(1);
}

const FIRST_LANES = ["Queue", "Brain", "Bus"];

/** The view-model of one simulated session on the timeline; undefined where it took no time. */
export const traceModel = (trace: SessionTrace, locale: string): TimelineModel | undefined =>
  finished(traceSteps(trace, locale));

/** {@link traceModel} in steps: a session may have a hundred thousand spans. */
export function* traceSteps(
  { session, spans }: SessionTrace,
  locale: string,
): Steps<TimelineModel | undefined> {
  if (spans.length === 0) return undefined;
  const duration = (ms: number): string => formatShort(ms, "ms", locale);
  const { startedMs, endedMs, latencyMs, stagesMs } = session;
  const byLane = new Map<string, TraceSpan[]>();
  const stages = new Set<TraceSpan["stage"]>();
  let thoughtMs = 0;
  const inOrder = spans.toSorted((a, b) => a.fromMs - b.fromMs);
  for (const [index, span] of inOrder.entries()) {
    if (index % STEP === 0) yield;
    stages.add(span.stage);
    if (span.stage === "think") thoughtMs += span.toMs - span.fromMs;
    const lane = laneOf(span);
    const own = byLane.get(lane);
    if (own === undefined) byLane.set(lane, [span]);
    else own.push(span);
  }
  const names = [
    ...FIRST_LANES.filter((name) => byLane.has(name)),
    ...[...byLane.keys()].filter((name) => !FIRST_LANES.includes(name)).toSorted(),
  ];
  const lanes: TimelineLane[] = [];
  const bars: TimelineBar[] = [];
  let row = 0;
  for (const name of names) {
    const own = byLane.get(name) ?? [];
    const places = sideBySide(own.map(({ fromMs, toMs }) => ({ fromMs, toMs, shortestMs: 0 })));
    const rows = places.reduce((most, place) => Math.max(most, place + 1), 1);
    lanes.push({ name, row, rows });
    for (const [index, span] of own.entries()) {
      if (index % STEP === 0) yield;
      bars.push(barOf(span, row + (places[index] ?? 0), startedMs, duration));
    }
    row += rows;
  }
  yield;
  const parts = STAGES.flatMap((stage) => {
    const ms = stagesMs[stage] ?? 0;
    return ms > 0 ? [{ stage, ms }] : [];
  }).toSorted((a, b) => b.ms - a.ms);
  const shares = parts
    .map(({ stage, ms }) => `${STAGE_NAMES[stage]} ${formatPercent(ms / latencyMs, 0, locale)}`)
    .join(", ");
  const [longest] = parts;
  const thought =
    thoughtMs > 0 ? ` Its user thought for ${duration(thoughtMs)}, which is in no latency.` : "";
  return {
    lanes,
    rows: row,
    bars: bars.toSorted((a, b) => a.fromMs - b.fromMs),
    asks: [],
    cuts: [],
    lengthMs: Math.max(1e-6, endedMs - startedMs),
    xTitle: "Simulated time since it came in",
    stages: ([...STAGES, "think"] as const).filter((stage) => stages.has(stage)),
    title:
      longest === undefined
        ? `Session ${formatCount(session.session, locale)} took no time.`
        : `Session ${formatCount(session.session, locale)} took ${duration(latencyMs)}, most of it ${STAGE_ACTIVITIES[longest.stage]}: ${duration(longest.ms)}`,
    subtitle: `Simulated: ${session.workload}, replication ${session.replication + 1}, ${session.status}. Critical path, underlined: ${shares}`,
    summary: `Critical path: ${parts.map(({ stage, ms }) => `${STAGE_NAMES[stage]} ${duration(ms)}`).join(", ")}. ${lanes.map(({ name }) => `${name}: ${howOften(byLane.get(name)?.length ?? 0, locale)}.`).join(" ")}${thought}`,
    table: {
      columns: ["Start", "Lane", "Stage", "Duration", "Critical path"],
      rows: inOrder
        .slice(0, MOST_ROWS)
        .map((span) => [
          numberCell(duration(span.fromMs - startedMs), span.fromMs - startedMs, "ms"),
          laneOf(span),
          SPAN_NAMES[span.stage],
          numberCell(duration(span.toMs - span.fromMs), span.toMs - span.fromMs, "ms"),
          span.critical ? "on it" : "",
        ]),
      ...(spans.length > MOST_ROWS
        ? { note: `The first ${MOST_ROWS} of ${spans.length} spans.` }
        : {}),
    },
  };
}

function barOf(
  span: TraceSpan,
  row: number,
  startedMs: number,
  duration: (ms: number) => string,
): TimelineBar {
  const label = (): string => duration(span.toMs - span.fromMs);
  return {
    id: String(span.id),
    row,
    work: span.pool === "brain" ? "brain" : "hands",
    state: "done",
    fromMs: span.fromMs - startedMs,
    toMs: span.toMs - startedMs,
    label,
    words: () =>
      `${SPAN_NAMES[span.stage]}, ${span.pool}, ${label()}${span.critical ? ", on the critical path" : ""}`,
    critical: span.critical,
    stage: span.stage,
  };
}
