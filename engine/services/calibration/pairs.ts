import { randomBlock, streamKey } from "../../base/random.js";
import { MS_PER_SECOND } from "../../base/units.js";
import { MOST_PAIRS } from "../../contract/calibration.js";
import type { RequestPairs } from "../../contract/calibration.js";
import type { Metric } from "../../trace/calibration/metrics.js";
import type { Prediction } from "../../trace/calibration/prediction.js";
import type { RequestLog } from "../../trace/calibration/request-log.js";

/** More digits than a clock has: a microsecond in a second. */
const DIGITS = 6;

/** A part's requests one by one, or a random sample of them that `seed` decides. */
export function pairsOf(
  { from, requests, metrics }: Prediction,
  log: RequestLog,
  seed: number,
): RequestPairs {
  const chosen = sample(requests, MOST_PAIRS, seed);
  const ms = (values: Float64Array): (number | null)[] =>
    chosen.map((n) => milliseconds(values[n] ?? Number.NaN));
  const column = (metric: Metric): RequestPairs[Metric] => {
    const { measured, predicted } = metrics[metric].seconds;
    return { measured: ms(measured), predicted: ms(predicted) };
  };
  return {
    of: requests,
    arrivalSeconds: chosen.map((n) => rounded(log.arrivalSeconds[from + n] ?? 0)),
    ttft: column("ttft"),
    tpot: column("tpot"),
    endToEnd: column("endToEnd"),
  };
}

const rounded = (value: number): number => Number(value.toPrecision(DIGITS));

function milliseconds(seconds: number): number | null {
  return Number.isFinite(seconds) ? rounded(seconds * MS_PER_SECOND) : null;
}

/** `most` of the numbers below `count` in rising order, each set of them as likely as any other. */
function sample(count: number, most: number, seed: number): number[] {
  const all = Array.from({ length: count }, (_, n) => n);
  if (count <= most) return all;
  const { word0, word1 } = streamKey(seed, "calibration pairs");
  const block = new Int32Array(2);
  const keys = all.map((n) => {
    randomBlock(block, word0, word1, n, 0);
    return (block[0] ?? 0) >>> 0;
  });
  return all
    .toSorted((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b)
    .slice(0, most)
    .toSorted((a, b) => a - b);
}
