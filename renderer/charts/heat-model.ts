import { STAGES } from "../../engine/contract/result.js";
import type { Stage } from "../../engine/contract/result.js";
import type { HeatMap, Series } from "../../engine/contract/series.js";
import { formatShort, MISSING } from "../ui/format/figure.js";
import { formatCount, formatPercent } from "../ui/format/number.js";
import { STAGE_NAMES } from "../ui/names.js";
import { numberCell } from "./cells.js";
import type { Described } from "./chart.js";
import { simulatedTime } from "./simulated-time.js";

/** What a heat map can be of: whole sessions, the time in one stage, or the calls of one tool. */
export interface HeatSource {
  readonly id: string;
  readonly name: string;
  /** What one count is: "session" or "call". */
  readonly thing: "session" | "call";
  /** Undefined: not of a stage. */
  readonly stage?: Stage;
  readonly map: HeatMap;
}

/** The heat maps of a series that have anything in them, sessions first. */
export function heatSources({ heatMaps }: Series): HeatSource[] {
  const all: HeatSource[] = [
    { id: "latency", name: "Session latency", thing: "session", map: heatMaps.latency },
    ...STAGES.flatMap((stage): HeatSource[] => {
      const map = heatMaps.stages[stage];
      if (map === undefined) return [];
      return [{ id: `stage ${stage}`, name: STAGE_NAMES[stage], thing: "session", stage, map }];
    }),
    ...Object.entries(heatMaps.tools).map(([tool, map]): HeatSource => ({
      id: `tool ${tool}`,
      name: `Tool ${tool}`,
      thing: "call",
      map,
    })),
  ];
  return all.filter(({ map }) => map.counts.some((row) => row.some((count) => count > 0)));
}

/** A row of the picture: one bucket of the engine, or all that are slower than those shown. */
export interface HeatRow {
  readonly lowerMs: number;
  /** null: everything slower. */
  readonly upperMs: number | null;
}

export interface HeatModel extends Described {
  readonly axis: "log" | "linear";
  readonly binSeconds: number;
  /** First and last bin that are drawn. */
  readonly from: number;
  readonly to: number;
  readonly rows: readonly HeatRow[];
  /** First of these rows among all that the heat map has, and whether some are left out. */
  readonly firstRow: number;
  readonly isCut: boolean;
  /** `counts[bin][row]` of all bins. */
  readonly counts: readonly (readonly number[])[];
  /** The least count of each colour, ascending. */
  readonly steps: readonly number[];
  /** The time in words, the row in words, and what was counted there. */
  readonly words: (bin: number, row: number) => string;
  /** How many are in a marked part, in words. */
  readonly markedWords: (count: number) => string;
}

/** Slower than this share of the counts goes into one bucket at the top: it would squeeze all the rest. */
const SHOWN_SHARE = 0.995;
const COLOURS = 5;
const PERCENTILES = [0.5, 0.95, 0.99] as const;

/** The view-model of a heat map over the bins `from` to `to`, by default all of them. */
export function heatModel(
  { name, thing, map }: HeatSource,
  { binSeconds, warmUpEndsSeconds }: Series,
  view: {
    readonly axis: HeatModel["axis"];
    readonly bins?: readonly [number, number] | undefined;
    /** First and last row; all of them by default. */
    readonly rows?: readonly [number, number] | undefined;
  },
  locale: string,
): HeatModel | undefined {
  const all = shownRows(map);
  const [firstRow, lastRow] = within(view.rows, all.length);
  const shown = all.slice(firstRow, lastRow + 1);
  const rows = shown.map(({ lowerMs, upperMs }) => ({ lowerMs, upperMs }));
  const counts = map.counts.map((bin) => shown.map(({ from, to }) => total(bin.slice(from, to))));
  const greatest = Math.max(0, ...counts.flat());
  if (greatest === 0) return undefined;
  const [from, to] = within(view.bins, counts.length);
  const at = simulatedTime(counts.length * binSeconds, binSeconds, locale);
  const time = (bin: number): string => `${at(bin * binSeconds)} to ${at((bin + 1) * binSeconds)}`;
  const range = ({ lowerMs, upperMs }: HeatRow): string =>
    upperMs === null
      ? `slower than ${formatShort(lowerMs, "ms", locale)}`
      : `${formatShort(lowerMs, "ms", locale)} to ${formatShort(upperMs, "ms", locale)}`;
  const things = (count: number): string =>
    `${formatCount(count, locale)} ${thing}${count === 1 ? "" : "s"}`;
  const summaries = map.counts.map((bin) =>
    PERCENTILES.map((share) => percentile(map, bin, share)),
  );
  const percentileWords = (bin: number): string =>
    PERCENTILES.map((share, index) => {
      const value = summaries[bin]?.[index] ?? null;
      return `p${share * 100} ${value === null ? MISSING : formatShort(value, "ms", locale)}`;
    }).join(", ");
  const visible = counts.slice(from, to + 1);
  const slow = total(visible.map((bin) => bin.at(-1) ?? 0));
  const counted = total(visible.flat());
  const overflow =
    rows.at(-1)?.upperMs === null
      ? `; ${formatPercent(counted === 0 ? 0 : slow / counted, 2, locale)} of them in the slowest bucket, on top`
      : "";
  const { last: warmUpEnds } = warmUpEndsSeconds;
  const warmUp = warmUpEnds === 0 ? "" : `; warm-up ends at ${at(warmUpEnds)}`;
  return {
    axis: view.axis,
    binSeconds,
    from,
    to,
    rows,
    firstRow,
    isCut: shown.length < all.length || from > 0 || to < counts.length - 1,
    counts,
    steps: colourSteps(greatest),
    markedWords: (count) => `Marked: ${things(count)}.`,
    words: (bin, row) => {
      const count = counts[bin]?.[row] ?? 0;
      const bucket = rows[row];
      const inBin = things(total(counts[bin] ?? []));
      const bucketWords = bucket === undefined ? "" : `${range(bucket)}: ${things(count)}. `;
      return `${time(bin)}, ${bucketWords}In this time ${inBin}, ${percentileWords(bin)}.`;
    },
    title: title(
      name,
      summaries.slice(from, to + 1),
      (bin) => at((from + bin) * binSeconds),
      locale,
    ),
    subtitle: `${things(counted)} by the time they took and when they ended, all replications that reach so far${overflow}${warmUp}`,
    summary: [from, Math.floor((from + to) / 2), to]
      .map((bin) => `${time(bin)}: ${things(total(counts[bin] ?? []))}, ${percentileWords(bin)}.`)
      .join(" "),
    table: {
      columns: ["From", "To", "Count", "p50", "p95", "p99"],
      rows: visible.map((bin, index) => [
        numberCell(at((from + index) * binSeconds), (from + index) * binSeconds, "s"),
        numberCell(at((from + index + 1) * binSeconds), (from + index + 1) * binSeconds, "s"),
        numberCell(formatCount(total(bin), locale), total(bin)),
        ...(summaries[from + index] ?? []).map((value) =>
          numberCell(value === null ? MISSING : formatShort(value, "ms", locale), value, "ms"),
        ),
      ]),
    },
  };
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** First and last of so many; all of them where what is asked for reaches beyond, as a link of another run may. */
function within(
  ends: readonly [number, number] | undefined,
  length: number,
): readonly [number, number] {
  return ends === undefined || ends[1] >= length ? [0, length - 1] : ends;
}

/** The engine's rows up to the share that is shown, then one of everything slower. */
function shownRows({ lowerMs, upperMs, counts }: HeatMap) {
  const perRow = lowerMs.map((_, row) => total(counts.map((bin) => bin[row] ?? 0)));
  const wanted = total(perRow) * SHOWN_SHARE;
  let sum = 0;
  const last = perRow.findIndex((count) => (sum += count) >= wanted);
  const rows = lowerMs.map((lower, row) => ({
    lowerMs: lower,
    upperMs: upperMs[row] ?? null,
    from: row,
    to: row + 1,
  }));
  const slower = rows[last + 1];
  const shown = rows.slice(0, last + 1);
  return slower === undefined
    ? shown
    : [...shown, { ...slower, upperMs: null, to: lowerMs.length }];
}

/** The time below which `share` of a bin's counts lie, linear inside a row; null of none. */
function percentile(
  { lowerMs, upperMs }: HeatMap,
  counts: readonly number[],
  share: number,
): number | null {
  const wanted = total(counts) * share;
  let below = 0;
  for (const [row, count] of counts.entries()) {
    const lower = lowerMs[row] ?? 0;
    // The last row has no end, so no place inside it is known.
    const upper = upperMs[row] ?? lower;
    if (count > 0 && below + count >= wanted) {
      return lower + ((upper - lower) * (wanted - below)) / count;
    }
    below += count;
  }
  return null;
}

/** From 1 to the greatest count in equal ratios, since counts span orders of magnitude. */
function colourSteps(greatest: number): number[] {
  const steps = Array.from({ length: COLOURS }, (_, at) =>
    Math.max(1, Math.round(greatest ** (at / COLOURS))),
  );
  return [...new Set(steps)];
}

function title(
  name: string,
  summaries: readonly (readonly (number | null)[])[],
  at: (bin: number) => string,
  locale: string,
): string {
  const p95 = summaries.flatMap(([, value], bin) =>
    value === null || value === undefined ? [] : [{ value, bin }],
  );
  const [best] = p95.toSorted((a, b) => a.value - b.value);
  const worst = p95.toSorted((a, b) => b.value - a.value)[0];
  if (best === undefined || worst === undefined) return `${name} over time.`;
  const ms = (value: number): string => formatShort(value, "ms", locale);
  if (best === worst) return `${name}: p95 is ${ms(best.value)}.`;
  return `${name}: p95 lies between ${ms(best.value)} at ${at(best.bin)} and ${ms(worst.value)} at ${at(worst.bin)}.`;
}
