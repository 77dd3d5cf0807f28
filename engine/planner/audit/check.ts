import type { AuditFinding, AuditRule, Correction } from "../../contract/claims.js";
import { AS_CLAIMED } from "./figures.js";
import type { ClaimFigure, Values } from "./figures.js";
import { write } from "./write.js";

/** One application of a rule to figures of a claim set. */
export interface Check {
  readonly rule: AuditRule;
  readonly severity: AuditFinding["severity"];
  readonly title: string;
  /** The figures of the relation that a correction may be looked for in … */
  readonly figures: readonly ClaimFigure[];
  /** … and those that are taken as they are. */
  readonly given?: readonly ClaimFigure[];
  /** How far the figures are from agreeing, relative; 0 where they can be true together. */
  readonly gap: (values: Values) => number;
  /** What the words around the figures leave open, beyond the figures' own precision. */
  readonly slack?: number;
  readonly calculation: string;
  /** Where all of the figures could be true. */
  readonly region: string;
  /** Corrections that no scaling of a figure finds, such as a change of sign. */
  readonly otherCorrections?: readonly Correction[];
}

/** What published figures are rounded to beyond their last digit. */
const ROUNDING = 0.005;
/** Corrections are looked for between a ten-thousandth and ten thousand times a figure. */
const FARTHEST = 1e4;
/** Small enough not to step over the values that agree within {@link ROUNDING}. */
const STEP = 1.004;
/** Between the first value that agrees and the last there is no gap to step over. */
const FAR_STEP = 1.05;
const HALVINGS = 60;
const EXACT = 1e-9;

/** The finding a check makes, or undefined where the figures agree within their precision. */
export function findingOf(check: Check): AuditFinding | undefined {
  const { rule, severity, title, figures, given = [], calculation, region } = check;
  const gap = check.gap(AS_CLAIMED);
  if (gap <= slackOf(check) || isWithinBounds(check)) return undefined;
  const corrections = figures.flatMap((figure) => correct(check, figure) ?? []);
  return {
    rule,
    severity,
    title,
    claims: [...given, ...figures].map(({ key }) => key),
    calculation,
    gap,
    reconcile: [...(check.otherCorrections ?? []), ...corrections].toSorted(
      (a, b) => distance(a) - distance(b),
    ),
    region,
  };
}

/** Whether a figure that is only a bound has a value on its side with which all agree. */
function isWithinBounds(check: Check): boolean {
  return [...(check.given ?? []), ...check.figures].some((figure) => {
    if (figure.bound === undefined || figure.value === 0) return false;
    const gap = (value: number): number =>
      check.gap((other) => (other === figure ? value : other.value));
    return search(figure, figure.bound === "atLeast" ? 1 : -1, gap) !== undefined;
  });
}

/** The gap that the figures' precision explains. */
function slackOf({ figures, given = [], slack = 0 }: Check): number {
  return [...given, ...figures].reduce((sum, { tolerance }) => sum + tolerance, ROUNDING + slack);
}

function distance({ claimed, corrected }: Correction): number {
  return corrected > 0 && claimed > 0 ? Math.abs(Math.log(corrected / claimed)) : Infinity;
}

/**
 * The nearest value of one figure at which the check holds with all others as they are, and how far
 * around it it goes on to hold within rounding. Found by trying values outwards, then halving: a rule
 * needs to say only how far off figures are, never how to solve for each.
 */
function correct(check: Check, figure: ClaimFigure): Correction | undefined {
  if (figure.value === 0) return undefined;
  const gap = (value: number): number =>
    check.gap((other) => (other === figure ? value : other.value));
  const up = search(figure, 1, gap);
  const down = search(figure, -1, gap);
  const away = (range: Range): number => Math.abs(Math.log(range.near / figure.value));
  const found =
    up === undefined || (down !== undefined && away(down) < away(up)) ? (down ?? up) : up;
  if (found === undefined) return undefined;
  const low = Math.min(found.near, found.far);
  const high = Math.max(found.near, found.far);
  const corrected = roundInto(found.exact, low, high);
  return {
    figure: figure.key,
    claimed: figure.value,
    corrected,
    low: low <= figure.value / FARTHEST ? null : low,
    high: high >= figure.value * FARTHEST ? null : high,
    text: `${figure.key} ${write(corrected)} instead of ${write(figure.value)}`,
  };
}

interface Range {
  /** Where it begins to hold within rounding, where exactly, and where it ends. */
  readonly near: number;
  readonly exact: number;
  readonly far: number;
}

/** The values above (1) or below (−1) the figure at which the gap closes. */
function search(
  { value, max }: ClaimFigure,
  direction: 1 | -1,
  gap: (value: number) => number,
): Range | undefined {
  const holds = (at: number): boolean => gap(at) <= ROUNDING;
  const end = direction === 1 ? Math.min(max, value * FARTHEST) : value / FARTHEST;
  const next = (at: number, step: number): number =>
    direction === 1 ? Math.min(end, at * step) : Math.max(end, at / step);
  let outside = value;
  let inside = value;
  do {
    if (inside === end) return undefined;
    outside = inside;
    inside = next(inside, STEP);
  } while (!holds(inside));
  const near = boundary(inside, outside, holds);
  let last = inside;
  let beyond = next(last, FAR_STEP);
  while (last !== end && holds(beyond)) {
    last = beyond;
    beyond = next(last, FAR_STEP);
  }
  const far = last === end ? end : boundary(last, beyond, holds);
  const best = lowest(near, far, gap);
  const least = gap(best) + EXACT;
  return { near, exact: boundary(best, near, (at) => gap(at) <= least), far };
}

/** The value nearest to `outside`, or it itself, for which it still holds, between the two. */
function boundary(inside: number, outside: number, holds: (value: number) => boolean): number {
  if (holds(outside)) return outside;
  let [good, bad] = [inside, outside];
  for (let n = 0; n < HALVINGS; n += 1) {
    const middle = (good + bad) / 2;
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** Where a gap that falls and then rises is least between two values. */
function lowest(from: number, to: number, gap: (value: number) => number): number {
  let [a, b] = [from, to];
  for (let n = 0; n < HALVINGS; n += 1) {
    const [left, right] = [a + (b - a) / 3, b - (b - a) / 3];
    if (gap(left) <= gap(right)) b = right;
    else a = left;
  }
  return (a + b) / 2;
}

/** The value with the fewest digits, from three on, that still lies within the range. */
function roundInto(value: number, low: number, high: number): number {
  for (let digits = 3; digits < 12; digits += 1) {
    const unit = 10 ** (Math.floor(Math.log10(value)) + 1 - digits);
    const candidates = [
      Math.round(value / unit) * unit,
      Math.ceil(value / unit) * unit,
      Math.floor(value / unit) * unit,
    ];
    const fit = candidates.find((candidate) => candidate >= low && candidate <= high);
    if (fit !== undefined) return Number(fit.toPrecision(digits + 2));
  }
  return value;
}
