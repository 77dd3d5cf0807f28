import { KPIS } from "../../../engine/contract/kpi.js";
import { ARCHITECTURES } from "../../../engine/contract/result.js";
import type {
  Architecture,
  MilestoneVerdict,
  ObjectiveVerdict,
  RequirementVerdict,
} from "../../../engine/contract/result.js";
import type { Terminal } from "../terminal.js";
import { formatFigure, formatWithUnit } from "./numbers.js";
import { renderTable } from "./table.js";
import type { Cell, Column } from "./table.js";

const COLOURS = { met: "green", missed: "red", undecided: "yellow" } as const;

/** The requirements as rows, the deployments that were held against them as columns. */
export function renderVerdicts(
  milestones: readonly MilestoneVerdict[],
  objectives: readonly ObjectiveVerdict[],
  terminal: Terminal,
): string {
  const judged = [
    ...milestones.flatMap(({ day, name, architecture, requirements }) =>
      requirements.map((one) => ({ of: `day ${day}: ${name}`, architecture, ...one })),
    ),
    ...objectives.map((one) => ({ of: `promised to ${one.workload}`, ...one })),
  ];
  if (judged.length === 0) return "";
  const present = ARCHITECTURES.filter((name) => judged.some((one) => one.architecture === name));
  const columns: Column[] = [
    { title: "requirement", align: "left", flexible: true },
    { title: "", align: "left", flexible: true },
    ...present.map((title) => ({ title, align: "left" as const, flexible: true })),
  ];
  const rows = new Map<string, { of: string; asked: string; by: Map<Architecture, Cell> }>();
  for (const one of judged) {
    const asked = describe(one);
    const key = `${one.of}\0${asked}`;
    const row = rows.get(key) ?? { of: one.of, asked, by: new Map() };
    row.by.set(one.architecture, verdictCell(one, terminal));
    rows.set(key, row);
  }
  return renderTable(
    columns,
    Array.from(rows.values(), ({ of, asked, by }) => {
      const cells: Cell[] = present.map((name) => by.get(name) ?? { text: "" });
      return [{ text: of }, { text: asked }].concat(cells);
    }),
    terminal.width,
    (text) => terminal.style("dim", text),
  );
}

/** `Latency, p95 below 200 ms` */
function describe({ kpi, below, above }: RequirementVerdict): string {
  const { label, unit } = KPIS[kpi];
  const threshold = (side: string, value: number | undefined): string =>
    value === undefined ? "" : ` ${side} ${formatWithUnit(value, unit)}`;
  return label + threshold("below", below) + threshold("above", above);
}

function verdictCell({ verdict, figure }: RequirementVerdict, terminal: Terminal): Cell {
  return {
    text: `${verdict}: ${formatFigure(figure)}`,
    paint: (text) => terminal.style(COLOURS[verdict], text),
  };
}
