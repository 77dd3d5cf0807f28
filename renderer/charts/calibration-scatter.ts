import type { CalibrateResult, RequestPairs } from "../../engine/contract/calibration.js";
import { formatShort } from "../ui/format/figure.js";
import { formatCount } from "../ui/format/number.js";
import { scaleFor } from "../ui/format/scale.js";
import { numberCell } from "./cells.js";
import { errorText, groupSummary, pointCells, pointWords, scatterDomain } from "./scatter-model.js";
import type { ScatterGroup, ScatterModel } from "./scatter-model.js";

export const METRICS = ["endToEnd", "ttft", "tpot"] as const;
export type Metric = (typeof METRICS)[number];

/** The times of a request that a log measures. */
export const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  endToEnd: "End-to-end time",
  ttft: "Time to first token",
  tpot: "Time per token",
};

/** The parts of a log, as they are called on screen. */
export const PART_NAMES = { prediction: "Not fitted", fit: "Fitted" } as const;

/** One request of a part that has both times. */
export interface Pair {
  readonly atSeconds: number;
  readonly measured: number;
  readonly predicted: number;
}

/** Requests of a part that a metric can be held against: both times above 0. */
export function pairsOf(pairs: RequestPairs, metric: Metric): Pair[] {
  const { measured, predicted } = pairs[metric];
  return pairs.arrivalSeconds.flatMap((atSeconds, n) => {
    const [a, b] = [measured[n] ?? 0, predicted[n] ?? 0];
    return a > 0 && b > 0 ? [{ atSeconds, measured: a, predicted: b }] : [];
  });
}

/** Each request as a point: what was predicted of it against what was measured. */
export function calibrationScatter(
  { pairs, prediction }: Pick<CalibrateResult, "pairs" | "prediction">,
  metric: Metric,
  locale: string,
): ScatterModel | undefined {
  const parts = (["prediction", "fit"] as const).map((part) => ({
    name: PART_NAMES[part],
    of: pairs[part].of,
    listed: pairs[part].arrivalSeconds.length,
    pairs: pairsOf(pairs[part], metric),
  }));
  const groups: ScatterGroup[] = parts.map(({ name, pairs: listed }) => ({
    name,
    points: listed.map(({ atSeconds, measured, predicted }) => ({
      measured,
      predicted,
      words: `${name}, arrived at ${seconds(atSeconds, locale)}: ${pointWords(measured, predicted, locale)}`,
    })),
  }));
  const domain = scatterDomain(groups);
  if (domain === undefined) return undefined;
  const scale = scaleFor("ms", domain[1]);
  const sampled = parts
    .filter(({ of, listed }) => of > listed)
    .map(
      ({ name, of, listed }) =>
        `${name}: a random sample of ${formatCount(listed, locale)} of ${formatCount(of, locale)} requests`,
    );
  const note = sampled.length === 0 ? undefined : `${sampled.join(". ")}.`;
  const errors = prediction.errors[metric];
  return {
    groups,
    domain,
    scale,
    title:
      errors === null
        ? `${METRIC_NAMES[metric]}: nothing of it was left to predict.`
        : `Half of the requests not fitted are predicted within ${errorText(errors.median, locale)}, 95 of 100 within ${errorText(errors.p95, locale)}.`,
    subtitle:
      note === undefined
        ? `${METRIC_NAMES[metric]} of each request, predicted against measured, both logarithmic`
        : `${METRIC_NAMES[metric]} of single requests, predicted against measured, both logarithmic. ${note}`,
    summary: groups.map((group) => groupSummary(group, locale)).join(" "),
    table: {
      columns: ["Part", "Arrival", "Measured", "Predicted", "Error"],
      rows: parts.flatMap(({ name, pairs: listed }) =>
        listed.map(({ atSeconds, measured, predicted }) => [
          name,
          numberCell(seconds(atSeconds, locale), atSeconds, "s"),
          ...pointCells(measured, predicted, scale, locale),
        ]),
      ),
      ...(note === undefined ? {} : { note }),
    },
  };
}

const seconds = (value: number, locale: string): string => formatShort(value * 1000, "ms", locale);
