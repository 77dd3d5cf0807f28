import { KPIS } from "../../../engine/contract/kpi.js";
import type { SideBySideResult, SideDifference } from "../../../engine/contract/side-by-side.js";
import type { Terminal } from "../terminal.js";
import { renderFooter, renderHeader } from "./frame.js";
import { formatFigure, unitLabel } from "./numbers.js";
import { renderTable } from "./table.js";
import type { Column } from "./table.js";

/** Key figures of every scenario, and how each differs from the first. */
export function renderSideBySide(
  { arms, rows, warnings }: SideBySideResult,
  terminal: Terminal,
): string {
  const columns: Column[] = [
    { title: "decoupled", align: "left", flexible: true },
    ...arms.map(({ provenance }): Column => ({
      title: provenance.scenarioName,
      align: "right",
      flexible: true,
    })),
  ];
  const cells = rows.map(({ kpi, figures, differences }) => {
    const unit = unitLabel(KPIS[kpi].unit);
    return [
      { text: unit === "" ? KPIS[kpi].label : `${KPIS[kpi].label} (${unit})` },
      ...figures.map((figure, at) => {
        const difference = differences[at - 1];
        const words = difference === undefined ? "" : ` ${outcomeWords(difference)}`;
        return { text: `${formatFigure(figure)}${words}` };
      }),
    ];
  });
  return [
    ...arms.map(({ provenance }) => renderHeader(provenance, "decoupled", terminal)),
    renderTable(columns, cells, terminal.width, (text) => terminal.style("dim", text)),
    renderFooter(null, warnings, terminal),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

const WORDS = {
  higher: "higher",
  lower: "lower",
  equal: "equal",
  undecided: "undecided",
  unknown: "",
} as const;

function outcomeWords({ finding }: SideDifference): string {
  return WORDS[finding.outcome];
}
