import type {
  ArchitectureEstimate,
  PoolEstimate,
  Stands,
} from "../../../../engine/contract/estimate.js";
import { KPIS } from "../../../../engine/contract/kpi.js";
import type { KpiPath } from "../../../../engine/contract/kpi.js";
import { figureAt } from "../../../../engine/contract/figure-at.js";
import type { Unit } from "../../../../engine/base/units.js";
import type { Architecture } from "../../../../engine/contract/result.js";
import { isRecording } from "../../../../engine/contract/scenario.js";
import { shownArchitecture } from "../../../state/estimate.js";
import type { EstimateState, QuickResult } from "../../../state/estimate-parts.js";
import { formatFigure, formatShort, MISSING, sharedScale } from "../../../ui/format/figure.js";
import { kpiLabel } from "../../../ui/format/kpi-label.js";
import { formatCount, formatPercent } from "../../../ui/format/number.js";
import { scaleFor } from "../../../ui/format/scale.js";

/** One number of the strip. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  /** The interval, or what stands beside the number. */
  readonly detail: string | undefined;
  /** What the saved scenario has there, where that reads differently. */
  readonly was: string | undefined;
  readonly tone: "plain" | "good" | "bad" | "unsure";
}

export interface PoolBar {
  readonly name: string;
  readonly text: string;
  /** Of the bar's length, at most 1. */
  readonly share: number;
  readonly isFull: boolean;
  readonly isTight: boolean;
}

export interface StripModel {
  readonly architecture: Architecture;
  readonly bounds: readonly Tile[];
  readonly pools: readonly PoolBar[];
  readonly quick: readonly Tile[];
  /** How large the quick simulation is. */
  readonly size: string | undefined;
  /** What the quick simulation is to be read as. */
  readonly caveat: string;
}

/** From here on a pool has little left. */
const TIGHT = 0.85;

const STANDS: Readonly<Record<Stands, (value: string) => string>> = {
  equal: (value) => value,
  atLeast: (value) => `≥ ${value}`,
  atMost: (value) => `≤ ${value}`,
  about: (value) => `≈ ${value}`,
};

/** What the strip shows of an estimate; undefined before there is one. */
export function stripModel(state: EstimateState, locale: string): StripModel | undefined {
  const { followed, bounds, savedBounds, quick, savedQuick } = state;
  if (followed === undefined) return undefined;
  const architecture = shownArchitecture(followed.scenario, state.architecture);
  const now = bounds?.result.architectures[architecture];
  const before =
    savedBounds?.scenario === followed.saved && followed.saved !== followed.scenario
      ? savedBounds?.result.architectures[architecture]
      : undefined;
  const shown = quick?.architecture === architecture ? quick : undefined;
  const was =
    shown !== undefined &&
    savedQuick?.architecture === architecture &&
    savedQuick.scenario === followed.saved &&
    savedQuick.requests === shown.requests &&
    followed.saved !== followed.scenario
      ? savedQuick
      : undefined;
  return {
    architecture,
    bounds: now === undefined ? [] : boundTiles(now, before, locale),
    pools: now === undefined ? [] : now.pools.map((pool) => barOf(pool, locale)),
    quick: shown === undefined ? [] : quickTiles(shown, was, locale),
    size: shown === undefined ? undefined : sizeText(shown, locale),
    caveat: caveatOf(shown, locale),
  };
}

/** Of a recording the bounds are of all, and a mean of its beginning may well be below them. */
function caveatOf(shown: QuickResult | undefined, locale: string): string {
  if (shown?.scenario.workloads.some(({ arrivals }) => isRecording(arrivals)) !== true) {
    return "A glance with 95% intervals, not a result: Simulate runs it whole.";
  }
  const sessions = formatCount(shown.requests, locale);
  return `A glance with 95% intervals at no more than the first ${sessions} recorded sessions, while the bounds are of all of them: its figures may lie below. Simulate runs it whole.`;
}

function sizeText({ replications, requests }: QuickResult, locale: string): string {
  return `${formatCount(replications, locale)} × ${formatCount(requests, locale)} sessions`;
}

function boundTiles(
  now: ArchitectureEstimate,
  before: ArchitectureEstimate | undefined,
  locale: string,
): Tile[] {
  const tile = (
    label: string,
    textOf: (estimate: ArchitectureEstimate) => string,
    rest: Partial<Tile> = {},
  ): Tile => {
    const value = textOf(now);
    const was = before === undefined ? undefined : textOf(before);
    return {
      label,
      value,
      detail: undefined,
      was: was === value ? undefined : was,
      tone: "plain",
      ...rest,
    };
  };
  const number = (value: number, unit: Unit): string => formatShort(value, unit, locale);
  const [fullest] = now.pools;
  const tight = (fullest?.utilisation ?? 0) >= TIGHT;
  const cost = now.leastCostUsdPerSession ?? 0;
  return [
    tile("Sessions coming in", ({ arrivals }) =>
      STANDS[arrivals.stands](number(arrivals.perSecond, "1/s")),
    ),
    tile(
      "Fullest pool",
      ({ pools: [pool] }) =>
        pool === undefined ? "None" : STANDS[pool.stands](percent(pool.utilisation, locale)),
      {
        detail: now.bottleneck ?? undefined,
        tone: now.stable ? (tight ? "unsure" : "plain") : "bad",
      },
    ),
    now.headroomFactor === null
      ? tile("Most it can carry", ({ mostPerSecond }) => `≤ ${number(mostPerSecond, "1/s")}`)
      : tile(
          "Headroom",
          ({ headroomFactor }) =>
            headroomFactor === null ? MISSING : `${number(headroomFactor, "1")}×`,
          {
            detail: now.stable ? "the load fits" : "of the load fits",
            tone: now.stable ? "plain" : "bad",
          },
        ),
    tile("Latency, mean", ({ leastLatencyMs }) => `≥ ${number(leastLatencyMs, "ms")}`),
    tile(kpiLabel("costUsd.perRequest", scaleFor("usd", cost)), ({ leastCostUsdPerSession }) =>
      leastCostUsdPerSession === null ? MISSING : `≥ ${number(leastCostUsdPerSession, "usd")}`,
    ),
  ];
}

/** Whole percents; a share beyond 1 is a load that does not fit. */
function percent(share: number, locale: string): string {
  return formatPercent(share, share > 0 && share < 0.1 ? 1 : 0, locale);
}

function barOf({ name, utilisation, stands }: PoolEstimate, locale: string): PoolBar {
  return {
    name,
    text: STANDS[stands](percent(utilisation, locale)),
    share: Math.min(1, utilisation),
    isFull: utilisation >= 1 && stands !== "atMost",
    isTight: utilisation >= TIGHT,
  };
}

const QUICK: readonly KpiPath[] = [
  "latencyMs.mean",
  "latencyMs.p95",
  "throughput",
  "errorRate",
  "costUsd.perRequest",
];

function quickTiles(
  { result }: QuickResult,
  before: QuickResult | undefined,
  locale: string,
): Tile[] {
  // A session can last longer than the whole of so short a run: then none of it says anything.
  const isEmpty = figureAt(result, "latencyMs.mean").mean === null;
  return QUICK.map((kpi): Tile => {
    const figure = figureAt(result, kpi);
    const old = before === undefined ? undefined : figureAt(before.result, kpi);
    const { unit } = KPIS[kpi];
    const scale = sharedScale([figure, ...(old === undefined ? [] : [old])], unit);
    if (isEmpty) {
      const detail = "no session ended in so short a run";
      return { label: kpiLabel(kpi, scale), value: MISSING, detail, was: undefined, tone: "plain" };
    }
    const { value, interval, note } = formatFigure(figure, scale, locale);
    const was = old === undefined ? undefined : formatFigure(old, scale, locale).value;
    return {
      label: kpiLabel(kpi, scale),
      value,
      detail: interval ?? (note === undefined ? undefined : "too few sessions for an interval"),
      was: was === value ? undefined : was,
      tone: "plain",
    };
  });
}
