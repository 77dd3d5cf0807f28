import type { Unit } from "../../engine/base/units.js";
import type { Investment } from "../../engine/contract/project-result.js";
import { formatAbout, MISSING } from "../ui/format/figure.js";
import { formatGiven } from "../ui/format/number.js";
import { INPUT_NAMES } from "../ui/names.js";
import { numberCell } from "./cells.js";
import type { Cell } from "./cells.js";
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
  const factor = (value: number): string => `${formatGiven(Number(value.toPrecision(3)), locale)}×`;
  const times = (value: number | null): string => (value === null ? "" : ` (${factor(value)})`);
  const factorCell = (value: number | null): Cell =>
    numberCell(value === null ? MISSING : factor(value), value);
  const rows = risk.sensitivity.map((one) => {
    const label = INPUT_NAMES[one.input];
    return {
      label,
      atLow: one.npvAtLowUsd,
      atHigh: one.npvAtHighUsd,
      cells: [
        factorCell(one.low),
        numberCell(usd(one.npvAtLowUsd), one.npvAtLowUsd, "usd"),
        factorCell(one.high),
        numberCell(usd(one.npvAtHighUsd), one.npvAtHighUsd, "usd"),
      ],
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
      columns: [
        "Input",
        "P10, times the expected",
        "Value at its P10",
        "P90, times the expected",
        "Value at its P90",
      ],
      rows: rows.map(({ label, cells }) => [label, ...cells]),
    },
  };
}
