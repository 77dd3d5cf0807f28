import { MS_PER_SECOND } from "../base/units.js";
import type { Arrivals } from "../contract/arrivals.js";
import type { Distribution } from "../contract/distribution.js";
import { HeadroomError } from "../contract/errors.js";
import type { Workload } from "../contract/workload.js";
import type { Quantity, SamplerTable } from "../statistics/sampler.js";
import type { Streams } from "./streams.js";
import { BurstyRate, DailyRate, meanRatePerSecond } from "./varying-rate.js";
import type { VaryingRate } from "./varying-rate.js";

/** Bursts that bring fewer sessions than this would be simulated for nothing. */
const LEAST_PER_CYCLE = 1e-3;

/** Where sessions come from: one source for each open workload, one for each closed user. */
export interface ArrivalPlan {
  readonly workload: number;
  readonly kind: "renewal" | "varying" | "closed" | "trace";
  readonly users: number;
  /** Time between arrivals (renewal), think time (closed), or a number of mean 1 (varying). */
  readonly gap: Quantity;
  /** Varying: the rate, from the start of a replication. */
  readonly startRate: (() => VaryingRate) | undefined;
  readonly stream: number;
  /** Trace: recorded seconds times this are simulated milliseconds. */
  readonly msPerTraceSecond: number;
}

/** Compiles the arrivals of workload number `at`. Throws `invalid-input` for bursts without sessions. */
export function compileArrivals(
  workload: Workload,
  at: number,
  samplers: SamplerTable,
  streams: Streams,
): ArrivalPlan {
  const { arrivals, name, weight } = workload;
  const stream = streams.add(name, "arrivals");
  const none = { id: 0, fixed: 0 };
  const common = {
    workload: at,
    stream,
    users: 0,
    gap: none,
    startRate: undefined,
    msPerTraceSecond: 0,
  };
  if ("closed" in arrivals) {
    const { users, thinkSeconds } = arrivals.closed;
    return {
      ...common,
      kind: "closed",
      users: Math.max(1, Math.round(users * weight)),
      gap: samplers.quantity(thinkSeconds),
    };
  }
  if ("trace" in arrivals) {
    return { ...common, kind: "trace", msPerTraceSecond: MS_PER_SECOND / arrivals.trace.speed };
  }
  if ("recorded" in arrivals) {
    return { ...common, kind: "trace", msPerTraceSecond: MS_PER_SECOND / arrivals.recorded.speed };
  }
  if ("daily" in arrivals || "bursty" in arrivals) {
    return {
      ...common,
      kind: "varying",
      gap: samplers.quantity({ exponential: { mean: 1 } }),
      startRate: compileRate(arrivals, weight, at, samplers, streams, streams.add(name, "bursts")),
    };
  }
  const rate =
    "poisson" in arrivals ? arrivals.poisson.ratePerSecond : arrivals.gamma.ratePerSecond;
  const mean = MS_PER_SECOND / (rate * weight);
  const gap: Distribution =
    "poisson" in arrivals ? { exponential: { mean } } : { gamma: { mean, cv: arrivals.gamma.cv } };
  return { ...common, kind: "renewal", gap: samplers.quantity(gap) };
}

function compileRate(
  arrivals: Extract<Arrivals, { daily: unknown } | { bursty: unknown }>,
  weight: number,
  at: number,
  samplers: SamplerTable,
  streams: Streams,
  stream: number,
): () => VaryingRate {
  if ("daily" in arrivals) return () => new DailyRate(arrivals.daily, weight);
  const { quiet, burst } = arrivals.bursty;
  const seconds = quiet.meanSeconds + burst.meanSeconds;
  const perCycle = (meanRatePerSecond(arrivals) ?? 0) * weight * seconds;
  if (perCycle < LEAST_PER_CYCLE) {
    throw new HeadroomError("invalid-input", "bursts come and go without a session", [
      {
        path: `workloads[${at}].arrivals.bursty`,
        expected: `at least ${LEAST_PER_CYCLE} sessions in a quiet and a burst period together`,
        found: String(perCycle),
      },
    ]);
  }
  return () => new BurstyRate(arrivals.bursty, weight, streams, samplers, stream);
}
