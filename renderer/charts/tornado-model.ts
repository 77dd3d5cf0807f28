import type { Unit } from "../../engine/base/units.js";
import type { Investment } from "../../engine/contract/project-result.js";
import { formatAbout } from "../ui/format/figure.js";
import { formatGiven } from "../ui/format/number.js";
import { INPUT_NAMES } from "../ui/names.js";
import type { Described } from "./chart.js";

/** What one input alone does: the value at its low and at its high end. */
export interface TornadoRow {
  readonly label: string;
  readonly atLow: number;
  readonly atHigh: number;
  readonly words: string;
}

export interface TornadoModel extends Described {
  readonly rows: readonly TornadoRow[];
  /** The value with every input as expected. */
  readonly base: number;
  readonly unit: Unit;
  readonly xTitle: string;
  /** What the two ends of an input are called. */
  readonly keys: { readonly low: string; readonly high: string };
}

/** What moves the net present value most; undefined where nothing is uncertain. */
export function tornadoModel(investment: Investment, locale: string): TornadoModel | undefined {
  const { risk, npvUsd } = investment;
  if (risk === null || risk.sensitivity.length === 0) return undefined;
  const usd = (value: number): string => formatAbout(value, "usd", locale);
  const times = (value: number | null): string =>
    value === null ? "" : ` (${formatGiven(Number(value.toPrecision(3)), locale)}×)`;
  const rows = risk.sensitivity.map((one) => {
    const label = INPUT_NAMES[one.input];
    return {
      label,
      atLow: one.npvAtLowUsd,
      atHigh: one.npvAtHighUsd,
      low: times(one.low),
      high: times(one.high),
      words: `${label}: ${usd(one.npvAtLowUsd)} at P10${times(one.low)}, ${usd(one.npvAtHighUsd)} at P90${times(one.high)}`,
    };
  });
  const [first] = rows;
  return {
    rows,
    base: npvUsd,
    unit: "usd",
    xTitle: "Net present value, USD",
    keys: { low: "input at its P10", high: "input at its P90" },
    title: `${first?.label ?? "Nothing"} moves the value of the change most.`,
    subtitle:
      "Net present value in USD with one input at its P10 and its P90, all others as expected",
    summary: `${rows.map(({ words }) => words).join(". ")}.`,
    table: {
      columns: ["Input", "Value at its P10", "Value at its P90"],
      rows: rows.map(({ label, atLow, atHigh, low, high }) => [
        label,
        `${usd(atLow)}${low}`,
        `${usd(atHigh)}${high}`,
      ]),
    },
  };
}
