import { normalQuantile } from "../../../statistics/normal.js";
import type { Check } from "../check.js";
import { figure } from "../figures.js";
import type { ClaimFigure, Figures, Values } from "../figures.js";
import { write } from "../write.js";

const SECONDS_PER_HOUR = 3600;
const Z = normalQuantile(0.975);

/**
 * Failures needed on each side to show at 95 % that two mean times between failures differ: the log of
 * the ratio of two exponential means, each from n failures, has variance 2/n (approximately normal).
 */
export function failuresToTellApart(ratio: number): number {
  return 2 * (Z / Math.log(ratio)) ** 2;
}

/** Hours on both sides together that failures so rare need. */
export function exposureHours(before: number, after: number): number {
  return failuresToTellApart(after / before) * (before + after);
}

/** A change of the mean time between failures against the time over which it can have been seen. */
export function mtbfExposure(figures: Figures): Check[] {
  const before = figures.get("mtbfHours", "before");
  const after = figures.get("mtbfHours", "after");
  if (before === undefined || after === undefined || before.value === after.value) return [];
  const observed = observedHours(figures);
  if (observed === undefined) return [];
  const needed = (values: Values): number => exposureHours(values(before), values(after));
  const hours = observed.hours((one) => one.value);
  const failures = Math.ceil(failuresToTellApart(after.value / before.value));
  return [
    {
      rule: "mtbf-exposure",
      severity: "contradiction",
      title: "the mean time between failures was not watched long enough to be known",
      figures: observed.figures,
      given: [before, after, ...observed.given],
      gap: (values) => Math.max(0, needed(values) / observed.hours(values) - 1),
      calculation: `to tell ${write(before.value)} h from ${write(after.value)} h at 95% takes about ${failures} failures on each side, ${write(needed((one) => one.value))} h in all; ${observed.words} is ${write(hours)} h`,
      region: `at least ${write(needed((one) => one.value))} h of operation, before and after together, or replicas whose hours add up to that`,
    },
  ];
}

interface Observation {
  readonly figures: readonly ClaimFigure[];
  readonly given: readonly ClaimFigure[];
  readonly hours: (values: Values) => number;
  readonly words: string;
}

/** Hours the claims were measured over, stated or from requests and throughput; both sides together. */
function observedHours(figures: Figures): Observation | undefined {
  const { sample } = figures.set;
  if (sample?.hours !== undefined) {
    const stated = figure("sample.hours", sample.hours);
    return {
      figures: [stated],
      given: [],
      hours: (values) => values(stated),
      words: "what was measured",
    };
  }
  const before = figures.get("throughput", "before");
  const after = figures.get("throughput", "after");
  if (sample?.requests === undefined || before === undefined || after === undefined)
    return undefined;
  const requests = figure("sample.requests", sample.requests);
  return {
    figures: [requests],
    given: [before, after],
    // At most: all of the requests on each of the two sides.
    hours: (values) =>
      (values(requests) / values(before) + values(requests) / values(after)) / SECONDS_PER_HOUR,
    words: `${write(requests.value)} requests at ${write(before.value)}/s and again at ${write(after.value)}/s`,
  };
}
