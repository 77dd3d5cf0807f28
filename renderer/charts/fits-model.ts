import { quantileSorted } from "d3-array";
import type { CalibrateResult } from "../../engine/contract/calibration.js";
import { formatShort } from "../ui/format/figure.js";
import { formatCount } from "../ui/format/number.js";
import { scaleFor } from "../ui/format/scale.js";
import type { Scale } from "../ui/format/scale.js";
import { METRIC_NAMES, pairsOf, PART_NAMES } from "./calibration-scatter.js";
import type { Metric, Pair } from "./calibration-scatter.js";
import { numberCell } from "./cells.js";
import type { Described } from "./chart.js";
import { pointCells, signedPercent } from "./scatter-model.js";

/** Requests that arrived one after another, and the medians of their times. */
export interface FitsBin {
  readonly part: keyof typeof PART_NAMES;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly requests: number;
  readonly measured: number;
  readonly predicted: number;
  /** Median of the requests' signed relative errors. */
  readonly error: number;
  readonly words: string;
}

export interface FitsModel extends Described {
  readonly bins: readonly FitsBin[];
  /** Every listed request: when it arrived, and its signed relative error. */
  readonly residuals: readonly {
    readonly part: FitsBin["part"];
    readonly atSeconds: number;
    readonly error: number;
  }[];
  /** Where the part that was not fitted begins. */
  readonly heldOutFromSeconds: number;
  readonly untilSeconds: number;
  readonly scale: Scale;
  readonly axis: string;
}

/** A part in so many runs of requests at most, each of some requests: fewer say nothing of a median. */
const MOST_BINS = 16;
const FEWEST_IN_BIN = 4;

/** How predictions follow the measurements over the log, in the part that was fitted and in the rest. */
export function fitsModel(
  { pairs }: Pick<CalibrateResult, "pairs">,
  metric: Metric,
  locale: string,
): FitsModel | undefined {
  const parts = (["fit", "prediction"] as const).map((part) => ({
    part,
    listed: pairsOf(pairs[part], metric),
  }));
  const bins = parts.flatMap(({ part, listed }) => binsOf(part, listed, locale));
  if (bins.length === 0) return undefined;
  const residuals = parts.flatMap(({ part, listed }) =>
    listed.map((pair) => ({ part, atSeconds: pair.atSeconds, error: errorOf(pair) })),
  );
  const scale = scaleFor(
    "ms",
    Math.max(...bins.map((bin) => Math.max(bin.measured, bin.predicted))),
  );
  const isSample = parts.some(({ part }) => pairs[part].of > pairs[part].arrivalSeconds.length);
  return {
    bins,
    residuals,
    heldOutFromSeconds: pairs.prediction.arrivalSeconds[0] ?? 0,
    untilSeconds: residuals.at(-1)?.atSeconds ?? 0,
    scale,
    axis: METRIC_NAMES[metric],
    title: title(residuals, locale),
    subtitle: isSample
      ? `${METRIC_NAMES[metric]} over the log: medians of runs of requests, and each error, of a random sample`
      : `${METRIC_NAMES[metric]} over the log: medians of runs of requests, and the error of each`,
    summary: bins.map(({ words }) => `${words}.`).join(" "),
    table: {
      columns: [
        "Part",
        "From",
        "To",
        "Requests",
        "Measured, median",
        "Predicted, median",
        "Error, median",
      ],
      rows: bins.map((bin) => [
        PART_NAMES[bin.part],
        secondsCell(bin.fromSeconds, locale),
        secondsCell(bin.toSeconds, locale),
        numberCell(formatCount(bin.requests, locale), bin.requests),
        ...pointCells(bin.measured, bin.predicted, scale, locale).slice(0, 2),
        numberCell(signedPercent(bin.error, locale), bin.error),
      ]),
    },
  };
}

const errorOf = ({ measured, predicted }: Pair): number => predicted / measured - 1;

const secondsCell = (value: number, locale: string) =>
  numberCell(formatShort(value * 1000, "ms", locale), value, "s");

function median(values: readonly number[]): number {
  return (
    quantileSorted(
      values.toSorted((a, b) => a - b),
      0.5,
    ) ?? 0
  );
}

function binsOf(part: FitsBin["part"], listed: readonly Pair[], locale: string): FitsBin[] {
  const count = Math.min(MOST_BINS, Math.max(1, Math.floor(listed.length / FEWEST_IN_BIN)));
  return Array.from({ length: count }, (_, at) =>
    listed.slice(
      Math.round((at * listed.length) / count),
      Math.round(((at + 1) * listed.length) / count),
    ),
  ).flatMap((within): FitsBin[] => {
    const [first] = within;
    const last = within.at(-1);
    if (first === undefined || last === undefined) return [];
    const bin = {
      part,
      fromSeconds: first.atSeconds,
      toSeconds: last.atSeconds,
      requests: within.length,
      measured: median(within.map(({ measured }) => measured)),
      predicted: median(within.map(({ predicted }) => predicted)),
      error: median(within.map(errorOf)),
    };
    return [{ ...bin, words: binWords(bin, locale) }];
  });
}

function binWords(bin: Omit<FitsBin, "words">, locale: string): string {
  const ms = (value: number): string => formatShort(value, "ms", locale);
  const when = `${ms(1000 * bin.fromSeconds)} to ${ms(1000 * bin.toSeconds)}`;
  return (
    `${PART_NAMES[bin.part]}, ${when}, ${formatCount(bin.requests, locale)} requests: ` +
    `measured ${ms(bin.measured)}, predicted ${ms(bin.predicted)}, median error ${signedPercent(bin.error, locale)}`
  );
}

/** Below this, predictions count as neither high nor low. */
const UNBIASED = 0.005;

/** Whether the rest of the log is predicted too high or too low, beside the fitted part. */
function title(residuals: FitsModel["residuals"], locale: string): string {
  const bias = (part: FitsBin["part"]): number =>
    median(residuals.filter((one) => one.part === part).map(({ error }) => error));
  const [fit, rest] = [bias("fit"), bias("prediction")];
  const fitted = signedPercent(fit, locale);
  if (Math.abs(rest) <= UNBIASED) {
    return `The part not fitted is predicted neither too high nor too low (fitted part: ${fitted}).`;
  }
  const size = signedPercent(Math.abs(rest), locale).replace(/^\+/, "");
  return rest > 0
    ? `The part not fitted is predicted ${size} too high in the median (fitted part: ${fitted}).`
    : `The part not fitted is predicted ${size} too low in the median (fitted part: ${fitted}).`;
}
