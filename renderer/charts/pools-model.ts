import type { PoolSeries, Series } from "../../engine/contract/series.js";
import { formatShort, MISSING } from "../ui/format/figure.js";
import { formatCount, formatPercent } from "../ui/format/number.js";
import { numberCell } from "./cells.js";
import type { Cell } from "./cells.js";
import type { Described } from "./chart.js";
import { poolName } from "./pool-names.js";
import { binLength, simulatedTime } from "./simulated-time.js";

type Values = readonly (number | null)[];

/** One of the small pictures: a filled line, and one that it is held against. */
export interface PoolsPanel {
  readonly name: string;
  /** Of its values: a plain number, or a share. */
  readonly unit: "1" | "ratio";
  readonly filled: { readonly name: string; readonly values: Values };
  readonly limit?: { readonly name: string; readonly values: Values };
}

export interface PoolsModel extends Described {
  readonly binSeconds: number;
  readonly bins: number;
  /** The time before it is left out of every figure: seconds. */
  readonly warmUpEndsSeconds: number;
  readonly panels: readonly PoolsPanel[];
}

/** The view-model of load, servers and queues over simulated time; undefined where no time passed. */
export function poolsModel(series: Series, locale: string): PoolsModel | undefined {
  const { binSeconds, pools, throughputPerSecond, warmUpEndsSeconds } = series;
  const bins = series.arrived.length;
  if (bins === 0) return undefined;
  const panels: PoolsPanel[] = [
    {
      name: "Sessions per second",
      unit: "1",
      filled: { name: "completed", values: throughputPerSecond },
      limit: { name: "arrived", values: arrivedPerSecond(series) },
    },
    {
      name: "Seconds that ended sessions took",
      unit: "1",
      filled: { name: "mean", values: meanSeconds(series) },
    },
    ...pools.flatMap(panelsOf),
  ];
  const at = simulatedTime(bins * binSeconds, binSeconds, locale);
  const lines = panels.flatMap((panel) =>
    [panel.filled, ...(panel.limit === undefined ? [] : [panel.limit])].map(({ name, values }) => ({
      name: `${panel.name}, ${name}`,
      unit: panel.unit,
      values,
    })),
  );
  return {
    binSeconds,
    bins,
    warmUpEndsSeconds: warmUpEndsSeconds.last,
    panels,
    title: title(pools, locale),
    subtitle: `Averages over ${binLength(binSeconds, locale)} each and over the replications that reach so far${warmUpEndsSeconds.last === 0 ? "" : "; grey is the warm-up"}`,
    summary: lines
      .map(({ name, unit, values }) => {
        const known = values.flatMap((value) => value ?? []);
        if (known.length === 0) return `${name}: no values.`;
        const short = (value: number): string => amountText(value, unit, locale);
        return `${name}: from ${short(Math.min(...known))} to ${short(Math.max(...known))}.`;
      })
      .join(" "),
    table: {
      columns: ["From", ...lines.map(({ name }) => name)],
      rows: Array.from({ length: bins }, (_, bin): Cell[] => [
        numberCell(at(bin * binSeconds), bin * binSeconds, "s"),
        ...lines.map(({ unit, values }) => {
          const value = values[bin] ?? null;
          const text = value === null ? MISSING : amountText(value, unit, locale);
          return unit === "1" ? numberCell(text, value) : numberCell(text, value, unit);
        }),
      ]),
    },
  };
}

/** What nobody waits for by itself, a limit or a memory, has no servers: how much of it is in use says it. */
function panelsOf(pool: PoolSeries): PoolsPanel[] {
  const { busyServers, provisionedServers, queueLength } = pool;
  const name = poolName(pool.name);
  if (queueLength === undefined) {
    const inUse = { name: "in use", values: sharesInUse(pool) };
    return [{ name: `${name}: share in use`, unit: "ratio", filled: inUse }];
  }
  return [
    {
      name: `${name}: servers`,
      unit: "1",
      filled: { name: "busy", values: busyServers },
      limit: { name: "provisioned", values: provisionedServers },
    },
    { name: `${name}: waiting`, unit: "1", filled: { name: "waiting", values: queueLength } },
  ];
}

/** Busy ÷ provisioned, bin by bin; null where nothing was provisioned. */
export function sharesInUse({ busyServers, provisionedServers }: PoolSeries): Values {
  return busyServers.map((busy, bin) => {
    const provisioned = provisionedServers[bin] ?? 0;
    return busy === null || provisioned === 0 ? null : busy / provisioned;
  });
}

const LEAST_FRACTION = 1e-6;

/** An average: of what stays the same, the whole number that it is. */
export function amountText(value: number, unit: "1" | "ratio", locale: string): string {
  const whole = Math.round(value);
  return unit === "1" && Math.abs(value - whole) < LEAST_FRACTION
    ? formatCount(whole, locale)
    : formatShort(value, unit, locale);
}

/** Sessions that came in, by second of the time that all replications together spent in the bin. */
export function arrivedPerSecond({ arrived, observedSeconds }: Series): (number | null)[] {
  return arrived.map((count, bin) => {
    const seconds = observedSeconds[bin] ?? 0;
    return seconds > 0 ? count / seconds : null;
  });
}

/** Mean time of the sessions that ended in each bin: the sum of their stages. */
function meanSeconds({ stagesMs }: Series): (number | null)[] {
  const [first = [], ...others] = Object.values(stagesMs);
  return first.map((ms, bin) =>
    ms === null ? null : others.reduce((all, stage) => all + (stage[bin] ?? 0), ms) / 1000,
  );
}

const sum = (values: Values): number => values.reduce<number>((all, one) => all + (one ?? 0), 0);

function title(pools: readonly PoolSeries[], locale: string): string {
  const shares = pools.map(({ name, busyServers, provisionedServers }) => {
    const provisioned = sum(provisionedServers);
    return { name, share: provisioned === 0 ? 0 : sum(busyServers) / provisioned };
  });
  const [busiest] = shares.toSorted((a, b) => b.share - a.share);
  if (busiest === undefined) return "Load over time.";
  const share = formatPercent(busiest.share, 0, locale);
  return `The busiest pool: ${poolName(busiest.name)}, ${share} in use on average.`;
}
