import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { bcaInterval, LEAST_BOOTSTRAP_VALUES } from "./bootstrap.js";
import { pairedInterval } from "./interval.js";

/**
 * What was measured of one quantity under two conditions: one value per replication, batch or live run,
 * `before[i]` and `after[i]` under the same circumstances. Nothing here knows where they come from.
 */
export interface PairedSamples {
  readonly label: string;
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** The means follow a skewed distribution, as percentiles' do: bootstrap where there are enough pairs. */
  readonly skewed: boolean;
}

export interface ExperimentSettings {
  /** Differences below this share of the mean before do not matter in practice. */
  readonly practicalThreshold: number;
  /** Of the bootstrap. */
  readonly seed: number;
}

export interface PairedFinding {
  readonly label: string;
  /** Mean of after − before with its 95 % interval; bounds null where one pair says nothing. */
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly interval: "t" | "bca";
  /** Paired t-test, two-sided; null where differences do not vary. */
  readonly pValue: number | null;
  /** `pValue` by Holm's correction over all samples of the experiment. */
  readonly adjustedPValue: number | null;
  /** Hedges' g of paired data; null where differences do not vary. */
  readonly effectSize: number | null;
  readonly outcome: "higher" | "lower" | "equal" | "undecided";
  /** Pairs after which the interval is no wider to either side than the practical threshold. */
  readonly neededPairs: number | null;
}

const SIGNIFICANCE = 0.05;
/** More than anyone would run. */
const MOST_PAIRS = 1_000_000;

/**
 * Every paired difference of an experiment, tested together. `equal` when the whole 95 % interval lies
 * within the practical threshold (two one-sided tests at 2.5 %; D. Schuirmann, 1987), else `higher` or
 * `lower` when Holm's correction over all samples leaves less than 5 % and the interval excludes none,
 * else `undecided`. Differences that do not vary are certain. Throws RangeError for unequal lists.
 */
export function analyseExperiment(
  samples: readonly PairedSamples[],
  { practicalThreshold, seed }: ExperimentSettings,
): PairedFinding[] {
  const tests = samples.map(({ before, after }) => pairedInterval(before, after));
  const adjusted = holm(tests.map(({ pValue }) => pValue));
  return samples.map(({ label, before, after, skewed }, at): PairedFinding => {
    const test = tests[at] ?? pairedInterval(before, after);
    const adjustedPValue = adjusted[at] ?? null;
    const differences = after.map((value, pair) => value - (before[pair] ?? 0));
    const bootstraps =
      skewed && test.pValue !== null && differences.length >= LEAST_BOOTSTRAP_VALUES;
    const { low, high } = bootstraps ? bcaInterval(differences, seed) : test;
    const threshold = practicalThreshold * Math.abs(meanOf(before));
    const spread = test.pValue === null ? 0 : deviationOf(differences);
    return {
      label,
      mean: test.mean,
      low,
      high,
      interval: bootstraps ? "bca" : "t",
      pValue: test.pValue,
      adjustedPValue,
      effectSize: test.pValue === null ? null : hedgesG(differences),
      outcome: outcomeOf(low, high, threshold, adjustedPValue),
      neededPairs: low === null ? null : neededValues(spread, threshold),
    };
  });
}

function outcomeOf(
  low: number | null,
  high: number | null,
  threshold: number,
  adjustedPValue: number | null,
): PairedFinding["outcome"] {
  if (low === null || high === null) return "undecided";
  if (low === 0 && high === 0) return "equal";
  if (low > -threshold && high < threshold) return "equal";
  const isShown = low === high || (adjustedPValue !== null && adjustedPValue < SIGNIFICANCE);
  if (isShown && low > 0) return "higher";
  return isShown && high < 0 ? "lower" : "undecided";
}

/**
 * p-values corrected for being many (S. Holm, Scand. J. Stat. 6, 1979; R: p.adjust), in the order given.
 * null stands for what was not tested, and counts for nothing.
 */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const tested = pValues.flatMap((p, at) => (p === null ? [] : [{ p, at }]));
  const adjusted = pValues.map((): number | null => null);
  let most = 0;
  for (const [rank, { p, at }] of tested.toSorted((a, b) => a.p - b.p).entries()) {
    most = Math.max(most, Math.min(1, p * (tested.length - rank)));
    adjusted[at] = most;
  }
  return adjusted;
}

/**
 * Mean ÷ standard deviation of paired differences (Cohen's d_z), freed of its bias in small samples
 * (L. Hedges, J. Educ. Stat. 6, 1981). Needs two values that differ.
 */
export function hedgesG(differences: readonly number[]): number {
  const degrees = differences.length - 1;
  const correction = degrees > 1 ? 1 - 3 / (4 * degrees - 1) : 1;
  return (correction * meanOf(differences)) / deviationOf(differences);
}

/**
 * Fewest values of this standard deviation whose 95 % Student interval reaches no farther than
 * `halfWidth` from its mean; null when that is not to be had.
 */
export function neededValues(deviation: number, halfWidth: number): number | null {
  if (deviation === 0) return 2;
  if (!(halfWidth > 0)) return null;
  const enough = (n: number): boolean =>
    (tQuantile(0.975, n - 1) * deviation) / Math.sqrt(n) <= halfWidth;
  if (!enough(MOST_PAIRS)) return null;
  let [few, many] = [1, MOST_PAIRS];
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (enough(middle)) many = middle;
    else few = middle;
  }
  return many;
}

/** Arithmetic mean of one value or more. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of a sample of two or more. */
export function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
