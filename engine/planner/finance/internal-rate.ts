import type { CashFlow } from "./cash-flow.js";

/** Rates at which a net present value is zero, and what that means. */
export interface InternalRates {
  /** Yearly, ascending, each above −100 %. */
  readonly ratesPerYear: readonly number[];
  /** Changes of sign in the flows, which is the most rates there can be (Descartes). */
  readonly signChanges: number;
}

const HALVINGS = 200;
/** Rates are looked for up to e^50 − 1 a year… */
const FARTHEST = 50;
/** …and down to e^−20 − 1: nearer to −100 % a rate is no longer told from its neighbours by a double. */
const LOWEST = -20;
/** A value so small beside its terms is a root that rounding hides: two rates that coincide. */
const ROUNDING = 1e-12;

/**
 * Every internal rate of return. With `u = ln(1 + rate)` the net present value is the exponential sum
 * `f(u) = Σ usd·e^(−u·years)`. Between two roots of the derivative of `f(u)·e^(u·τ)` lies at most one
 * root of `f`, and with τ at a change of sign that derivative is an exponential sum with one change of
 * sign less. So the rates are found exactly as the proof of Descartes' rule for exponential sums goes
 * (Pólya and Szegő, Problems and Theorems in Analysis II, V.77), and none can be overlooked.
 */
export function internalRates(flows: readonly CashFlow[]): InternalRates {
  const terms = mergeTimes(flows);
  return {
    ratesPerYear: rootsOf(terms).map((u) => Math.expm1(u)),
    signChanges: countSignChanges(terms),
  };
}

function mergeTimes(flows: readonly CashFlow[]): CashFlow[] {
  const byTime = new Map<number, number>();
  for (const { years, usd } of flows) byTime.set(years, (byTime.get(years) ?? 0) + usd);
  return [...byTime]
    .map(([years, usd]) => ({ years, usd }))
    .filter(({ usd }) => usd !== 0)
    .toSorted((a, b) => a.years - b.years);
}

function countSignChanges(terms: readonly CashFlow[]): number {
  return terms.filter(({ usd }, at) => at > 0 && usd * (terms[at - 1]?.usd ?? 0) < 0).length;
}

/** All roots of the exponential sum, ascending. */
function rootsOf(terms: readonly CashFlow[]): number[] {
  const change = terms.findIndex(({ usd }, at) => at > 0 && usd * (terms[at - 1]?.usd ?? 0) < 0);
  if (change < 0) return [];
  const pivot = ((terms[change - 1]?.years ?? 0) + (terms[change]?.years ?? 0)) / 2;
  const turningPoints = rootsOf(
    terms.map(({ years, usd }) => ({ years, usd: usd * (pivot - years) })),
  );
  const roots: number[] = [];
  const ends = [LOWEST, ...turningPoints, FARTHEST];
  for (const [at, right] of ends.entries()) {
    const left = ends[at - 1];
    if (left === undefined) continue;
    const [leftSign, rightSign] = [signAt(terms, left), signAt(terms, right)];
    if (leftSign * rightSign < 0) roots.push(bisect(terms, left, right));
    if (rightSign === 0 && right !== FARTHEST) roots.push(right);
  }
  return roots;
}

/** Sign of the sum at `u`, 0 where rounding decides it. */
function signAt(terms: readonly CashFlow[], u: number): number {
  const { sum, size } = valueAt(terms, u);
  return Math.abs(sum) <= ROUNDING * size ? 0 : Math.sign(sum);
}

/** The sum and the sum of its terms' sizes, scaled by the largest exponent so that nothing overflows. */
function valueAt(terms: readonly CashFlow[], u: number): { sum: number; size: number } {
  const largest = Math.max(...terms.map(({ years }) => -u * years));
  let sum = 0;
  let size = 0;
  for (const { years, usd } of terms) {
    const term = usd * Math.exp(-u * years - largest);
    sum += term;
    size += Math.abs(term);
  }
  return { sum, size };
}

/** The one root between two places where the signs differ. */
function bisect(terms: readonly CashFlow[], left: number, right: number): number {
  const leftSign = signAt(terms, left);
  let low = left;
  let high = right;
  for (let n = 0; n < HALVINGS; n += 1) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (Math.sign(valueAt(terms, middle).sum) === leftSign) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}
