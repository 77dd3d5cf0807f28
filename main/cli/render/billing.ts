import type { BillingComparison } from "../../../engine/contract/billing.js";
import type { Terminal } from "../terminal.js";
import { formatNumber, formatWithUnit, NOTHING } from "./numbers.js";
import { renderTable, wrap } from "./table.js";
import type { Column } from "./table.js";

const right = (title: string): Column => ({ title, align: "right" });

const RULES: readonly Column[] = [
  { title: "charges that count as", align: "left" },
  { title: "rule", align: "left", flexible: true },
  right("charges"),
  right("USD"),
];

const share = (relative: number | null): string =>
  relative === null ? NOTHING : formatWithUnit(relative, "ratio");

/** The projection beside the bill by line, the rules that made lines of charges; `--json` has the days. */
export function renderBilling(billing: BillingComparison, terminal: Terminal): string {
  const { cost, days, deployment, lines, notMapped, rules, total, warnings } = billing;
  const dim = (text: string): string => terminal.style("dim", text);
  const table = (columns: readonly Column[], rows: readonly (readonly string[])[]): string =>
    renderTable(
      columns,
      rows.map((row) => row.map((text) => ({ text }))),
      terminal.width,
      dim,
    );
  const [first, last] = [days[0]?.date ?? "", days.at(-1)?.date ?? ""];
  const title = `bill (${cost}) of the deployment ${deployment}, ${first} to ${last}, USD`;
  const all = { name: "total", creditsUsd: lines.reduce((sum, one) => sum + one.creditsUsd, 0) };
  return [
    table(
      [
        { title, align: "left", flexible: true },
        ...["projected", "actual", "of it credits", "difference", ""].map(right),
      ],
      [...lines, { ...all, ...total }].map((line) => [
        line.name,
        formatNumber(line.projectedUsd),
        formatNumber(line.actualUsd),
        line.creditsUsd === 0 ? "" : formatNumber(line.creditsUsd),
        formatNumber(line.differenceUsd),
        share(line.relative),
      ]),
    ),
    table(RULES, [
      ...rules
        .filter(({ charges }) => charges > 0)
        .map(({ rule, charges, usd }) => [
          rule.line,
          Object.entries(rule.where)
            .map(([column, texts]) => `${column} has ${texts.join(" or ")}`)
            .join(", "),
          String(charges),
          formatNumber(usd),
        ]),
      ...notMapped.map(({ serviceName, skuId, charges, usd }) => [
        "not mapped",
        `${serviceName} ${skuId}`,
        String(charges),
        formatNumber(usd),
      ]),
    ]),
    ...warnings.map((warning) =>
      terminal.style("yellow", wrap(`warning: ${warning}`, terminal.width).join("\n")),
    ),
  ].join("\n\n");
}
