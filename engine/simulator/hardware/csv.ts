export type Row = Readonly<Record<string, string>>;

/** Splits a comma-separated file without quotes into rows by header name. */
export function csvRows(text: string): Row[] {
  const [header = "", ...lines] = text.split(/\r?\n/).filter((line) => line !== "");
  const names = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""]));
  });
}

/** A whole number of at least 1, or undefined for anything else (the file writes "", 0 and "nan"). */
export function countIn(row: Row, name: string): number | undefined {
  const value = Number(row[name]);
  return Number.isInteger(value) && value >= 1 ? value : undefined;
}
