import type { Savings, SAVINGS_DRIVERS } from "../../engine/contract/money-result.js";
import { scaleFor } from "../ui/format/scale.js";
import { formatNumber } from "../ui/format/number.js";
import { numberCell } from "./cells.js";
import type { Cell } from "./cells.js";
import type { Described } from "./chart.js";

/** One row: a level from 0, or a step from where the one before ended. In USD a million tokens. */
export interface WaterfallBar {
  readonly kind: "coupled" | "decoupled" | "subtotal" | "saved" | "added";
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** Its amount, with a sign where it is a step. */
  readonly amount: string;
  readonly words: string;
}

export interface WaterfallModel extends Described {
  readonly bars: readonly WaterfallBar[];
}

/** How both ends of the waterfall are computed. */
const RATIO = "all costs ÷ tokens";
/** And its subtotal, in whose row nothing is added a second time. */
const SUBTOTAL = "the rows above, added up";

type Driver = (typeof SAVINGS_DRIVERS)[number];

/** Steps of machines; a subtotal stands between them and the rest. */
const COMPUTE: ReadonlySet<Driver> = new Set<Driver>([
  "gpuHeld",
  "modelTime",
  "batching",
  "gpuFree",
  "cpu",
  "sharedCache",
]);

/** The cost of a useful token from the coupled to the decoupled deployment, driver by driver. */
export function waterfallModel(savings: Savings, locale: string): WaterfallModel {
  const { before, after } = savings;
  const steps = savings.waterfall.filter(({ usdPerMillionTokens }) => usdPerMillionTokens !== 0);
  const usd = (value: number, sign = false): string => amountText(value, locale, sign);
  const usdCell = (value: number, sign = false): Cell => numberCell(usd(value, sign), value);
  const both = (perMillion: number, perToken: number, sign = false): string =>
    `${usd(perMillion, sign)} a million tokens, ${usd(perToken, sign)} a token`;
  const level = (kind: "coupled" | "decoupled", of: Savings["before"]): WaterfallBar => ({
    kind,
    label: kind === "coupled" ? "Coupled" : "Decoupled",
    from: 0,
    to: of.usdPerMillionTokens,
    amount: usd(of.usdPerMillionTokens),
    words: `${kind === "coupled" ? "Coupled" : "Decoupled"}: ${both(of.usdPerMillionTokens, of.usdPerToken)}`,
  });
  const bars: WaterfallBar[] = [level("coupled", before)];
  const rows: Cell[][] = [
    ["Coupled", usdCell(before.usdPerMillionTokens), usdCell(before.usdPerToken), RATIO],
  ];
  let at = before.usdPerMillionTokens;
  let atPerToken = before.usdPerToken;
  for (const [index, step] of steps.entries()) {
    const { driver, label, usdPerMillionTokens, usdPerToken, formula } = step;
    const previous = steps[index - 1];
    if (previous !== undefined && COMPUTE.has(previous.driver) && !COMPUTE.has(driver)) {
      bars.push({
        kind: "subtotal",
        label: "With the machines changed",
        from: 0,
        to: at,
        amount: usd(at),
        words: `With the machines changed: ${usd(at)} a million tokens`,
      });
      rows.push(["With the machines changed", usdCell(at), usdCell(atPerToken), SUBTOTAL]);
    }
    bars.push({
      kind: usdPerMillionTokens < 0 ? "saved" : "added",
      label: capital(label),
      from: at,
      to: at + usdPerMillionTokens,
      amount: usd(usdPerMillionTokens, true),
      words: `${capital(label)}: ${both(usdPerMillionTokens, usdPerToken, true)}. ${formula}`,
    });
    rows.push([
      capital(label),
      usdCell(usdPerMillionTokens, true),
      usdCell(usdPerToken, true),
      formula,
    ]);
    at = toGrain(at + usdPerMillionTokens);
    atPerToken += usdPerToken;
  }
  bars.push(level("decoupled", after));
  return {
    bars,
    title: title(savings, locale),
    subtitle:
      "All costs of the horizon over its useful tokens, USD a million tokens, from coupled to decoupled by what drives it",
    summary: `${bars.map(({ words }) => words).join(". ")}.`,
    table: {
      columns: ["Step", "USD a million tokens", "USD a token", "How it is computed"],
      rows: [
        ...rows,
        ["Decoupled", usdCell(after.usdPerMillionTokens), usdCell(after.usdPerToken), RATIO],
      ],
    },
  };
}

/** Steps are whole millionths of a dollar, and so are their sums. */
const toGrain = (usd: number): number => Math.round(usd * 1e6) / 1e6;

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function title({ before, after, waterfall }: Savings, locale: string): string {
  const [was, is] = [before.usdPerMillionTokens, after.usdPerMillionTokens];
  const costs = `A million useful tokens cost ${amountText(is, locale)} decoupled, ${amountText(was, locale)} coupled`;
  const [strongest] = waterfall.toSorted(
    (a, b) => Math.abs(b.usdPerMillionTokens) - Math.abs(a.usdPerMillionTokens),
  );
  if (strongest === undefined || strongest.usdPerMillionTokens === 0) return `${costs}.`;
  const amount = amountText(strongest.usdPerMillionTokens, locale, true);
  return `${costs}; the largest step, ${amount}, is ${strongest.label}.`;
}

/** Three digits, however small: the price of one token has many zeros. */
function amountText(value: number, locale: string, sign = false): string {
  const digits = value === 0 ? 2 : 2 - Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(12, Math.max(Math.abs(value) >= 100 ? 0 : 2, digits));
  return formatNumber(value, scaleFor("usd", 1), decimals, locale, { sign });
}
