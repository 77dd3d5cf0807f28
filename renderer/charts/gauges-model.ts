import type { DriveGauges } from "../../engine/contract/drive.js";
import { ARCHITECTURES } from "../../engine/contract/result.js";
import type { Architecture } from "../../engine/contract/result.js";
import type { Unit } from "../../engine/base/units.js";
import { formatShort, MISSING } from "../ui/format/figure.js";
import { formatCount } from "../ui/format/number.js";
import { ARCHITECTURE_NAMES } from "../ui/names.js";
import { numberCell, plainUnit } from "./cells.js";
import type { Described } from "./chart.js";

/** What of a load run's gauges is drawn over time. */
export const GAUGES = {
  throughput: {
    label: "Throughput",
    unit: "1/s",
    value: ({ throughputPerSecond }) => throughputPerSecond,
  },
  latencyP95: {
    label: "Latency p95",
    unit: "ms",
    value: ({ latencyMs }) => latencyMs?.p95 ?? null,
  },
  inFlight: { label: "In flight", unit: "1", value: ({ inFlight }) => inFlight },
  waiting: {
    label: "Waiting",
    unit: "1",
    value: ({ pools }) => pools.reduce((sum, { waiting }) => sum + waiting, 0),
  },
} as const satisfies Readonly<
  Record<
    string,
    { readonly label: string; readonly unit: Unit; value(gauges: DriveGauges): number | null }
  >
>;
export type GaugeName = keyof typeof GAUGES;

export interface GaugesModel extends Described {
  readonly unit: Unit;
  readonly label: string;
  readonly lines: readonly {
    readonly architecture: Architecture;
    readonly points: readonly { readonly seconds: number; readonly value: number }[];
  }[];
  readonly lengthSeconds: number;
  readonly greatest: number;
}

/** The view-model of one gauge of both deployments over a run's own time; undefined before there is a point. */
export function gaugesModel(
  gauges: Readonly<Record<Architecture, readonly DriveGauges[]>>,
  name: GaugeName,
  durationSeconds: number,
  locale: string,
): GaugesModel | undefined {
  const { label, unit, value } = GAUGES[name];
  const lines = ARCHITECTURES.map((architecture) => ({
    architecture,
    points: gauges[architecture].flatMap((one) => {
      const at = value(one);
      return at === null ? [] : [{ seconds: one.elapsedSeconds, value: at }];
    }),
  })).filter(({ points }) => points.length > 0);
  if (lines.length === 0) return undefined;
  const points = lines.flatMap((line) => line.points);
  const write = (amount: number | undefined): string =>
    amount === undefined
      ? MISSING
      : unit === "1"
        ? formatCount(amount, locale)
        : formatShort(amount, unit, locale);
  const last = lines.map(
    ({ architecture, points: own }) =>
      `${ARCHITECTURE_NAMES[architecture]} ${write(own.at(-1)?.value)}`,
  );
  const seconds = [...new Set(points.map((point) => Math.round(point.seconds)))].toSorted(
    (a, b) => a - b,
  );
  return {
    unit,
    label,
    lines,
    lengthSeconds: Math.max(durationSeconds, ...points.map((point) => point.seconds)),
    greatest: Math.max(...points.map((point) => point.value), unit === "1" ? 1 : 0),
    title: `${label}: ${last.join(", ")}`,
    subtitle: `Each second of the run, from its own start; sessions arrive for ${formatCount(durationSeconds, locale)} s`,
    summary: lines
      .map(
        ({ architecture, points: own }) =>
          `${ARCHITECTURE_NAMES[architecture]}: from ${write(own[0]?.value)} to ${write(own.at(-1)?.value)} after ${formatCount(own.at(-1)?.seconds ?? 0, locale)} s.`,
      )
      .join(" "),
    table: {
      columns: ["After", ...lines.map(({ architecture }) => ARCHITECTURE_NAMES[architecture])],
      rows: seconds.map((second) => [
        numberCell(`${formatCount(second, locale)} s`, second, "s"),
        ...lines.map((line) => {
          const at = line.points.find((point) => Math.round(point.seconds) === second)?.value;
          return numberCell(write(at), at ?? null, plainUnit(unit));
        }),
      ]),
    },
  };
}
