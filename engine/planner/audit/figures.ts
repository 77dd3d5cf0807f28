import { CLAIM_METRICS } from "../../contract/claims.js";
import type { ClaimedNumber, ClaimMetric, ClaimSet } from "../../contract/claims.js";

export type Side = "before" | "after";
export const SIDES: readonly Side[] = ["before", "after"];

/** One published number, and how exactly it is published. */
export interface ClaimFigure {
  /** `spend.after`, or the path of a figure that is no claim, such as `investment.amountUsd`. */
  readonly key: string;
  readonly value: number;
  /** Half-width relative to the value. */
  readonly tolerance: number;
  /** Largest value that makes sense: 1 for a share. */
  readonly max: number;
  /** Where the number is a bound: the side that the true value is said to lie on. */
  readonly bound?: "atLeast" | "atMost";
}

/** The figures of a claim set by metric and side. */
export class Figures {
  readonly set: ClaimSet;
  readonly #bySide: Record<Side, Map<ClaimMetric, ClaimFigure>>;

  constructor(set: ClaimSet) {
    this.set = set;
    this.#bySide = { before: new Map(), after: new Map() };
    for (const claim of set.claims) {
      for (const side of SIDES) {
        const number = claim[side];
        if (number === undefined) continue;
        const max = CLAIM_METRICS[claim.metric].unit === "ratio" ? 1 : Infinity;
        this.#bySide[side].set(claim.metric, figure(`${claim.id}.${side}`, number, max));
      }
    }
  }

  get(metric: ClaimMetric, side: Side): ClaimFigure | undefined {
    return this.#bySide[side].get(metric);
  }

  /** All of the metrics on one side, or undefined where one is not claimed. */
  all<const M extends readonly ClaimMetric[]>(
    side: Side,
    ...metrics: M
  ): { readonly [K in keyof M]: ClaimFigure } | undefined;
  all(side: Side, ...metrics: ClaimMetric[]): readonly ClaimFigure[] | undefined {
    const found = metrics.flatMap((metric) => this.get(metric, side) ?? []);
    return found.length === metrics.length ? found : undefined;
  }
}

/** A figure of the claim set; `number` may carry its own precision. */
export function figure(key: string, number: ClaimedNumber, max = Infinity): ClaimFigure {
  if (typeof number !== "number") {
    const { value, plusMinus = halfDigit(value), side = "about" } = number;
    const tolerance = value === 0 ? 0 : plusMinus / value;
    return { key, value, tolerance, max, ...(side === "about" ? {} : { bound: side }) };
  }
  return { key, value: number, tolerance: number === 0 ? 0 : halfDigit(number) / number, max };
}

/** Half a unit of the last digit as written; whole numbers are exact to half a unit. */
export function halfDigit(value: number): number {
  const [mantissa = "", exponent = "0"] = Math.abs(value).toString().split("e");
  const decimals = (mantissa.split(".")[1] ?? "").length - Number(exponent);
  return 0.5 * 10 ** -Math.max(0, decimals);
}

/** Figures by their keys, with one of them replaced where a correction is tried. */
export type Values = (figure: ClaimFigure) => number;

export const AS_CLAIMED: Values = ({ value }) => value;
