import { z } from "zod";

/** What published words say of a number: that it is about so much, or a bound. Left out: about. */
export const ClaimSide = z.enum(["about", "atLeast", "atMost"]);
export type ClaimSide = z.infer<typeof ClaimSide>;

/**
 * Whether a value is on the claimed side of a number. A negative number is a decrease, so that "at least
 * 90 % less" (−0.9) holds for −0.95 and not for −0.88.
 */
export function isOnSide(value: number, claimed: number, side: "atLeast" | "atMost"): boolean {
  const direction = claimed < 0 ? -1 : 1;
  const beyond = (value - claimed) * direction;
  return side === "atLeast" ? beyond >= 0 : beyond <= 0;
}

/** What goes after the number in a table: `−90 % or more`. */
export function sideWords(side: ClaimSide | undefined): string {
  switch (side) {
    case "atLeast":
      return " or more";
    case "atMost":
      return " at most";
    default:
      return "";
  }
}
