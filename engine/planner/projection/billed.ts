import { BILLED_LINES } from "../../contract/billing.js";
import type {
  BilledLine,
  BillingComparison,
  BillingRule,
  BillingRules,
  Charge,
  ComparedLine,
} from "../../contract/billing.js";
import { HeadroomError } from "../../contract/errors.js";
import { dateOf } from "../../contract/finance.js";
import { AS_EXPECTED } from "./costs.js";
import { sideCostsOn } from "./projection.js";
import type { Projection } from "./projection.js";
import type { Side } from "./scale.js";

const MS_PER_DAY = 86_400_000;
const MOST_NOT_MAPPED = 20;

const NAMES: Readonly<Record<BilledLine, string>> = {
  gpu: "GPU hours",
  cpu: "CPU hours",
  tokens: "API tokens",
  storage: "storage",
  egress: "egress",
  observability: "observability",
  licences: "licences",
};

/** A bill, and the deployment that it is the bill of. */
export interface Bill {
  readonly charges: readonly Charge[];
  readonly rules: BillingRules;
  readonly side: Side;
  /** What the reader of the bill has to say of it. */
  readonly warnings: readonly string[];
}

/**
 * The projected running costs beside a bill, line by line and day by day, over the days that both know. A
 * charge is spread evenly over its period. Without a date of day 0 the bill's first day is day 1. Throws
 * `invalid-input` where the two have no day in common.
 */
export function compareWithBill(projection: Projection, bill: Bill): BillingComparison {
  const { finance, horizonDays } = projection;
  const { charges, rules, side } = bill;
  const first = charges.reduce((least, { from }) => Math.min(least, from), Infinity);
  const last = charges.reduce((most, { to }) => Math.max(most, to), -Infinity);
  const startsOn = finance.startsOn ?? dateOf(isoDate(first), -1);
  const zero = Date.parse(startsOn);
  const fromDay = Math.max(0, Math.floor((first - zero) / MS_PER_DAY));
  const toDay = Math.min(horizonDays, Math.ceil((last - zero) / MS_PER_DAY) - 1);
  if (fromDay > toDay) throw noCommonDay(projection, startsOn, first, last);
  const ledger = new Ledger(fromDay, toDay, zero);
  const caught = rules.rules.map((rule) => ({ rule, charges: 0, usd: 0 }));
  const rest = new Map<string, BillingComparison["notMapped"][number]>();
  for (const charge of charges) {
    const match = caught.find(({ rule }) => fits(rule, charge));
    if (match === undefined) note(rest, charge);
    else {
      match.charges += 1;
      match.usd += charge.usd;
    }
    if (match?.rule.line !== "ignore") ledger.book(match?.rule.line ?? "not mapped", charge);
  }
  const projected = ledger.days.map((day) => projectedOn(projection, side, day));
  const lines = [...BILLED_LINES, "not mapped" as const].map((line): ComparedLine => {
    const projectedUsd =
      line === "not mapped" ? 0 : projected.reduce((sum, costs) => sum + costs[line], 0);
    const { usd, creditsUsd } = ledger.sumOf(line);
    const name = line === "not mapped" ? "not mapped" : NAMES[line];
    return { line, name, creditsUsd, ...compared(projectedUsd, usd) };
  });
  const total = (of: (line: ComparedLine) => number): number =>
    lines.reduce((sum, line) => sum + of(line), 0);
  return {
    deployment: side,
    cost: rules.cost,
    charges: charges.length,
    startsOn,
    fromDay,
    toDay,
    lines: lines.filter(({ projectedUsd, actualUsd }) => projectedUsd !== 0 || actualUsd !== 0),
    total: compared(
      total(({ projectedUsd }) => projectedUsd),
      total(({ actualUsd }) => actualUsd),
    ),
    days: ledger.days.map((day, at) => {
      const byLine = BILLED_LINES.map((line) => ({
        line,
        projectedUsd: projected[at]?.[line] ?? 0,
        actualUsd: ledger.on(line, day),
      }));
      const sum = (of: (one: (typeof byLine)[number]) => number): number =>
        byLine.reduce((all, one) => all + of(one), 0);
      const { projectedUsd, actualUsd, differenceUsd } = compared(
        sum((one) => one.projectedUsd),
        sum((one) => one.actualUsd),
      );
      return { day, date: dateOf(startsOn, day), projectedUsd, actualUsd, differenceUsd, byLine };
    }),
    rules: caught,
    notMapped: [...rest.values()]
      .toSorted((a, b) => Math.abs(b.usd) - Math.abs(a.usd))
      .slice(0, MOST_NOT_MAPPED),
    warnings: [...bill.warnings, ...ledger.warnings(startsOn), ...gapWarnings(projection, ledger)],
  };
}

function compared(
  projectedUsd: number,
  actualUsd: number,
): Pick<ComparedLine, "projectedUsd" | "actualUsd" | "differenceUsd" | "relative"> {
  const differenceUsd = actualUsd - projectedUsd;
  const relative = projectedUsd === 0 ? null : differenceUsd / projectedUsd;
  return { projectedUsd, actualUsd, differenceUsd, relative };
}

function projectedOn(
  projection: Projection,
  side: Side,
  day: number,
): Readonly<Record<BilledLine, number>> {
  const curve = projection.curves[side];
  if (curve === undefined) throw noSuchSide();
  return sideCostsOn(projection, side, curve, day, AS_EXPECTED);
}

function noSuchSide(): HeadroomError {
  const expected = "a coupled deployment in the scenario, or the bill of the one after the change";
  return new HeadroomError("invalid-input", "there is no deployment before the change", [
    { path: "billed", expected, found: "before" },
  ]);
}

/** Whether every column that the rule names holds one of its texts. */
function fits({ where }: BillingRule, { columns }: Charge): boolean {
  return Object.entries(where).every(([column, texts]) => {
    const found = (readColumn(columns, column) ?? "").toLowerCase();
    return texts.some((text) => found.includes(text.toLowerCase()));
  });
}

const readColumn = (columns: Readonly<Record<string, string | undefined>>, name: string) =>
  columns[name];

function note(
  rest: Map<string, BillingComparison["notMapped"][number]>,
  { usd, columns }: Charge,
): void {
  const serviceName = columns.ServiceName ?? "";
  const skuId = columns.SkuId ?? "";
  const key = `${serviceName}\0${skuId}`;
  const known = rest.get(key) ?? { serviceName, skuId, charges: 0, usd: 0 };
  rest.set(key, { ...known, charges: known.charges + 1, usd: known.usd + usd });
}

type Booked = BilledLine | "not mapped";

/** Charges by line and day, each spread evenly over its period. */
class Ledger {
  readonly days: readonly number[];
  readonly #fromDay: number;
  readonly #toDay: number;
  readonly #zero: number;
  readonly #usd = new Map<Booked, Float64Array>();
  readonly #credits = new Map<Booked, number>();
  #outsideUsd = 0;

  constructor(fromDay: number, toDay: number, zero: number) {
    this.#fromDay = fromDay;
    this.#toDay = toDay;
    this.#zero = zero;
    this.days = Array.from({ length: toDay - fromDay + 1 }, (_, at) => fromDay + at);
  }

  book(line: Booked, { usd, from, to }: Charge): void {
    const booked = this.#usd.get(line) ?? new Float64Array(this.days.length);
    this.#usd.set(line, booked);
    const perMs = usd / (to - from);
    let inside = 0;
    const firstDay = Math.max(this.#fromDay, Math.floor((from - this.#zero) / MS_PER_DAY));
    for (let day = firstDay; day <= this.#toDay; day += 1) {
      const opens = this.#zero + day * MS_PER_DAY;
      if (opens >= to) break;
      const part = perMs * (Math.min(to, opens + MS_PER_DAY) - Math.max(from, opens));
      const at = day - this.#fromDay;
      booked[at] = (booked[at] ?? 0) + part;
      inside += part;
    }
    this.#outsideUsd += usd - inside;
    if (usd < 0) this.#credits.set(line, (this.#credits.get(line) ?? 0) + inside);
  }

  on(line: Booked, day: number): number {
    return this.#usd.get(line)?.[day - this.#fromDay] ?? 0;
  }

  sumOf(line: Booked): { usd: number; creditsUsd: number } {
    const usd = this.#usd.get(line)?.reduce((sum, one) => sum + one, 0) ?? 0;
    return { usd, creditsUsd: this.#credits.get(line) ?? 0 };
  }

  /** Parts of the bill that lie on no day of the projection. */
  warnings(startsOn: string): string[] {
    const cents = Math.round(this.#outsideUsd * 100);
    if (cents === 0) return [];
    return [
      `${(cents / 100).toFixed(2)} USD of the bill lie outside the projection's days, which are counted from ${startsOn}: they are not compared.`,
    ];
  }
}

/** Lines of which one side knows something and the other nothing. */
function gapWarnings({ finance }: Projection, ledger: Pick<Ledger, "sumOf">): string[] {
  const { usd } = ledger.sumOf("not mapped");
  const { incidentUsdPerFailureHour, peopleUsdPer30Days: people } = finance;
  const isMore = incidentUsdPerFailureHour > 0 || people.before > 0 || people.after > 0;
  return [
    ...(Math.round(usd * 100) === 0
      ? []
      : [
          `${usd.toFixed(2)} USD of the bill fit no rule (see notMapped): write rules for them, or one that ignores them.`,
        ]),
    ...(isMore
      ? ["People and incidents are projected too, and on no bill: they are left out."]
      : []),
  ];
}

function noCommonDay(
  { horizonDays }: Projection,
  startsOn: string,
  first: number,
  last: number,
): HeadroomError {
  const expected = `charges from ${startsOn} to ${dateOf(startsOn, horizonDays)}, the days of the projection (finance.startsOn, --horizon-days)`;
  const found = `charges from ${isoDate(first)} to ${isoDate(last - 1)}`;
  return new HeadroomError("invalid-input", "bill and projection have no day in common", [
    { path: "billing", expected, found },
  ]);
}

const isoDate = (moment: number): string => new Date(moment).toISOString().slice(0, 10);
