import { assertNever } from "../../base/assert.js";
import type { ModelSpec } from "./hardware.js";

/** What a model's shape costs, per replica and independent of the GPU. Counts of weights, not bytes. */
export interface Architecture {
  /** Weights of all attention layers. */
  readonly attentionWeights: number;
  /** Weights of dense feed-forward layers and of shared experts. */
  readonly denseWeights: number;
  /** Weights of all routed experts, and of those one token passes. */
  readonly expertWeights: number;
  readonly activeExpertWeights: number;
  /** Output projection (the input table is the same size, but only one row per token is read). */
  readonly headWeights: number;
  /** Values cached per token, over all layers. */
  readonly cachedValues: number;
  /** Heads the cache divides over; 1 where every GPU needs all of it. */
  readonly cacheShards: number;
  /** Bytes of recurrent state read and written per sequence and step. */
  readonly stateBytes: number;
  /** Multiply-adds x2 per attended key: in a decode step, and in prefill. */
  readonly decodeFlopsPerKey: number;
  readonly prefillFlopsPerKey: number;
  readonly expertLayers: number;
  /** Kernels one decode step launches, without and with those that quantise activations. */
  readonly kernels: number;
  readonly quantKernels: number;
}

/** State is kept in 32-bit floats, read and written once per step. */
const STATE_BYTES = 8;

/**
 * Kernels per attention layer, counted from the operations a fused engine runs: norm, projections,
 * rotation and cache write, attention and its reduction. Latent attention adds the low-rank
 * projections and absorbed products, a sparse indexer its own projections, scores and top-k.
 */
const KERNELS = { grouped: 8, queryKeyNorm: 1, latent: 13, indexer: 11, hybrid: 10 };
/** Router, top-k, sorting, two grouped products, activation, sum; the shared expert; a dense layer. */
const EXPERT_KERNELS = 8;
const SHARED_KERNELS = 3;
const DENSE_KERNELS = 3;
/** Quantising the input of each pair of products. */
const QUANT_KERNELS = 2;

interface AttentionCost {
  readonly weights: number;
  readonly cachedValues: number;
  readonly cacheShards: number;
  readonly stateBytes: number;
  readonly decodeFlopsPerKey: number;
  readonly prefillFlopsPerKey: number;
  readonly kernels: number;
}

/** Per layer, averaged over the layers where they differ. */
function attentionCost({ attention, hidden, layers }: ModelSpec): AttentionCost {
  switch (attention.kind) {
    case "grouped": {
      const { heads, kvHeads, headSize } = attention;
      return {
        weights: hidden * headSize * (2 * heads + 2 * kvHeads),
        cachedValues: 2 * kvHeads * headSize,
        cacheShards: kvHeads,
        stateBytes: 0,
        decodeFlopsPerKey: 4 * heads * headSize,
        prefillFlopsPerKey: 4 * heads * headSize,
        kernels: KERNELS.grouped + (attention.queryKeyNorm === true ? KERNELS.queryKeyNorm : 0),
      };
    }
    case "latent": {
      const { heads, latentSize, ropeSize, queryRank, keySize, valueSize } = attention;
      const cached = latentSize + ropeSize;
      return {
        weights:
          hidden * queryRank +
          queryRank * heads * (keySize + ropeSize) +
          hidden * cached +
          latentSize * heads * (keySize + valueSize) +
          heads * valueSize * hidden,
        cachedValues: cached,
        cacheShards: 1,
        stateBytes: 0,
        decodeFlopsPerKey: 2 * heads * (cached + latentSize),
        prefillFlopsPerKey: 2 * heads * (keySize + ropeSize + valueSize),
        kernels: KERNELS.latent + (attention.sparseTokens === undefined ? 0 : KERNELS.indexer),
      };
    }
    case "hybrid": {
      const { heads, kvHeads, headSize, fullEvery } = attention;
      const { stateKeyHeads, stateValueHeads, stateSize } = attention;
      const full = 1 / fullEvery;
      const fullWeights = hidden * headSize * (3 * heads + 2 * kvHeads);
      const linearWeights = hidden * stateSize * (2 * stateKeyHeads + 3 * stateValueHeads);
      return {
        weights: fullWeights * full + linearWeights * (1 - full),
        cachedValues: 2 * kvHeads * headSize * full,
        cacheShards: kvHeads,
        stateBytes:
          Math.round(layers * (1 - full)) * stateValueHeads * stateSize ** 2 * STATE_BYTES,
        decodeFlopsPerKey: 4 * heads * headSize * full,
        prefillFlopsPerKey: 4 * heads * headSize * full,
        kernels: KERNELS.hybrid,
      };
    }
    default:
      return assertNever(attention);
  }
}

/** Costs of `model` from its shape alone. Throws nothing; presets are checked when they are read. */
export function architectureOf(model: ModelSpec): Architecture {
  const { layers, hidden, experts } = model;
  const attention = attentionCost(model);
  const expertLayers = experts === undefined ? 0 : layers - model.denseLayers;
  const denseLayers = layers - expertLayers;
  const perExpert = 3 * hidden * (experts?.intermediate ?? 0) * expertLayers;
  const shared = experts?.shared ?? 0;
  return {
    attentionWeights: attention.weights * layers,
    denseWeights: 3 * hidden * model.intermediate * denseLayers + perExpert * shared,
    expertWeights: perExpert * (experts?.count ?? 0),
    activeExpertWeights: perExpert * (experts?.active ?? 0),
    headWeights: model.vocabulary * hidden,
    cachedValues: attention.cachedValues * layers,
    cacheShards: attention.cacheShards,
    stateBytes: attention.stateBytes,
    decodeFlopsPerKey: attention.decodeFlopsPerKey * layers,
    prefillFlopsPerKey: attention.prefillFlopsPerKey * layers,
    expertLayers,
    kernels:
      layers * attention.kernels +
      denseLayers * DENSE_KERNELS +
      expertLayers * (EXPERT_KERNELS + (shared > 0 ? SHARED_KERNELS : 0)),
    quantKernels: 2 * layers * QUANT_KERNELS,
  };
}

/** All weights and those one token passes, embeddings included once: what model cards publish. */
export function weightCounts(model: ModelSpec): {
  readonly total: number;
  readonly active: number;
} {
  const cost = architectureOf(model);
  const common = cost.attentionWeights + cost.denseWeights + 2 * cost.headWeights;
  return { total: common + cost.expertWeights, active: common + cost.activeExpertWeights };
}
