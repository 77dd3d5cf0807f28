import type { ReactElement } from "react";
import { Button } from "../ui/button.js";
import { saveFile } from "../ui/save-file.js";
import type { DataTable } from "./chart.js";
import { tableCsv } from "./export/csv.js";
import { fileStem } from "./export/file-stem.js";
import { useStill } from "./paper.js";
import { useSource } from "./source.js";

/** The mark at its start tells spreadsheets that the file is UTF-8. */
export function saveCsv(table: DataTable, stem: string): void {
  const type = "text/csv;charset=utf-8";
  saveFile(new Blob([`\uFEFF${tableCsv(table)}`], { type }), `${stem}.csv`);
}

/** Saves a table that stands outside a chart, all of its rows in full. */
export function CsvButton({
  name,
  table,
}: {
  /** What the table is called; the file is named after it. */
  name: string;
  table: () => DataTable;
}): ReactElement | null {
  const source = useSource();
  if (useStill()) return null;
  return (
    <Button
      kind="quiet"
      icon="download"
      aria-label={`Export ${name} as CSV`}
      onClick={() => saveCsv(table(), fileStem(source?.name ?? "", name))}
    >
      CSV
    </Button>
  );
}
