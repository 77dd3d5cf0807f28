import type { CostLine } from "../../../engine/contract/money-result.js";
import type { ProjectResult } from "../../../engine/contract/project-result.js";
import type { Architecture } from "../../../engine/contract/result.js";
import { formatAbout } from "../../ui/format/figure.js";

/** A cost of the horizon in both deployments, as parts of the greatest amount there is. */
export interface MoneyBar {
  readonly name: string;
  readonly formula: string;
  readonly isTotal: boolean;
  readonly sides: readonly {
    readonly architecture: Architecture;
    readonly amount: string;
    readonly share: number;
  }[];
}

/** The costs that are not nothing, the greatest first, and their total. */
export function moneyBars({ lines, total }: ProjectResult["costs"], locale: string): MoneyBar[] {
  const most = Math.max(...[...lines, total].map(amountOf));
  const share = (value: number): number => (most > 0 ? Math.max(0, value / most) : 0);
  const bar = (line: CostLine, isTotal: boolean): MoneyBar => {
    const { beforeUsd, afterUsd } = line;
    const amounts = [
      ...(beforeUsd === null ? [] : [["coupled", beforeUsd] as const]),
      ["decoupled", afterUsd] as const,
    ];
    return {
      name: `${line.name.charAt(0).toUpperCase()}${line.name.slice(1)}`,
      formula: line.formula,
      isTotal,
      // What is credited has no bar.
      sides: amounts.map(([architecture, value]) => ({
        architecture,
        amount: formatAbout(value, "usd", locale),
        share: share(value),
      })),
    };
  };
  const spent = lines.filter((line) => line.afterUsd !== 0 || (line.beforeUsd ?? 0) !== 0);
  return [
    ...spent.toSorted((a, b) => amountOf(b) - amountOf(a)).map((line) => bar(line, false)),
    bar(total, true),
  ];
}

const amountOf = ({ beforeUsd, afterUsd }: CostLine): number => Math.max(beforeUsd ?? 0, afterUsd);
