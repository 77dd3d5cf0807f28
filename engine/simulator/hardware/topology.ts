import { countIn } from "./csv.js";
import type { Row } from "./csv.js";

/** How a measured row was spread over GPUs, and the requests in flight on one replica of it. */
export interface Topology {
  readonly gpus: number;
  readonly attentionReplicas: number;
  readonly expertParallel: boolean;
  readonly separatePrefill: boolean;
  readonly batch: number;
  readonly recorded: boolean;
}

/** Largest replica that the file describes truthfully when prefill and decode share servers. */
const MOST_SHARED_GPUS = 16;
/** Decoding servers assumed where the file does not count them; those it counts are mostly 1 to 4. */
const ASSUMED_SERVERS = 2;

function concurrencyOf(row: Row): number | undefined {
  const found = /silicon_concurrency=(\d+)/.exec(row["silicon_data_source"] ?? "");
  const value = Number(found?.[1]);
  return Number.isInteger(value) && value >= 1 ? value : undefined;
}

/**
 * Reads a row's parallelism. The file comes from three collectors that wrote the same thing in
 * different ways, so the columns are checked against each other:
 * - a server of `tp` GPUs with `ep = tp` is also written as tp = tp·ep with moe_tp = ep = √tp;
 * - data-parallel attention over all `tp` GPUs is also written as tp, dp = tp, ep = tp·dp;
 * - `batch_size` is per attention replica;
 * - several servers counted as one (more than 16 GPUs, or no power of two, without separate prefill)
 *   and separate prefill without a count of servers cannot be resolved: `recorded` is false.
 */
export function topologyOf(row: Row, hasExperts: boolean): Topology | undefined {
  const concurrency = concurrencyOf(row);
  return row["mode"] === "disagg"
    ? separateTopology(row, hasExperts, concurrency)
    : sharedTopology(row, hasExperts, concurrency);
}

function sharedTopology(
  row: Row,
  hasExperts: boolean,
  concurrency: number | undefined,
): Topology | undefined {
  const tensor = countIn(row, "tp_size") ?? 1;
  const data = countIn(row, "attention_dp_size") ?? 1;
  const expertSlices = hasExperts ? (countIn(row, "moe_tp_size") ?? 1) : 1;
  const expertGroups = hasExperts ? (countIn(row, "moe_ep_size") ?? 1) : 1;
  const perReplica = countIn(row, "batch_size");
  const listed = perReplica === undefined ? undefined : perReplica * data;

  let gpus = Math.max(tensor * data, expertSlices * expertGroups);
  let attentionReplicas = data > 1 ? data : Math.max(1, Math.floor(gpus / tensor));
  const squared = expertSlices > 1 && expertSlices === expertGroups;
  if (squared && tensor * data === expertSlices * expertGroups) {
    gpus = expertSlices;
    attentionReplicas = data > 1 ? gpus : 1;
  } else if (data > 1 && tensor === data && expertGroups === tensor * data) {
    gpus = tensor;
    attentionReplicas = tensor;
  }
  // A mixture of experts whose batch is the concurrency over all its GPUs keeps attention per GPU.
  const perGpu =
    hasExperts && data === 1 && tensor > 1 && concurrency === (perReplica ?? 0) * tensor;
  if (perGpu) attentionReplicas = gpus;
  const batch = perGpu ? concurrency : (listed ?? concurrency);
  if (batch === undefined) return undefined;
  const counted = gpus <= MOST_SHARED_GPUS && Number.isInteger(Math.log2(gpus));
  return {
    gpus,
    attentionReplicas,
    expertParallel: expertGroups > 1,
    separatePrefill: false,
    batch: counted ? batch : Math.max(1, batch / ASSUMED_SERVERS),
    recorded: counted,
  };
}

function separateTopology(
  row: Row,
  hasExperts: boolean,
  concurrency: number | undefined,
): Topology | undefined {
  const data = countIn(row, "decode_attention_dp_size") ?? 1;
  const perReplica = countIn(row, "decode_batch_size");
  const servers = countIn(row, "decode_num_workers");
  const recorded = perReplica !== undefined || servers !== undefined;
  const shared = concurrency === undefined ? undefined : concurrency / (servers ?? ASSUMED_SERVERS);
  const listed = perReplica === undefined ? undefined : perReplica * data;
  const batch = recorded && servers === undefined ? (listed ?? shared) : (shared ?? listed);
  if (batch === undefined) return undefined;
  return {
    gpus: (countIn(row, "decode_tp_size") ?? 1) * data,
    attentionReplicas: data,
    expertParallel: hasExperts && (countIn(row, "decode_moe_ep_size") ?? 1) > 1,
    separatePrefill: true,
    batch: Math.max(1, batch),
    recorded,
  };
}
