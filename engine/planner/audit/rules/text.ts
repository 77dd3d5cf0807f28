import type { Correction, Statement } from "../../../contract/claims.js";
import { isOnSide, sideWords } from "../../../contract/claim-side.js";
import type { ClaimSide } from "../../../contract/claim-side.js";
import type { Check } from "../check.js";
import { halfDigit } from "../figures.js";
import type { ClaimFigure, Figures, Values } from "../figures.js";
import { percent, write } from "../write.js";

/** Rounding of words such as "about half" or "3x". */
const WORDS = 0.01;

/** What the text says of a claim against the two figures it stands on. */
export function ratioText(figures: Figures): Check[] {
  return figures.set.statements.flatMap((statement): Check[] => {
    const claim = figures.set.claims.find(({ id }) => id === statement.claim);
    if (claim === undefined) return [];
    const before = figures.get(claim.metric, "before");
    const after = figures.get(claim.metric, "after");
    if (before === undefined || after === undefined) return [];
    return [checkOf(statement, before, after)];
  });
}

function checkOf(statement: Statement, before: ClaimFigure, after: ClaimFigure): Check {
  const { id, ratio, change, side = "about", text } = statement;
  const ratioOf = (values: Values): number => values(after) / values(before);
  const actual = after.value / before.value;
  const stated = ratio ?? 1 + (change ?? 0);
  const asStated = ratio === undefined ? signed(stated - 1) : `${write(stated)} times`;
  const asFigures = ratio === undefined ? signed(actual - 1) : `${write(actual)} times`;
  const correction: Correction = {
    figure: `${id}.${ratio === undefined ? "change" : "ratio"}`,
    claimed: ratio ?? change ?? 0,
    corrected: Number((ratio === undefined ? actual - 1 : actual).toPrecision(3)),
    low: null,
    high: null,
    text: `the text says ${asFigures} instead of ${asStated}`,
  };
  return {
    rule: "ratio-text",
    severity: "contradiction",
    title: `"${text}" is not what the figures say`,
    figures: [before, after],
    gap: (values) => distanceOf(ratioOf(values), stated, side),
    // A ratio is right to half its last digit; a change too, which counts in the ratio. A bound is not rounded.
    slack: side === "about" ? Math.max(WORDS, halfDigit(ratio ?? change ?? 0)) : 0,
    calculation: `${write(before.value)} → ${write(after.value)} is ${asFigures}; the text says ${asStated}${sideWords(side)}`,
    region: `${after.key} ${SIGNS[side](stated)} ${write(stated)} × ${before.key}`,
    otherCorrections: [correction],
  };
}

/** How the region is written: a bound of a decrease lies below it. */
const SIGNS: Readonly<Record<ClaimSide, (stated: number) => string>> = {
  about: () => "=",
  atLeast: (stated) => (stated < 1 ? "≤" : "≥"),
  atMost: (stated) => (stated < 1 ? "≥" : "≤"),
};

/** How far a ratio is from what is said of it; 0 beyond a bound. A decrease counts by its size. */
function distanceOf(ratio: number, stated: number, side: ClaimSide): number {
  if (side !== "about" && isOnSide(ratio - 1, stated - 1, side)) return 0;
  return Math.abs(ratio - stated);
}

function signed(change: number): string {
  return `${change < 0 ? "−" : "+"}${percent(Math.abs(change))}`;
}
