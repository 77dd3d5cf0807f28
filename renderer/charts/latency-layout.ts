import { range } from "d3-array";
import { scaleLinear, scaleLog } from "d3-scale";
import type { ScaleContinuousNumeric } from "d3-scale";
import { formatPercent } from "../ui/format/number.js";
import { scaleFor } from "../ui/format/scale.js";
import { spaced, ticksOn } from "./axis.js";
import type { Tick } from "./axis.js";
import type { Size } from "./chart.js";
import { quantile, rebin } from "./latency-bins.js";
import type { Bins } from "./latency-bins.js";
import type { LatencyModel, LatencySeries } from "./latency-model.js";

const MARGIN = { top: 46, right: 20, bottom: 40, left: 84 };
const LANE_HEIGHT = 38;
/** Keeps the first lane's labels off the plot's ground line. */
const LANES_GAP = 8;
/** A bin narrower than this shows the engine's buckets rather than the distribution. */
const BIN_PX = 7;
/** What lies beyond is counted in words: a single outlier must not squeeze everything else. */
const SHOWN_SHARE = 0.9995;

type Scale = ScaleContinuousNumeric<number, number>;

export interface LatencyLayout {
  readonly plot: { left: number; right: number; top: number; bottom: number };
  readonly lanesBottom: number;
  readonly laneY: (index: number) => number;
  readonly x: Scale;
  readonly y: Scale;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly bins: readonly { readonly series: LatencySeries; readonly bins: Bins }[];
  /** The greatest share of a deployment's sessions that lies right of the plot. */
  readonly beyond: number;
}

/** Everything the latency chart draws, in pixels. */
export function latencyLayout(model: LatencyModel, size: Size, locale: string): LatencyLayout {
  const lanes = LANES_GAP + LANE_HEIGHT * model.series.length;
  const left = MARGIN.left;
  const right = Math.max(left + 60, size.width - MARGIN.right);
  const lanesBottom = size.height - MARGIN.bottom;
  const plot = {
    left,
    right,
    top: MARGIN.top,
    bottom: Math.max(MARGIN.top + 40, lanesBottom - lanes),
  };

  const [from, to] = domain(model);
  const x =
    model.axis === "log"
      ? scaleLog().domain([from, to]).range([left, right])
      : scaleLinear().domain([0, to]).nice().range([left, right]);

  const count = Math.max(12, Math.floor((right - left) / BIN_PX));
  const edges = range(count + 1).map((at) => x.invert(left + ((right - left) * at) / count));
  const bins = model.series.map((series) => ({ series, bins: rebin(series.histogram, edges) }));

  const highest =
    model.shape === "cumulative"
      ? 1
      : Math.max(...bins.flatMap(({ bins: { shares } }) => [...shares]), 1e-9);
  const y = scaleLinear().domain([0, highest]).range([plot.bottom, plot.top]);
  if (model.shape === "density") y.nice(4);

  const unit = scaleFor("ms", Math.max(...x.domain()));
  const yTicks = y.ticks(4);
  const step = (yTicks[1] ?? 1) - (yTicks[0] ?? 0);
  const decimals = Math.max(0, Math.ceil(-Math.log10(step * 100) - 1e-9));
  return {
    plot,
    lanesBottom,
    laneY: (index) => plot.bottom + LANES_GAP + LANE_HEIGHT * (index + 0.5),
    x,
    y,
    xTicks: spaced(ticksOn(x, Math.max(3, Math.floor((right - left) / 80)), unit, locale)),
    yTicks: yTicks.map((value) => ({
      at: y(value),
      label: formatPercent(value, decimals, locale),
    })),
    bins,
    beyond: Math.max(...bins.map((entry) => entry.bins.beyond)),
  };
}

/** From just below the first sessions to just above nearly all of them, and never without width. */
function domain({ series }: LatencyModel): [number, number] {
  const low = Math.min(...series.map(({ histogram }) => quantile(histogram, 0.0005)));
  const high = Math.max(...series.map(({ histogram }) => quantile(histogram, SHOWN_SHARE)));
  const intervals = series.flatMap(({ marks }) => marks.map(({ figure }) => figure.high ?? 0));
  const from = Math.max(1e-3, low * 0.9);
  return [from, Math.max(high, ...intervals, from * 1.5) * 1.04];
}
