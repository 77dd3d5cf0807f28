import type { PoolSeries, Series } from "../../engine/contract/series.js";
import { formatShort, MISSING } from "../ui/format/figure.js";
import { formatPercent } from "../ui/format/number.js";
import { numberCell } from "./cells.js";
import type { Cell } from "./cells.js";
import type { Described } from "./chart.js";
import { simulatedTime } from "./simulated-time.js";

type Values = readonly (number | null)[];

/** One of the small pictures: a filled line, and one that it is held against. */
export interface PoolsPanel {
  readonly name: string;
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
      filled: { name: "completed", values: throughputPerSecond },
      limit: { name: "arrived", values: arrivedPerSecond(series) },
    },
    {
      name: "Seconds that ended sessions took",
      filled: { name: "mean", values: meanSeconds(series) },
    },
    ...pools.flatMap(({ name, busyServers, provisionedServers, queueLength }) => [
      {
        name: `${capital(name)}: servers`,
        filled: { name: "busy", values: busyServers },
        limit: { name: "provisioned", values: provisionedServers },
      },
      ...(queueLength === undefined
        ? []
        : [
            { name: `${capital(name)}: waiting`, filled: { name: "waiting", values: queueLength } },
          ]),
    ]),
  ];
  const at = simulatedTime(bins * binSeconds, binSeconds, locale);
  const lines = panels.flatMap((panel) =>
    [panel.filled, ...(panel.limit === undefined ? [] : [panel.limit])].map(({ name, values }) => ({
      name: `${panel.name}, ${name}`,
      values,
    })),
  );
  const short = (value: number): string => formatShort(value, "1", locale);
  return {
    binSeconds,
    bins,
    warmUpEndsSeconds: warmUpEndsSeconds.last,
    panels,
    title: title(pools, locale),
    subtitle: `Averages over ${at(binSeconds)} each and over the replications that reach so far; grey is the warm-up`,
    summary: lines
      .map(({ name, values }) => {
        const known = values.flatMap((value) => value ?? []);
        return `${name}: from ${short(Math.min(...known))} to ${short(Math.max(...known))}.`;
      })
      .join(" "),
    table: {
      columns: ["From", ...lines.map(({ name }) => name)],
      rows: Array.from({ length: bins }, (_, bin): Cell[] => [
        numberCell(at(bin * binSeconds), bin * binSeconds, "s"),
        ...lines.map(({ values }) => {
          const value = values[bin] ?? null;
          return numberCell(value === null ? MISSING : short(value), value);
        }),
      ]),
    },
  };
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

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const sum = (values: Values): number => values.reduce<number>((all, one) => all + (one ?? 0), 0);

function title(pools: readonly PoolSeries[], locale: string): string {
  const shares = pools.map(({ name, busyServers, provisionedServers }) => {
    const provisioned = sum(provisionedServers);
    return { name, share: provisioned === 0 ? 0 : sum(busyServers) / provisioned };
  });
  const [busiest] = shares.toSorted((a, b) => b.share - a.share);
  if (busiest === undefined) return "Load over time.";
  const share = formatPercent(busiest.share, 0, locale);
  return `Of the pools, ${busiest.name} is the busiest: ${share} of its servers are at work on average.`;
}
