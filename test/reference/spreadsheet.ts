import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A number, or a formula in OpenFormula such as `=IRR([.A1:.F1])`. */
export type Cell = number | string;

/** Comma, double quotes, UTF-8, cells unrounded rather than as shown. */
const CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false";

/** Has LibreOffice work out a sheet; gives every cell's value, formulas calculated. */
export async function calculate(rows: readonly (readonly Cell[])[]): Promise<number[][]> {
  const folder = await mkdtemp(path.join(tmpdir(), "headroom-sheet-"));
  try {
    const sheet = path.join(folder, "sheet.fods");
    await writeFile(sheet, flatSheet(rows));
    // A profile of its own: one that is open elsewhere would refuse to start.
    const profile = `-env:UserInstallation=file://${path.join(folder, "profile")}`;
    const args = [profile, "--headless", "--convert-to", CSV, "--outdir", folder, sheet];
    await run("soffice", args, { timeout: 240_000 });
    const text = await readFile(path.join(folder, "sheet.csv"), "utf8");
    return text
      .trimEnd()
      .split("\n")
      .map((line) => line.split(",").map(readCell));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A cell shows a rate in per cent even where it is not rounded. */
function readCell(text: string): number {
  if (text === "") return NaN;
  return text.endsWith("%") ? Number(text.slice(0, -1)) / 100 : Number(text);
}

function flatSheet(rows: readonly (readonly Cell[])[]): string {
  const cell = (value: Cell): string =>
    typeof value === "number"
      ? `<table:table-cell office:value-type="float" office:value="${value}"/>`
      : `<table:table-cell table:formula="of:${value}"/>`;
  const lines = rows.map((row) => `<table:table-row>${row.map(cell).join("")}</table:table-row>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:body><office:spreadsheet><table:table table:name="sheet">
${lines.join("\n")}
</table:table></office:spreadsheet></office:body></office:document>
`;
}
