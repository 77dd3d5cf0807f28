import { architectureOf } from "./architecture.js";
import type { Architecture } from "./architecture.js";
import { cacheBytes, WEIGHT_BYTES } from "./hardware.js";
import type { Deployment, GpuSpec, ModelSpec, Precision } from "./hardware.js";

/** What the replica does in one step, over all its GPUs. */
export interface StepLoad {
  /** Sequences that decode one token each. */
  readonly sequences: number;
  /** Mean keys a decoding sequence attends to. */
  readonly contextTokens: number;
  readonly prefillTokens: number;
  /** Mean keys a prefilled token attends to. */
  readonly prefillContext: number;
  /** Requests that start in this step; below 1, the share of steps in which one does. */
  readonly admissions: number;
}

/**
 * The physical terms of one step: times are the milliseconds the slowest GPU would need at the data
 * sheet's peak, the rest are counts. `step-law.ts` weighs them with fitted efficiencies.
 */
export interface StepWork {
  readonly weightRead: number;
  readonly expertRead: number;
  /** Experts that only prefilled tokens touch. */
  readonly prefillExpertRead: number;
  readonly cacheRead: number;
  readonly denseCompute: number;
  readonly expertCompute: number;
  readonly attentionCompute: number;
  readonly prefillCompute: number;
  readonly prefillAttention: number;
  readonly kernels: number;
  /** Collective operations, and the doublings of the group they span. */
  readonly collectives: number;
  readonly doublings: number;
  readonly reduceBytes: number;
  readonly dispatchBytes: number;
  readonly sequencesPerGpu: number;
  readonly admissions: number;
}

const GIB = 2 ** 30;
/** Share of memory engines give to weights and cache; the rest is activations and graphs. */
const MEMORY_SHARE = 0.9;
/** An indexer keeps one fp8 key of 128 values per token and layer. */
const INDEX_KEY_BYTES = 128;
/** Bytes per hidden value: reduced in bf16; sent to experts in fp8 and back in bf16. */
const REDUCE_BYTES = 2;
const DISPATCH_BYTES = 3;
const HEAD_BYTES = 2;

/** FLOP per millisecond at which `gpu` multiplies this format; formats it lacks run as bf16. */
export function peakFlopsPerMs(gpu: GpuSpec, precision: Precision): number {
  const { bf16, fp8 = bf16, fp4 = bf16 } = gpu.denseTflops;
  return { bf16, fp8, fp4, int4: bf16 }[precision] * 1e9;
}

/** Keys a token with `context` tokens behind it really reads. */
export function attendedKeys({ attention }: ModelSpec, context: number): number {
  if (attention.kind === "latent") return Math.min(context, attention.sparseTokens ?? Infinity);
  if (attention.kind === "hybrid" || attention.windowTokens === undefined) return context;
  const share = attention.windowShare ?? 1;
  return share * Math.min(context, attention.windowTokens) + (1 - share) * context;
}

/** Share of `count` experts that `tokens` tokens touch when each picks `active` of them. */
function touched(count: number, active: number, tokens: number): number {
  return count === 0 ? 0 : -Math.expm1(tokens * Math.log1p(-active / count));
}

interface PerGpuBytes {
  /** Everything but routed experts, read in every step. */
  readonly common: number;
  readonly experts: number;
  readonly perCachedToken: number;
  readonly tensorParallel: number;
}

function perGpuBytes(deployment: Deployment, cost: Architecture): PerGpuBytes {
  const { gpus, attentionReplicas, precision } = deployment;
  const bytes = WEIGHT_BYTES[precision];
  const tensorParallel = gpus / attentionReplicas;
  const sharded = cost.denseWeights / gpus + cost.attentionWeights / tensorParallel;
  return {
    common: sharded * bytes + (cost.headWeights / gpus) * HEAD_BYTES,
    experts: (cost.expertWeights / gpus) * bytes,
    perCachedToken:
      (cost.cachedValues * cacheBytes(precision)) / Math.min(tensorParallel, cost.cacheShards),
    tensorParallel,
  };
}

/** What the weights take of each GPU's memory, and what an engine may use of it for them and the cache. */
export function memoryPerGpu(deployment: Deployment): {
  readonly weightsGiB: number;
  readonly usableGiB: number;
} {
  const cost = architectureOf(deployment.model);
  const bytes = perGpuBytes(deployment, cost);
  const table = (cost.headWeights / deployment.gpus) * HEAD_BYTES;
  return {
    weightsGiB: (bytes.common + bytes.experts + table) / GIB,
    usableGiB: deployment.gpu.memoryGiB * MEMORY_SHARE,
  };
}

/**
 * Tokens the replica's KV cache holds, all attention replicas together, after the weights. 0: the
 * weights alone do not fit.
 */
export function cacheCapacityTokens(deployment: Deployment): number {
  const { perCachedToken } = perGpuBytes(deployment, architectureOf(deployment.model));
  const { weightsGiB, usableGiB } = memoryPerGpu(deployment);
  const free = (usableGiB - weightsGiB) * GIB;
  return (Math.max(0, free) / perCachedToken) * deployment.attentionReplicas;
}

/** The terms of one step of `deployment` under `load`. */
export function stepWork(deployment: Deployment, load: StepLoad): StepWork {
  const { gpu, model, gpus, attentionReplicas, precision } = deployment;
  const cost = architectureOf(model);
  const bytes = perGpuBytes(deployment, cost);
  const { sequences, prefillTokens } = load;
  const perRank = sequences / attentionReplicas;
  const bytesPerMs = gpu.bandwidthTBs * 1e9;
  const flopsPerMs = peakFlopsPerMs(gpu, precision);
  const linkBytesPerMs = (gpus <= gpu.linkGpus ? gpu.linkGBs : gpu.networkGBs) * 1e6;

  const { count = 0, active = 0 } = model.experts ?? {};
  const share = touched(count, active, sequences);
  const shareWithPrefill = touched(count, active, sequences + prefillTokens);
  const sparse = model.attention.kind === "latent" && model.attention.sparseTokens !== undefined;
  const keys = attendedKeys(model, load.contextTokens);
  const cache =
    bytes.perCachedToken * keys +
    (sparse ? INDEX_KEY_BYTES * load.contextTokens * model.layers : 0);
  const perGpuWeights =
    (cost.attentionWeights + cost.denseWeights + cost.activeExpertWeights) / gpus;
  const reduced =
    (2 * model.layers * model.hidden * REDUCE_BYTES * 2 * (bytes.tensorParallel - 1)) /
    bytes.tensorParallel /
    attentionReplicas;

  return {
    weightRead: bytes.common / bytesPerMs,
    expertRead: (bytes.experts * share) / bytesPerMs,
    prefillExpertRead: (bytes.experts * (shareWithPrefill - share)) / bytesPerMs,
    cacheRead: ((cache + cost.stateBytes / bytes.tensorParallel) * perRank) / bytesPerMs,
    denseCompute:
      (2 * sequences * (perGpuWeights + (cost.headWeights - cost.activeExpertWeights) / gpus)) /
      flopsPerMs,
    expertCompute: (2 * sequences * cost.activeExpertWeights) / gpus / flopsPerMs,
    attentionCompute:
      (cost.decodeFlopsPerKey * keys * perRank) / bytes.tensorParallel / peakFlopsPerMs(gpu, "fp8"),
    prefillCompute: (2 * prefillTokens * perGpuWeights) / flopsPerMs,
    prefillAttention:
      (cost.prefillFlopsPerKey * attendedKeys(model, load.prefillContext) * prefillTokens) /
      gpus /
      peakFlopsPerMs(gpu, "bf16"),
    kernels: cost.kernels + (precision === "bf16" ? 0 : cost.quantKernels),
    collectives: gpus > 1 ? 2 * model.layers : 0,
    doublings: Math.log2(gpus),
    reduceBytes: (reduced * (sequences + prefillTokens)) / linkBytesPerMs,
    dispatchBytes:
      attentionReplicas > 1
        ? (cost.expertLayers * model.hidden * active * DISPATCH_BYTES * sequences) /
          gpus /
          linkBytesPerMs
        : 0,
    sequencesPerGpu: perRank,
    admissions: load.admissions,
  };
}
