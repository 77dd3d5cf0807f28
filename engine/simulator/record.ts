import type { Architecture } from "../contract/result.js";
import type { SpansRecord, WindowRecord } from "./inspect/job.js";

/** Counts of the sessions that finished in the measured window, and times of those that completed. */
export interface SessionStatistics {
  readonly completed: number;
  readonly failed: number;
  /** Finished sessions in which an attempt was repeated or that restarted. */
  readonly retried: number;
  readonly latencyMs: TimeStatistics;
  readonly waitMs: TimeStatistics;
  readonly ttftMs: TimeStatistics;
}

/** `null` where nothing was observed. Percentiles carry the histogram's relative error. */
export interface TimeStatistics {
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Of no meaning where nothing was observed. */
  readonly least: number;
  readonly greatest: number;
  /** Bucket numbers ascending, and their counts. */
  readonly buckets: { readonly index: readonly number[]; readonly count: readonly number[] };
  /** Variance of the mean ÷ that of as many independent times. */
  readonly inflation: number;
}

/** Tokens of the sessions that finished in the measured window, summed. */
export interface TokenSums {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly wasted: number;
  readonly reprefilled: number;
}

/** Requests that an API brain was sent in the whole replication, and how many it refused. */
export interface ApiRequests {
  readonly sent: number;
  /** Answered 429, by a rate limit. */
  readonly rateLimited: number;
  /** Answered 529. */
  readonly overloaded: number;
}

/** Both sides of Little's law over the measured window, boundary terms included. */
export interface LittleTerms {
  /** Integral of the number of sessions in the system, without those whose users think. */
  readonly areaMs: number;
  /** Summed latency of the sessions that finished in the window. */
  readonly finishedLatencyMs: number;
  /** Summed age of the sessions in the system as the window opens, and as it closes. */
  readonly ageAtStartMs: number;
  readonly ageAtEndMs: number;
}

/** Counts of a heat map's cells that are not 0: `cell` is bin · HEAT_ROWS + row, ascending. */
export interface SparseCounts {
  readonly cell: Int32Array;
  readonly count: Int32Array;
}

/** Busy, paid and waiting time of a pool in each bin, in milliseconds times servers or items. */
export interface PoolSeriesRecord {
  readonly name: string;
  readonly busyMs: Float64Array;
  readonly serverMs: Float64Array;
  readonly queueMs: Float64Array | undefined;
}

/** One replication over simulated time (`series.ts`): sums in bins of `binMs` from time 0. */
export interface SeriesRecord {
  readonly binMs: number;
  readonly bins: number;
  readonly windowStartMs: number;
  /** Length of the part of the bin that the replication ran through. */
  readonly observedMs: Float64Array;
  readonly arrived: Float64Array;
  readonly completed: Float64Array;
  readonly failed: Float64Array;
  readonly interrupted: Float64Array;
  readonly pools: readonly PoolSeriesRecord[];
  /** In the order of STAGES, summed over the sessions that ended in the bin. */
  readonly stagesMs: readonly Float64Array[];
  readonly latency: SparseCounts;
  /** In the order of STAGES, and of the scenario's hands. */
  readonly stages: readonly SparseCounts[];
  readonly tools: readonly SparseCounts[];
  /** See `PathSums`. */
  readonly paths: Float64Array;
}

/** What one replication of one architecture leaves behind: plain data, small, structured-cloneable. */
export interface ReplicationRecord {
  readonly architecture: Architecture;
  readonly replication: number;
  /** Whole replication, warm-up included: injected = completed + failed + inFlight. */
  readonly requests: {
    readonly injected: number;
    readonly completed: number;
    readonly failed: number;
    readonly inFlight: number;
  };
  /** The measured window in simulated time. */
  readonly window: { readonly startMs: number; readonly endMs: number };
  readonly total: SessionStatistics;
  /** In the order of `scenario.workloads`. */
  readonly workloads: readonly SessionStatistics[];
  /** Time-average number of busy servers of each pool in the window, and how many there are. */
  readonly pools: readonly {
    readonly name: string;
    readonly servers: number;
    readonly meanBusy: number;
  }[];
  /** Session-time per stage, in the order of STAGES, summed over the finished sessions. */
  readonly stagesMs: readonly number[];
  /** What users thought between turns, begun in the window; in no stage and in no latency. */
  readonly thinkMs: number;
  readonly tokens: TokenSums;
  /** What prompts above the long-prompt threshold cost their sessions beside the plain price. */
  readonly longPromptUsd: number;
  readonly apiRequests: ApiRequests;
  /** Component failures an hour over a simulated year; null when no failure process is given. */
  readonly failuresPerHour: number | null;
  readonly little: LittleTerms;
  /** Arrivals and service completions, nothing else, warm-up included. */
  readonly events: number;
  /** Only where the job asked for it. */
  readonly series?: SeriesRecord;
  /** Of the job's `inspect`. */
  readonly inspected?: WindowRecord | SpansRecord;
}
