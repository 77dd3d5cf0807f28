import type { ReactElement, ReactNode } from "react";
import type { DataTable, Described } from "./chart.js";
import { TableView } from "./table-view.js";

/** Pixels that a chart is drawn wide for paper, where it is scaled to the page. */
export const PAPER_WIDTH = 760;
/** A longer table is thinned out to so many rows. */
const MOST_PAPER_ROWS = 60;
const PAPER_ROWS = 20;

/** A chart as it is printed: all that it says, without what only a screen can do. */
export function PaperChart({
  model,
  name,
  children,
}: {
  model: Described;
  name: string;
  children: ReactNode;
}): ReactElement {
  return (
    <figure className="chart-frame">
      <div className="paper-chart">
        <figcaption>
          <h3>{model.title}</h3>
          <p>{model.subtitle}</p>
        </figcaption>
        {children}
      </div>
      <TableView model={{ ...model, table: forPaper(model.table) }} name={name} />
    </figure>
  );
}

/** Evenly chosen rows of a long table: on paper nobody reads hundreds, and the CSV has them all. */
function forPaper(table: DataTable): DataTable {
  const { rows } = table;
  if (rows.length <= MOST_PAPER_ROWS) return table;
  const step = Math.ceil(rows.length / PAPER_ROWS);
  return {
    ...table,
    rows: rows.filter((_, at) => at % step === 0),
    note: `One row in ${step} of ${rows.length}; the CSV of this chart has them all.`,
  };
}
