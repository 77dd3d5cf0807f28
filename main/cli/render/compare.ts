import { sideWords } from "../../../engine/contract/claim-side.js";
import { KPIS } from "../../../engine/contract/kpi.js";
import { comparisonSentence } from "../../../engine/contract/wording.js";
import type { KpiPath } from "../../../engine/contract/kpi.js";
import type { CompareResult, ComparisonRow } from "../../../engine/contract/result.js";
import type { Terminal } from "../terminal.js";
import {
  formatChange,
  formatFigure,
  formatPValue,
  formatValue,
  NOTHING,
  unitLabel,
} from "./numbers.js";
import { renderFooter, renderHeader } from "./frame.js";
import { renderNotes } from "./notes.js";
import { naturalWidth, renderTable, wrap } from "./table.js";
import type { Cell, Column } from "./table.js";
import { renderVerdicts } from "./verdicts.js";

const COLUMNS: readonly Column[] = [
  { title: "", align: "left", flexible: true },
  { title: "coupled", align: "right", flexible: true },
  { title: "decoupled", align: "right", flexible: true },
  { title: "change", align: "right" },
  { title: "", align: "left" },
  { title: "p", align: "right" },
  { title: "claimed before", align: "right" },
  { title: "after", align: "right" },
];
const CLAIMS_FROM = 6;
/** How many of the columns are shown: the most that fit without wrapping, else the fewest. */
const LAYOUTS = [COLUMNS.length, CLAIMS_FROM, 5, 4];

/** The before/after table, the published claims beside it, and what becomes of the requirements. */
export function renderCompare(result: CompareResult, terminal: Terminal): string {
  const { table, provenance, milestones, objectives, warnings, claimsSource } = result;
  const rows = table.map((row) => [...figureCells(row, terminal), ...claimCells(row, terminal)]);
  const claimed = rows.filter((_, at) => table[at]?.claim !== undefined);
  const layouts = claimed.length > 0 ? LAYOUTS : LAYOUTS.slice(1);
  const shown =
    layouts.find((count) => naturalWidth(COLUMNS.slice(0, count), rows) <= terminal.width) ??
    layouts.at(-1);
  const dim = (text: string): string => terminal.style("dim", text);
  const claimsApart = claimed.length > 0 && shown !== COLUMNS.length;
  const withClaims = (cells: readonly Cell[]): Cell[] =>
    cells.slice(0, 1).concat(cells.slice(CLAIMS_FROM));
  return [
    renderHeader(provenance, "coupled and decoupled on the same sessions", terminal),
    renderTable(COLUMNS.slice(0, shown), rows, terminal.width, dim),
    claimsApart
      ? renderTable(
          COLUMNS.slice(0, 1).concat(COLUMNS.slice(CLAIMS_FROM)),
          claimed.map(withClaims),
          terminal.width,
          dim,
        )
      : "",
    wrap(
      "Each figure with its 95% interval; the change is paired by replication, p by a paired t-test, after " +
        "Holm's correction over the rows that have one." +
        (claimed.length > 0
          ? ` Claims: ${claimsSource ?? "of the scenario"}; ✓ within the interval or 5% of the mean (a change: 5 percentage points) or beyond the claimed bound, ✗ not.`
          : ""),
      terminal.width,
    )
      .map(dim)
      .join("\n"),
    ...sentencesOf(result, terminal),
    renderNotes(Object.values(result.architectures), terminal),
    renderVerdicts(milestones, objectives, terminal),
    renderFooter(result.requirementsMet, warnings, terminal),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Rows that a reader asks for first, in words. */
const IN_WORDS: ReadonlySet<KpiPath> = new Set<KpiPath>([
  "throughput",
  "latencyMs.p95",
  "errorRate",
  "costUsd.perRequest",
]);

function sentencesOf({ table }: CompareResult, terminal: Terminal): string[] {
  const lines = table.flatMap((row) => {
    const sentence = IN_WORDS.has(row.kpi) ? comparisonSentence(row) : undefined;
    return sentence === undefined ? [] : wrap(sentence, terminal.width);
  });
  return lines.length === 0 ? [] : [lines.join("\n")];
}

function labelCell({ kpi }: ComparisonRow): Cell {
  const { label, unit } = KPIS[kpi];
  const suffix = unitLabel(unit);
  return { text: suffix === "" ? label : `${label} (${suffix})` };
}

function figureCells(row: ComparisonRow, terminal: Terminal): Cell[] {
  const { coupled, decoupled, relativeChange, pValue, finding } = row;
  const adjusted = finding === undefined ? pValue : finding.adjustedPValue;
  return [
    labelCell(row),
    { text: formatFigure(coupled) },
    { text: formatFigure(decoupled), paint: (text) => terminal.style("bold", text) },
    { text: relativeChange === null ? NOTHING : formatChange(relativeChange) },
    judgementCell(row, terminal),
    { text: adjusted === null ? NOTHING : formatPValue(adjusted) },
  ];
}

/** Better and worse only where the test, or else the interval, leaves no doubt of the sign. */
function judgementCell({ kpi, difference, finding }: ComparisonRow, terminal: Terminal): Cell {
  const { better } = KPIS[kpi];
  const { low, high } = difference;
  if (finding?.outcome === "equal") return { text: "equal" };
  if (finding?.outcome === "undecided" && better !== "neither") return { text: "unclear" };
  if (better === "neither" || low === null || high === null) return { text: "" };
  if (low <= 0 && high >= 0) return { text: low === high ? "same" : "unclear" };
  const improved = better === "higher" ? low > 0 : high < 0;
  return improved
    ? { text: "better", paint: (text) => terminal.style("green", text) }
    : { text: "worse", paint: (text) => terminal.style("red", text) };
}

function claimCells({ kpi, claim }: ComparisonRow, terminal: Terminal): Cell[] {
  const { unit } = KPIS[kpi];
  const cell = (
    value: number | undefined,
    reproduced: boolean | undefined,
    format = (claimed: number): string => formatValue(claimed, unit),
  ): Cell => {
    if (value === undefined) return { text: "" };
    const text = format(value) + sideWords(claim?.side);
    if (reproduced === undefined) return { text };
    return {
      text: `${text} ${reproduced ? "✓" : "✗"}`,
      paint: (painted) => terminal.style(reproduced ? "green" : "red", painted),
    };
  };
  return [
    cell(claim?.coupled, claim?.coupledReproduced),
    claim?.decoupled === undefined
      ? cell(claim?.change, claim?.changeReproduced, formatChange)
      : cell(claim.decoupled, claim.decoupledReproduced),
  ];
}
