import { KPIS } from "../../../engine/contract/kpi.js";
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
import { naturalWidth, renderTable } from "./table.js";
import type { Cell, Column } from "./table.js";
import { renderVerdicts } from "./verdicts.js";

const FIGURES: readonly Column[] = [
  { title: "", align: "left", flexible: true },
  { title: "coupled", align: "right" },
  { title: "decoupled", align: "right" },
  { title: "change", align: "right" },
  { title: "", align: "left" },
  { title: "p", align: "right" },
];
const CLAIMS: readonly Column[] = [
  { title: "claimed before", align: "right" },
  { title: "after", align: "right" },
];

/** The before/after table, the published claims beside it, and what becomes of the requirements. */
export function renderCompare(result: CompareResult, terminal: Terminal): string {
  const { table, provenance, milestones, objectives, warnings, claimsSource } = result;
  const claimed = table.some((row) => row.claim !== undefined);
  const figures = table.map((row) => figureCells(row, terminal));
  const claims = table.map((row) => claimCells(row, terminal));
  const wide = table.map((_, at) => [...(figures[at] ?? []), ...(claims[at] ?? [])]);
  const columns = [...FIGURES, ...CLAIMS];
  const fits = naturalWidth(columns, wide) <= terminal.width;
  const dim = (text: string): string => terminal.style("dim", text);
  const layOut = (which: readonly Column[], rows: readonly (readonly Cell[])[]): string =>
    renderTable(which, rows, terminal.width, dim);
  return [
    renderHeader(provenance, "coupled and decoupled on the same sessions", terminal),
    claimed && fits ? layOut(columns, wide) : layOut(FIGURES, figures),
    claimed && !fits
      ? layOut(
          [{ title: "", align: "left", flexible: true }, ...CLAIMS],
          table.flatMap((row, at) =>
            row.claim === undefined ? [] : [[labelCell(row), ...(claims[at] ?? [])]],
          ),
        )
      : "",
    dim(
      "Each figure with its 95 % interval; the change is paired by replication, p by a paired t-test." +
        (claimed ? ` Claims: ${claimsSource ?? "of the scenario"}; ✓ reproduced, ✗ not.` : ""),
    ),
    renderNotes(Object.values(result.architectures), terminal),
    renderVerdicts(milestones, objectives, terminal),
    renderFooter(result.requirementsMet, warnings, terminal),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function labelCell({ kpi }: ComparisonRow): Cell {
  const { label, unit } = KPIS[kpi];
  const suffix = unitLabel(unit);
  return { text: suffix === "" ? label : `${label} (${suffix})` };
}

function figureCells(row: ComparisonRow, terminal: Terminal): Cell[] {
  const { coupled, decoupled, relativeChange, pValue } = row;
  return [
    labelCell(row),
    { text: formatFigure(coupled) },
    { text: formatFigure(decoupled), paint: (text) => terminal.style("bold", text) },
    { text: relativeChange === null ? NOTHING : formatChange(relativeChange) },
    judgementCell(row, terminal),
    { text: pValue === null ? NOTHING : formatPValue(pValue) },
  ];
}

/** Better and worse only where the interval of the difference leaves no doubt of its sign. */
function judgementCell({ kpi, difference }: ComparisonRow, terminal: Terminal): Cell {
  const { better } = KPIS[kpi];
  const { low, high } = difference;
  if (better === "neither" || low === null || high === null) return { text: "" };
  if (low <= 0 && high >= 0) return { text: low === high ? "same" : "unclear" };
  const improved = better === "higher" ? low > 0 : high < 0;
  return improved
    ? { text: "better", paint: (text) => terminal.style("green", text) }
    : { text: "worse", paint: (text) => terminal.style("red", text) };
}

function claimCells({ kpi, claim }: ComparisonRow, terminal: Terminal): Cell[] {
  const { unit } = KPIS[kpi];
  const cell = (value: number | undefined, reproduced: boolean | undefined): Cell => {
    if (value === undefined) return { text: "" };
    const text = formatValue(value, unit);
    if (reproduced === undefined) return { text };
    return {
      text: `${text} ${reproduced ? "✓" : "✗"}`,
      paint: (painted) => terminal.style(reproduced ? "green" : "red", painted),
    };
  };
  return [
    cell(claim?.coupled, claim?.coupledReproduced),
    cell(claim?.decoupled, claim?.decoupledReproduced),
  ];
}
