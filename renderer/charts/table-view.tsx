import type { ReactElement } from "react";
import { formatCount } from "../ui/format/number.js";
import { useLocale } from "../ui/locale.js";
import { cellText } from "./cells.js";
import type { Cell } from "./cells.js";
import type { Described } from "./chart.js";
import { ScrollPart } from "../ui/scroll-part.js";

/** More rows would hold up the window for longer than a press is felt, and nobody reads that far. */
const MOST_DRAWN = 500;

/** One number does not break; what stands for an interval that could not be had is a sentence, and may. */
function classOf(cell: Cell): string | undefined {
  if (typeof cell === "string") return undefined;
  if ("value" in cell) return "number";
  return cell.low === null && cell.high === null ? "sentence" : undefined;
}

/** The data behind a chart, as a table to read; a long one is cut, and says so. */
export function TableView({ model, name }: { model: Described; name: string }): ReactElement {
  const { columns, rows, note } = model.table;
  const locale = useLocale();
  const drawn = rows.slice(0, MOST_DRAWN);
  // Numbers stand at the end of their column, digit below digit; words at its start.
  const classes = columns.map((_, column) =>
    drawn.every((row) => typeof (row[column] ?? "") === "string") ? "words" : undefined,
  );
  const left = rows.length - MOST_DRAWN;
  const cut =
    left > 0
      ? `The first ${formatCount(MOST_DRAWN, locale)} of ${formatCount(rows.length, locale)} rows; the CSV has all of them.`
      : undefined;
  const caption = [note, cut].filter((text) => text !== undefined).join(" ");
  return (
    <ScrollPart className="chart-table" aria-label={`${name}: table`}>
      <table>
        {caption === "" ? null : <caption>{caption}</caption>}
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column} scope="col" className={classes[index]}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {drawn.map(([head = "", ...cells], row) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows have no name of their own, and two may say the same
            <tr key={row}>
              <th scope="row">{cellText(head)}</th>
              {cells.map((cell, index) => (
                <td key={columns[index + 1]} className={classes[index + 1] ?? classOf(cell)}>
                  {cellText(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollPart>
  );
}
