import { KPIS } from "../../../engine/contract/kpi.js";
import type { EqualWork, QualityRow, Savings } from "../../../engine/contract/money-result.js";
import type { Terminal } from "../terminal.js";
import { formatFigure, formatNumber, formatWithUnit, NOTHING } from "./numbers.js";
import { renderTable, wrap } from "./table.js";
import type { Column } from "./table.js";

const left = (title: string): Column => ({ title, align: "left", flexible: true });
const right = (title: string): Column => ({ title, align: "right" });

function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  terminal: Terminal,
): string {
  const cells = rows.map((row) => row.map((text) => ({ text })));
  return renderTable(columns, cells, terminal.width, (text) => terminal.style("dim", text));
}

const write = (usd: number | null): string => (usd === null ? NOTHING : formatNumber(usd));

/** Both deployments at as many successful sessions, and whether both keep what is promised. */
export function renderEqualWork(work: EqualWork, terminal: Terminal): string {
  const { copies, lines, multiple, npvUsd, quality, sameQuality, successfulSessions, total } = work;
  const costs = table(
    [
      left(`USD at ${formatNumber(successfulSessions)} successful sessions each`),
      right("before"),
      right("after"),
      right("difference"),
    ],
    [...lines, total]
      .filter(({ name, beforeUsd, afterUsd }) => name === "total" || beforeUsd || afterUsd)
      .map((line) => [
        line.name,
        write(line.beforeUsd),
        write(line.afterUsd),
        write(line.differenceUsd),
      ]),
    terminal,
  );
  const returned =
    multiple === null ? "" : `, ${formatNumber(multiple)} times what was put in comes back`;
  const words = `Taken ${formatNumber(copies.before)} times before and ${formatNumber(copies.after)} times after. At this work the change is worth ${formatWithUnit(npvUsd, "usd")}${returned}, which counts only as far as the work is wanted.`;
  return [
    costs,
    wrap(`${words} ${qualityWords(sameQuality, quality)}`, terminal.width).join("\n"),
  ].join("\n");
}

function qualityWords(same: boolean | null, quality: readonly QualityRow[]): string {
  if (quality.length === 0) return "Nothing is promised, so quality is not compared.";
  if (same === true) return "Both keep every promise today.";
  const broken = quality.flatMap(({ kpi, workload, before, after }) =>
    [
      { side: "before", ...before },
      { side: "after", ...after },
    ].flatMap(({ side, verdict, figure }) =>
      verdict === "met"
        ? []
        : [
            `${side}, ${KPIS[kpi].label}${workload === undefined ? "" : ` of ${workload}`} is ${verdict} (${formatFigure(figure)})`,
          ],
    ),
  );
  const lead = same === false ? "They are not of the same quality" : "Equal quality is not certain";
  return `${lead}: ${broken.join("; ")}.`;
}

const level = (
  name: string,
  { usdPerMillionTokens, usdPerToken }: Savings["before"],
): readonly string[] => [
  name,
  formatNumber(usdPerMillionTokens),
  formatNumber(usdPerToken),
  "all costs of the horizon over the tokens not paid twice",
];

/** What takes the cost of a token from before to after, step by step. */
export function renderSavings({ before, after, waterfall }: Savings, terminal: Terminal): string {
  const steps = waterfall.filter(({ usdPerMillionTokens }) => usdPerMillionTokens !== 0);
  const rows = steps.map(({ label, usdPerMillionTokens, usdPerToken, formula }) => [
    label,
    formatNumber(usdPerMillionTokens),
    formatNumber(usdPerToken),
    formula,
  ]);
  return table(
    [left("from coupled to decoupled, USD"), right("a million tokens"), right("a token"), left("")],
    [level("before", before), ...rows, level("after", after)],
    terminal,
  );
}
