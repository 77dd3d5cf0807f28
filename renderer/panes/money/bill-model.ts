import type { BillingComparison } from "../../../engine/contract/billing.js";
import { MISSING } from "../../ui/format/figure.js";
import { formatCount, formatNumber } from "../../ui/format/number.js";
import { scaleFor } from "../../ui/format/scale.js";

export interface BillRow {
  readonly name: string;
  readonly projected: string;
  readonly billed: string;
  readonly credits: string;
  readonly difference: string;
  /** Of what was projected. */
  readonly relative: string;
}

/** A bill has cents. */
const DECIMALS = 2;

const usdText = (value: number, locale: string, sign = false): string =>
  formatNumber(value, scaleFor("usd", 1), DECIMALS, locale, { sign });

/** The lines that hold anything, then the total. */
export function billRows({ lines, total }: BillingComparison, locale: string): BillRow[] {
  const usd = (value: number, sign = false): string => usdText(value, locale, sign);
  const row = (line: {
    readonly name: string;
    readonly projectedUsd: number;
    readonly actualUsd: number;
    readonly creditsUsd: number;
    readonly differenceUsd: number;
    readonly relative: number | null;
  }): BillRow => ({
    name: capital(line.name),
    projected: usd(line.projectedUsd),
    billed: usd(line.actualUsd),
    credits: line.creditsUsd === 0 ? MISSING : usd(line.creditsUsd),
    difference: usd(line.differenceUsd, true),
    relative:
      line.relative === null
        ? MISSING
        : formatNumber(line.relative, scaleFor("ratio", 1), 1, locale, { sign: true }),
  });
  const creditsUsd = lines.reduce((sum, line) => sum + line.creditsUsd, 0);
  return [
    ...lines
      .filter(({ projectedUsd, actualUsd }) => projectedUsd !== 0 || actualUsd !== 0)
      .map(row),
    row({ name: "Total", ...total, creditsUsd }),
  ];
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export interface RuleRow {
  /** The line that its charges count to. */
  readonly line: string;
  readonly where: string;
  readonly charges: string;
  readonly usd: string;
}

/** The rules that caught something, in the order in which they are tried, then what none of them fits. */
export function ruleRows(
  { lines, rules, notMapped }: BillingComparison,
  locale: string,
): RuleRow[] {
  const row = (line: string, where: string, caught: { charges: number; usd: number }): RuleRow => ({
    line,
    where,
    charges: formatCount(caught.charges, locale),
    usd: usdText(caught.usd, locale),
  });
  return [
    ...rules
      .filter(({ charges }) => charges > 0)
      .map(({ rule, ...caught }) => {
        const where = Object.entries(rule.where)
          .map(([column, texts]) => `${column}: ${texts.join(", ")}`)
          .join("; ");
        const name = lines.find(({ line }) => line === rule.line)?.name;
        return row(
          capital(name ?? (rule.line === "ignore" ? "left out" : rule.line)),
          where,
          caught,
        );
      }),
    ...notMapped.map(({ serviceName, skuId, ...caught }) =>
      row("Not mapped", `${serviceName} ${skuId}`, caught),
    ),
  ];
}
