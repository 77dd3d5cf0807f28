import { CsvError, parse } from "csv-parse/sync";
import { FOCUS_COLUMNS } from "../contract/billing.js";
import type { BillingRules, Charge, FocusColumn } from "../contract/billing.js";
import { HeadroomError } from "../contract/errors.js";
import type { Problem } from "../contract/errors.js";

const MOST_PROBLEMS = 20;
const REQUIRED = ["BillingCurrency", "ChargePeriodStart", "ChargePeriodEnd"] as const;
/** What one resource is charged for, by which rows that follow each other are told from rows that overlap. */
const SAME_CHARGE: readonly string[] = [
  "SubAccountId",
  "ServiceName",
  "ResourceId",
  "SkuId",
  "SkuPriceId",
  "PricingCategory",
  "CommitmentDiscountId",
  "ChargeCategory",
  "ChargeDescription",
  "Tags",
];

export interface FocusReading {
  readonly charges: readonly Charge[];
  readonly warnings: readonly string[];
}

type Row = Readonly<Record<string, string>>;

/**
 * Reads a bill in the format of FOCUS 1.x (FinOps Open Cost and Usage Specification): CSV with a header
 * line, dates ISO 8601 in UTC. Rows are numbered as lines of a spreadsheet, the header being the first.
 * Throws `invalid-input` where columns are missing, a value cannot be read, or a currency has no rate.
 */
export function readFocus(text: string, { cost, usdPer }: BillingRules): FocusReading {
  const { columns, rows } = readRows(text);
  requireColumns(columns, [cost, ...REQUIRED]);
  const problems: Problem[] = [];
  const charges = rows.flatMap((row, at): Charge[] => {
    if (problems.length >= MOST_PROBLEMS) return [];
    const charge = chargeOf(row, at + 2, cost, usdPer);
    if ("usd" in charge) return [charge];
    problems.push(charge);
    return [];
  });
  if (problems.length > 0) {
    throw new HeadroomError("invalid-input", "the bill cannot be read", problems);
  }
  if (charges.length === 0) {
    const expected = "at least one charge below the header line";
    const problem = { path: "billing", expected, found: "none" };
    throw new HeadroomError("invalid-input", "the bill holds no charge", [problem]);
  }
  return { charges, warnings: [...repeated(rows), ...overlapping(rows, charges)] };
}

function readRows(text: string): { columns: readonly string[]; rows: Row[] } {
  let columns: readonly string[] = [];
  try {
    const rows = parse<Row>(text, {
      bom: true,
      columns: (header: string[]) => (columns = header.map((name) => name.trim())),
      skip_empty_lines: true,
      max_record_size: 1_000_000,
    });
    return { columns, rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const problem = { path: "billing", expected: "CSV with a header line", found: error.message };
    throw new HeadroomError("invalid-input", "the bill is no CSV", [problem]);
  }
}

function requireColumns(columns: readonly string[], required: readonly string[]): void {
  const missing = required.filter((name) => !columns.includes(name));
  if (missing.length === 0) return;
  const known = columns.slice(0, 12).join(", ");
  const found = columns.length > 12 ? `${known} and ${columns.length - 12} more` : known;
  throw new HeadroomError(
    "invalid-input",
    "the bill lacks columns of FOCUS 1.x",
    missing.map((name) => ({
      path: `billing, column ${name}`,
      expected: `a column of that name${name === "EffectiveCost" || name === "BilledCost" ? " (or the other cost in the rules)" : ""}`,
      found: found === "" ? "no column" : found,
    })),
  );
}

function chargeOf(
  row: Row,
  number: number,
  cost: BillingRules["cost"],
  usdPer: BillingRules["usdPer"],
): Charge | Problem {
  const wrong = (column: string, expected: string): Problem => ({
    path: `billing, row ${number}, ${column}`,
    expected,
    found: JSON.stringify(row[column]?.slice(0, 80) ?? ""),
  });
  const amount = (row[cost] ?? "").trim();
  const value = Number(amount);
  if (amount === "" || !Number.isFinite(value)) return wrong(cost, "an amount");
  const currency = row["BillingCurrency"]?.trim() ?? "";
  const rate = currency === "USD" ? 1 : usdPer[currency];
  if (rate === undefined) {
    return wrong("BillingCurrency", "USD, or a currency with a rate (usdPer of the billing rules)");
  }
  const from = momentOf(row["ChargePeriodStart"]);
  if (from === undefined) return wrong("ChargePeriodStart", DATE);
  const to = momentOf(row["ChargePeriodEnd"]);
  if (to === undefined) return wrong("ChargePeriodEnd", DATE);
  if (to <= from) return wrong("ChargePeriodEnd", "a moment after ChargePeriodStart");
  const columns: Partial<Record<FocusColumn, string>> = {};
  for (const column of FOCUS_COLUMNS) {
    const found = row[column];
    if (found !== undefined) columns[column] = found;
  }
  return { row: number, usd: value * rate, from, to, columns };
}

const DATE = "a date and time such as 2026-12-01T00:00:00Z";
/** Providers write the UTC of the specification in more than one way. */
const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))? ?(?:Z|UTC|\+00:?00)?$/;

function momentOf(text = ""): number | undefined {
  const [, date, time = "00:00"] = MOMENT.exec(text.trim()) ?? [];
  if (date === undefined) return undefined;
  const moment = Date.parse(`${date}T${time}Z`);
  return Number.isNaN(moment) ? undefined : moment;
}

/** Rows that say word for word what an earlier one says: a bill that was put together twice. */
function repeated(rows: readonly Row[]): string[] {
  const first = new Map<string, number>();
  let count = 0;
  let example = "";
  for (const [at, row] of rows.entries()) {
    const key = JSON.stringify(Object.values(row));
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, at + 2);
    else {
      count += 1;
      if (example === "") example = `row ${at + 2} repeats row ${earlier}`;
    }
  }
  if (count === 0) return [];
  return [
    `${count} rows repeat an earlier one word for word (${example}). They are counted: take them out where the bill holds a file twice.`,
  ];
}

/** Rows of one charge whose periods overlap without being the same: days and hours of the same usage. */
function overlapping(rows: readonly Row[], charges: readonly Charge[]): string[] {
  const byCharge = new Map<string, Charge[]>();
  for (const [at, charge] of charges.entries()) {
    const row = rows[at] ?? {};
    const key = JSON.stringify(SAME_CHARGE.map((column) => row[column] ?? ""));
    const same = byCharge.get(key);
    if (same === undefined) byCharge.set(key, [charge]);
    else same.push(charge);
  }
  let count = 0;
  let example = "";
  for (const same of byCharge.values()) {
    let last: Charge | undefined;
    for (const charge of same.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
      const isSamePeriod = last?.from === charge.from && last.to === charge.to;
      if (last !== undefined && charge.from < last.to && !isSamePeriod) {
        count += 1;
        if (example === "") example = `rows ${last.row} and ${charge.row}`;
      }
      if (last === undefined || charge.to > last.to) last = charge;
    }
  }
  if (count === 0) return [];
  return [
    `${count} charges overlap another period of the same charge without being that period (${example}). They are counted: check that no usage is billed by the day and by the hour at once.`,
  ];
}
