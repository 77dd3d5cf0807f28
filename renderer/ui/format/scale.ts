import type { Unit } from "../../../engine/base/units.js";
import { assertNever } from "../../../engine/base/assert.js";

/** How numbers of one unit are written: divided by `divisor`, in a style, followed by a unit. */
export interface Scale {
  readonly divisor: number;
  readonly style: "plain" | "percent" | "usd";
  /** Written after the number; empty for a style that carries its own sign. */
  readonly unit: string;
  /** How many of a thing the number is for: a price of one token is too small to read. */
  readonly per: 1 | 1000;
}

const plain = (unit: string, divisor = 1): Scale => ({
  divisor,
  style: "plain",
  unit,
  per: 1,
});
const usd = (unit: string): Scale => ({ divisor: 1, style: "usd", unit, per: 1 });
const USD_PER_THOUSAND: Scale = { divisor: 1 / 1000, style: "usd", unit: "", per: 1000 };
const PERCENT: Scale = { divisor: 1, style: "percent", unit: "", per: 1 };
/** From here down a price has more zeros than digits. */
const TINY_USD = 0.01;

/**
 * The scale for figures of one unit whose greatest magnitude is `largest`, so that a row of figures
 * shares one. Differences of shares are percentage points.
 */
export function scaleFor(
  unit: Unit,
  largest: number,
  kind: "value" | "difference" = "value",
): Scale {
  switch (unit) {
    case "ms":
      if (largest >= 18_000_000) return plain("h", 3_600_000);
      if (largest >= 600_000) return plain("min", 60_000);
      return largest >= 10_000 ? plain("s", 1000) : plain("ms");
    case "h":
      if (largest > 0 && largest < 1) return plain("min", 1 / 60);
      return plain("h");
    case "ratio":
      return kind === "difference" ? plain("pp", 0.01) : PERCENT;
    case "1/s":
      return largest > 0 && largest < 0.01 ? plain("/h", 1 / 3600) : plain("/s");
    case "usd":
      return largest > 0 && largest < TINY_USD ? USD_PER_THOUSAND : usd("");
    // Its label says "per million tokens".
    case "usd/Mtoken":
      return usd("");
    case "usd/token":
      return USD_PER_THOUSAND;
    case "tokens":
      return plain("tokens");
    case "1":
      return plain("");
    default:
      return assertNever(unit);
  }
}

/** The power of ten that one unit of the last shown digit is worth, as a number on the scale's own axis. */
export function percentOffset(scale: Scale): number {
  // Intl multiplies a percentage by 100, which moves its decimals by two places.
  return scale.style === "percent" ? 2 : 0;
}
