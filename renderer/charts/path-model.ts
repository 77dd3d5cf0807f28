import type { PathGroup } from "../../engine/contract/path-group.js";
import { STAGES } from "../../engine/contract/result.js";
import { formatShort, formatShortOn } from "../ui/format/figure.js";
import { formatCount, formatPercent } from "../ui/format/number.js";
import { scaleFor } from "../ui/format/scale.js";
import { STAGE_ACTIVITIES, STAGE_NAMES } from "../ui/names.js";
import { numberCell } from "./cells.js";
import type { StageBars } from "./stage-bars.js";

/** Critical paths of sessions between percentiles of latency; undefined where there is none. */
export function pathModel(groups: readonly PathGroup[], locale: string): StageBars | undefined {
  const bars = groups.map(({ from, to, sessions, meanLatencyMs, stagesMs }) => ({
    label: `p${percent(from, locale)}–p${percent(to, locale)}`,
    sessions,
    totalMs: meanLatencyMs,
    parts: STAGES.flatMap((stage) => {
      const ms = stagesMs[stage] ?? 0;
      return ms > 0 ? [{ stage, ms }] : [];
    }),
  }));
  if (bars.every(({ totalMs }) => totalMs === 0)) return undefined;
  const time = (ms: number): string => formatShort(ms, "ms", locale);
  return {
    bars,
    stages: STAGES.filter((stage) =>
      bars.some(({ parts }) => parts.some((part) => part.stage === stage)),
    ),
    xTitle: "Mean time on the critical path",
    title: title(bars, locale),
    subtitle:
      "Completed sessions from the quickest to the slowest, by percentile of latency: mean time on the critical path by stage; hatched stages are waiting",
    summary: bars
      .map(({ label, totalMs, parts }) => {
        const list = parts.map(({ stage, ms }) => `${STAGE_NAMES[stage]} ${time(ms)}`).join(", ");
        return `${label}, ${time(totalMs)} in all: ${list}.`;
      })
      .join(" "),
    table: {
      columns: ["Sessions", "How many", "Stage", "Mean time", "Share"],
      rows: bars.flatMap(({ label, sessions, totalMs, parts }) =>
        parts.map(({ stage, ms }) => [
          label,
          numberCell(formatCount(sessions, locale), sessions),
          STAGE_NAMES[stage],
          numberCell(time(ms), ms, "ms"),
          numberCell(formatPercent(share(ms, totalMs), 1, locale), share(ms, totalMs), "ratio"),
        ]),
      ),
    },
  };
}

const share = (ms: number, totalMs: number): number => (totalMs === 0 ? 0 : ms / totalMs);

const msOf = (bar: StageBars["bars"][number], stage: string): number =>
  bar.parts.find((part) => part.stage === stage)?.ms ?? 0;

const percent = (of: number, locale: string): string => formatCount(100 * of, locale);

/** What makes the slowest slow: the stage that grows most from the quickest group to the slowest. */
function title(bars: StageBars["bars"], locale: string): string {
  const first = bars[0];
  const last = bars.at(-1);
  if (first === undefined || last === undefined) return "Critical paths by stage.";
  const scale = scaleFor("ms", last.totalMs);
  const time = (ms: number): string => formatShortOn(ms, scale, locale);
  const [most] = last.parts.toSorted(
    (a, b) => b.ms - msOf(first, b.stage) - (a.ms - msOf(first, a.stage)),
  );
  if (most === undefined || first === last) return "What sessions spend their latency on.";
  const name = STAGE_ACTIVITIES[most.stage];
  return `The slowest sessions lose most to ${name}: ${time(most.ms)} of ${time(last.totalMs)}, where the quickest spend ${time(msOf(first, most.stage))}.`;
}
