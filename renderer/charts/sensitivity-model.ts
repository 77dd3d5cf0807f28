import type { Difference, SensitivityResult } from "../../engine/contract/sensitivity.js";
import { formatAbout, MISSING } from "../ui/format/figure.js";
import { numberCell, rangeCell } from "./cells.js";
import type { Cell } from "./cells.js";
import type { TornadoModel } from "./tornado-model.js";

/** More bars than these are small ones; the table has them all. */
const MOST_BARS = 12;

const KPIS = {
  costUsdPer30Days: { unit: "usd", name: "cost", axis: "Cost of 30 days" },
  latencyP95Ms: { unit: "ms", name: "p95", axis: "Latency, p95" },
} as const;

/** What moves cost, or p95, of a scenario; undefined where nothing was shown to. */
export function sensitivityModel(
  { base, inputs, swing, architecture }: SensitivityResult,
  kpi: keyof typeof KPIS,
  locale: string,
): TornadoModel | undefined {
  const { unit, name, axis } = KPIS[kpi];
  const from = base[kpi].mean;
  if (from === null) return undefined;
  const signed = (difference: number): string =>
    `${difference > 0 ? "+" : ""}${formatAbout(difference, unit, locale)}`;
  const short = (value: number): string =>
    value.toLocaleString(locale, { maximumSignificantDigits: 4 });
  const endWords = (difference: Difference | null, value: number | null): string => {
    if (difference === null || value === null) return "not moved";
    const { mean, low, high, note } = difference;
    if (mean === null) return note ?? "no figure";
    const interval =
      low === null || high === null || low === high ? "" : ` (${signed(low)} to ${signed(high)})`;
    return `${signed(mean)}${interval} at ${short(value)}`;
  };
  /** One end of an input: what it was moved to, and what the figure then differs by. */
  const endCells = (difference: Difference | null, value: number | null): Cell[] => {
    if (difference === null || value === null) {
      return [
        numberCell(MISSING, value),
        numberCell("not moved", null, unit),
        rangeCell(MISSING, null, null, unit),
      ];
    }
    const { mean, low, high, note } = difference;
    const interval = low === null || high === null ? MISSING : `${signed(low)} to ${signed(high)}`;
    return [
      numberCell(short(value), value),
      numberCell(mean === null ? (note ?? "no figure") : signed(mean), mean, unit),
      rangeCell(interval, low, high, unit),
    ];
  };
  const shown = inputs
    .filter((input) => input[kpi].shown)
    .map((input) => {
      const { path, low, high } = input;
      const { atLow, atHigh } = input[kpi];
      const ends = { low: endWords(atLow, low), high: endWords(atHigh, high) };
      return {
        label: path,
        atLow: from + (atLow?.mean ?? 0),
        atHigh: from + (atHigh?.mean ?? 0),
        input,
        words: `${path}: ${ends.low}, ${ends.high}`,
      };
    })
    .toSorted((a, b) => reach(b) - reach(a));
  function reach({ atLow, atHigh }: { atLow: number; atHigh: number }): number {
    return Math.max(Math.abs(atLow - (from ?? 0)), Math.abs(atHigh - (from ?? 0)));
  }
  const [widest] = shown;
  if (widest === undefined) return undefined;
  const unshown = inputs.filter((input) => !input[kpi].shown);
  return {
    rows: shown.slice(0, MOST_BARS),
    base: from,
    unit,
    xTitle: axis,
    keys: { low: "at its low end", high: "at its high end" },
    title: `${widest.label} moves ${name} most.`,
    subtitle: `Each input by itself ${short(100 * swing)}\u202f% lower and higher (whole numbers by one at least), or by its own band, on the same sessions (${architecture})`,
    summary: `${shown.map(({ words }) => words).join(". ")}. No effect was shown of ${unshown.length} other inputs.`,
    table: {
      columns: [
        "Input",
        "Effect",
        "Low end",
        "Difference at its low end",
        "Low end: 95% interval",
        "High end",
        "Difference at its high end",
        "High end: 95% interval",
      ],
      rows: [...shown.map(({ input }) => input), ...unshown].map((input) => [
        input.path,
        input[kpi].shown ? "shown" : "none shown",
        ...endCells(input[kpi].atLow, input.low),
        ...endCells(input[kpi].atHigh, input.high),
      ]),
    },
  };
}
