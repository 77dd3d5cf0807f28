import type { Unit } from "../../../engine/base/units.js";
import { assertNever } from "../../../engine/base/assert.js";

/** How numbers of one unit are written: divided by `divisor`, in a style, followed by a unit. */
export interface Scale {
  readonly divisor: number;
  readonly style: "plain" | "percent" | "usd";
  /** Written after the number; empty for a style that carries its own sign. */
  readonly unit: string;
}

const plain = (unit: string, divisor = 1): Scale => ({ divisor, style: "plain", unit });

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
      if (largest >= 600_000) return plain("min", 60_000);
      return largest >= 10_000 ? plain("s", 1000) : plain("ms");
    case "h":
      if (largest > 0 && largest < 1) return plain("min", 1 / 60);
      return largest >= 10_000 ? plain("d", 24) : plain("h");
    case "ratio":
      return kind === "difference" ? plain("pp", 0.01) : { divisor: 1, style: "percent", unit: "" };
    case "1/s":
      return largest > 0 && largest < 0.01 ? plain("/h", 1 / 3600) : plain("/s");
    case "usd":
      return { divisor: 1, style: "usd", unit: "" };
    case "usd/Mtoken":
      return { divisor: 1, style: "usd", unit: "/M tokens" };
    case "usd/token":
      return { divisor: 1, style: "usd", unit: "/token" };
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
