import type { Series } from "../../engine/contract/series.js";
import { MISSING } from "../ui/format/figure.js";
import type { Described } from "./chart.js";
import { poolName } from "./pool-names.js";
import { amountText, arrivedPerSecond, poolsModel, sharesInUse } from "./pools-model.js";
import { binLength, simulatedTime } from "./simulated-time.js";

type Values = readonly (number | null)[];

export interface PlaybackPool {
  readonly name: string;
  /** Whether it is the brain's or the hands'; a coupled slot is both. */
  readonly of: "brain" | "hands";
  readonly busy: Values;
  readonly provisioned: Values;
  readonly queue: Values;
  /** Of what has no servers and no queue, a limit or a memory: the share that is in use. */
  readonly shares?: Values;
}

export interface PlaybackModel extends Described {
  readonly binSeconds: number;
  readonly bins: number;
  readonly arrived: Values;
  readonly throughput: Values;
  readonly pools: readonly PlaybackPool[];
  /** The end of a bin in simulated time. */
  readonly time: (bin: number) => string;
  /** All that a bin shows, in words. */
  readonly words: (bin: number) => string;
}

/** The view-model of the animated timeline: load, throughput, servers and queues bin by bin. */
export function playbackModel(series: Series, locale: string): PlaybackModel | undefined {
  const still = poolsModel(series, locale);
  if (still === undefined) return undefined;
  const { binSeconds, throughputPerSecond, heatMaps } = series;
  const { bins } = still;
  const time = simulatedTime(bins * binSeconds, binSeconds, locale);
  const pools = series.pools.map((pool): PlaybackPool => ({
    name: poolName(pool.name),
    of: pool.name in heatMaps.tools ? "hands" : "brain",
    busy: pool.busyServers,
    provisioned: pool.provisionedServers,
    queue: pool.queueLength ?? [],
    ...(pool.queueLength === undefined ? { shares: sharesInUse(pool) } : {}),
  }));
  const number = (values: Values, bin: number, unit: "1" | "ratio" = "1"): string => {
    const value = values[bin] ?? null;
    return value === null ? MISSING : amountText(value, unit, locale);
  };
  return {
    ...still,
    arrived: arrivedPerSecond(series),
    throughput: throughputPerSecond,
    pools,
    time: (bin) => time((bin + 1) * binSeconds),
    words: (bin) =>
      [
        `At ${time((bin + 1) * binSeconds)}: ${number(throughputPerSecond, bin)} sessions completed per second`,
        ...pools.map(({ name, busy, provisioned, queue, shares }) =>
          shares === undefined
            ? `${name}: ${number(busy, bin)} of ${number(provisioned, bin)} busy, ${number(queue, bin)} waiting`
            : `${name}: ${number(shares, bin, "ratio")} in use`,
        ),
      ].join("; "),
    title: title(pools, bins, locale),
    subtitle: `Throughput, servers and queues, each an average over ${binLength(binSeconds, locale)}`,
  };
}

function title(pools: readonly PlaybackPool[], bins: number, locale: string): string {
  const ranges = pools.map(({ name, provisioned }) => {
    const known = provisioned.slice(0, bins).flatMap((value) => value ?? []);
    return { name, least: Math.min(...known), most: Math.max(...known) };
  });
  const [widest] = ranges.toSorted((a, b) => b.most - b.least - (a.most - a.least));
  const short = (value: number): string => amountText(value, "1", locale);
  // Averages of what stays the same differ in digits that nobody sees.
  if (widest === undefined || short(widest.most) === short(widest.least)) {
    return "The pools keep their size.";
  }
  return `${widest.name} scales between ${short(widest.least)} and ${short(widest.most)} servers as the load changes.`;
}
