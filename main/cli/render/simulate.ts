import { figureAt } from "../../../engine/contract/figure-at.js";
import { KPI_PATHS, KPIS } from "../../../engine/contract/kpi.js";
import { ARCHITECTURES } from "../../../engine/contract/result.js";
import type { ArchitectureResult, SimulateResult } from "../../../engine/contract/result.js";
import type { Terminal } from "../terminal.js";
import { renderFooter, renderHeader } from "./frame.js";
import { formatFigure, formatNumber, unitLabel } from "./numbers.js";
import { renderNotes } from "./notes.js";
import { renderTable } from "./table.js";
import type { Cell, Column } from "./table.js";
import { renderVerdicts } from "./verdicts.js";

/** Every key figure of each simulated deployment, its pools and stages, and the verdicts. */
export function renderSimulate(result: SimulateResult, terminal: Terminal): string {
  const simulated = ARCHITECTURES.flatMap((name) => {
    const one = result.architectures[name];
    return one === undefined ? [] : [{ name, ...one }];
  });
  const columns: Column[] = [
    { title: "", align: "left", flexible: true },
    ...simulated.map(({ name }) => ({ title: name, align: "right" as const })),
  ];
  const row = (label: string, cell: (one: ArchitectureResult) => string): Cell[] => [
    { text: label },
    ...simulated.map((one) => ({ text: cell(one) })),
  ];
  const pools = new Set(simulated.flatMap((one) => Object.keys(one.utilisation.pools)));
  const stages = new Set(simulated.flatMap((one) => one.stages.map(({ stage }) => stage)));
  const sections: [string, Cell[][]][] = [
    ["", KPI_PATHS.map((kpi) => row(labelOf(kpi), (one) => formatFigure(figureAt(one, kpi))))],
    [
      "Busy share of each pool (%)",
      [...pools].map((pool) =>
        row(pool, (one) => {
          const figure = one.utilisation.pools[pool];
          return figure === undefined ? "" : formatFigure(figure);
        }),
      ),
    ],
    [
      "Where a session's time goes (ms)",
      [...stages].map((name) =>
        row(name, (one) => {
          const stage = one.stages.find((candidate) => candidate.stage === name);
          return stage === undefined ? "" : formatFigure(stage.meanMs);
        }),
      ),
    ],
  ];
  return [
    renderHeader(result.provenance, simulated.map(({ name }) => name).join(" and "), terminal),
    ...sections.map(([title, rows]) =>
      rows.length === 0
        ? ""
        : (title === "" ? "" : `${terminal.style("bold", title)}\n`) +
          renderTable(columns, rows, terminal.width, (text) => terminal.style("dim", text)),
    ),
    ...simulated.map(({ name, requests, events, wallSeconds }) =>
      terminal.style(
        "dim",
        `${name}: ${requests.injected.toLocaleString("en-US")} sessions in, ` +
          `${requests.completed.toLocaleString("en-US")} completed, ` +
          `${requests.failed.toLocaleString("en-US")} failed, ` +
          `${requests.inFlight.toLocaleString("en-US")} in flight; ` +
          `${events.toLocaleString("en-US")} events in ${formatNumber(wallSeconds)} s`,
      ),
    ),
    renderNotes(simulated, terminal),
    renderVerdicts(result.milestones, result.objectives, terminal),
    renderFooter(result.requirementsMet, result.warnings, terminal),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function labelOf(kpi: keyof typeof KPIS): string {
  const { label, unit } = KPIS[kpi];
  const suffix = unitLabel(unit);
  return suffix === "" ? label : `${label} (${suffix})`;
}
