import type {
  Difference,
  InputSensitivity,
  SensitivityResult,
} from "../../engine/contract/sensitivity.js";
import { formatAbout, MISSING } from "../ui/format/figure.js";
import { formatPercent } from "../ui/format/number.js";
import { numberCell, rangeCell } from "./cells.js";
import type { Cell } from "./cells.js";
import type { TornadoModel } from "./tornado-model.js";

/** An input of a scenario in words, and the unit of its number. */
export interface InputName {
  readonly label: string;
  /** Empty for a bare number. */
  readonly unit: string;
  /** Whether it is read as a percentage. */
  readonly isShare: boolean;
}

/** More bars than these are small ones; the table has them all. */
const MOST_BARS = 12;

type Range = InputSensitivity["range"];

const KPIS = {
  costUsdPer30Days: { unit: "usd", name: "cost", axis: "Cost of 30 days" },
  latencyP95Ms: { unit: "ms", name: "p95", axis: "Latency, p95" },
} as const;

/** What moves cost, or p95, of a scenario; undefined where nothing was shown to. `nameOf` a path of it. */
export function sensitivityModel(
  { base, inputs, swing, architecture }: SensitivityResult,
  kpi: keyof typeof KPIS,
  nameOf: (path: string) => InputName,
  locale: string,
): TornadoModel | undefined {
  const { unit, name, axis } = KPIS[kpi];
  const from = base[kpi].mean;
  if (from === null) return undefined;
  const signed = (difference: number): string =>
    `${difference > 0 ? "+" : ""}${formatAbout(difference, unit, locale)}`;
  const short = (value: number): string =>
    value.toLocaleString(locale, { maximumSignificantDigits: 4 });
  const amount = (value: number, { unit: of, isShare }: InputName, range: Range): string => {
    if (range === "band") return `${short(value)}×`;
    if (isShare)
      return value.toLocaleString(locale, { style: "percent", maximumFractionDigits: 2 });
    return of === "" || of.startsWith("/") ? `${short(value)}${of}` : `${short(value)}\u202f${of}`;
  };
  const endWords = (difference: Difference | null, at: string | undefined): string => {
    if (difference === null || at === undefined) return "not moved";
    const { mean, low, high, note } = difference;
    if (mean === null) return note ?? "no figure";
    const interval =
      low === null || high === null || low === high ? "" : ` (${signed(low)} to ${signed(high)})`;
    return `${signed(mean)}${interval} at ${at}`;
  };
  /** One end of an input: what it was moved to, and what the figure then differs by. */
  const endCells = (
    difference: Difference | null,
    value: number | null,
    at: string | undefined,
  ): Cell[] => {
    if (difference === null || value === null || at === undefined) {
      return [
        numberCell(MISSING, value),
        numberCell("not moved", null, unit),
        rangeCell(MISSING, null, null, unit),
      ];
    }
    const { mean, low, high, note } = difference;
    const interval = low === null || high === null ? MISSING : `${signed(low)} to ${signed(high)}`;
    return [
      numberCell(at, value),
      numberCell(mean === null ? (note ?? "no figure") : signed(mean), mean, unit),
      rangeCell(interval, low, high, unit),
    ];
  };
  const told = inputs.map(
    ({ path, low, high, range, [kpi]: { atLow, atHigh, shown: isShown } }) => {
      const input = nameOf(path);
      const at = (value: number | null): string | undefined =>
        value === null ? undefined : amount(value, input, range);
      return {
        label: input.label,
        isShown,
        atLow: from + (atLow?.mean ?? 0),
        atHigh: from + (atHigh?.mean ?? 0),
        words: `${input.label}: ${endWords(atLow, at(low))}, ${endWords(atHigh, at(high))}`,
        cells: [
          input.label,
          path,
          isShown ? "shown" : "none shown",
          ...endCells(atLow, low, at(low)),
          ...endCells(atHigh, high, at(high)),
        ],
      };
    },
  );
  const shown = told.filter(({ isShown }) => isShown).toSorted((a, b) => reach(b) - reach(a));
  function reach({ atLow, atHigh }: { atLow: number; atHigh: number }): number {
    return Math.max(Math.abs(atLow - (from ?? 0)), Math.abs(atHigh - (from ?? 0)));
  }
  const [widest] = shown;
  if (widest === undefined) return undefined;
  const unshown = told.filter(({ isShown }) => !isShown);
  return {
    rows: shown.slice(0, MOST_BARS),
    base: from,
    unit,
    xTitle: axis,
    keys: { low: "at its low end", high: "at its high end" },
    title: `${widest.label} moves ${name} most.`,
    subtitle: `Each input by itself ${formatPercent(swing, swing < 0.01 ? 1 : 0, locale)} lower and higher (whole numbers by one at least), or by its own band, on the same sessions (${architecture})`,
    summary: `${shown.map(({ words }) => words).join(". ")}. No effect was shown of ${unshown.length} other inputs.`,
    table: {
      columns: [
        "Input",
        "Field",
        "Effect",
        "Low end",
        "Difference at its low end",
        "Low end: 95% interval",
        "High end",
        "Difference at its high end",
        "High end: 95% interval",
      ],
      rows: [...shown, ...unshown].map(({ cells }) => cells),
    },
  };
}
