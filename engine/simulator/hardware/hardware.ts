/** Number formats of weights; activations and KV cache follow from them (see `work.ts`). */
export const PRECISIONS = ["bf16", "fp8", "fp4", "int4"] as const;
export type Precision = (typeof PRECISIONS)[number];

export const BACKENDS = ["vllm", "sglang", "trtllm"] as const;
export type Backend = (typeof BACKENDS)[number];

/** Chip families that share kernels; the fit learns what two members of one have in common. */
export const GENERATIONS = ["ampere", "ada", "hopper", "blackwell", "cdna"] as const;
export type Generation = (typeof GENERATIONS)[number];

/** One GPU as its data sheet states it. */
export interface GpuSpec {
  readonly id: string;
  readonly name: string;
  readonly generation: Generation;
  readonly memoryGiB: number;
  /** Memory bandwidth, TB/s (10^12 bytes). */
  readonly bandwidthTBs: number;
  /** Dense tensor peak per format, TFLOPS; a format the chip lacks is left out. */
  readonly denseTflops: { readonly bf16: number; readonly fp8?: number; readonly fp4?: number };
  /** GPU-to-GPU bandwidth inside one link domain, GB/s per GPU and direction. */
  readonly linkGBs: number;
  /** GPUs that reach each other at `linkGBs`. */
  readonly linkGpus: number;
  /** GPU-to-GPU bandwidth beyond it, GB/s per GPU and direction. */
  readonly networkGBs: number;
}

/** Grouped-query attention; `windowTokens` where `windowShare` of the layers look back only so far. */
export interface GroupedAttention {
  readonly kind: "grouped";
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly queryKeyNorm?: boolean;
  readonly windowTokens?: number;
  readonly windowShare?: number;
}

/** Multi-head latent attention; `sparseTokens` where an indexer picks the keys (DeepSeek sparse). */
export interface LatentAttention {
  readonly kind: "latent";
  readonly heads: number;
  /** Cached values per token and layer: latent rank and rotary part. */
  readonly latentSize: number;
  readonly ropeSize: number;
  readonly queryRank: number;
  readonly keySize: number;
  readonly valueSize: number;
  readonly sparseTokens?: number;
}

/** Linear attention with a full grouped-query layer every `fullEvery` layers. */
export interface HybridAttention {
  readonly kind: "hybrid";
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly fullEvery: number;
  readonly stateKeyHeads: number;
  readonly stateValueHeads: number;
  readonly stateSize: number;
}

export interface Experts {
  readonly count: number;
  readonly active: number;
  readonly intermediate: number;
  /** Experts that every token passes, in units of `intermediate`. */
  readonly shared: number;
}

/** One model as its configuration file states it. */
export interface ModelSpec {
  readonly id: string;
  readonly name: string;
  /** Models of one family have the same shapes (fine-tunes, quantised copies). */
  readonly family: string;
  readonly layers: number;
  readonly hidden: number;
  readonly vocabulary: number;
  readonly attention: GroupedAttention | LatentAttention | HybridAttention;
  /** Feed-forward width of the dense layers. */
  readonly intermediate: number;
  /** Layers with a dense feed-forward; all of them unless there are experts. */
  readonly denseLayers: number;
  readonly experts?: Experts;
}

/** How one replica is spread over its GPUs. */
export interface Deployment {
  readonly gpu: GpuSpec;
  readonly model: ModelSpec;
  readonly backend: Backend;
  readonly precision: Precision;
  /** GPUs of the replica that decodes. */
  readonly gpus: number;
  /** Attention copies inside it (data-parallel attention); divides `gpus`. */
  readonly attentionReplicas: number;
  /** Whether whole experts lie on one GPU each, instead of a slice of every expert on every GPU. */
  readonly expertParallel: boolean;
  /** Prefill happens on other servers (disaggregated serving). */
  readonly separatePrefill: boolean;
}

/** A closed loop of equal requests on one replica, the form in which servers are measured. */
export interface OperatingPoint {
  readonly deployment: Deployment;
  /** Requests in flight on the replica. */
  readonly batch: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Bytes per weight; fp4 with one fp8 scale per 16, int4 with one bf16 scale per 64. */
export const WEIGHT_BYTES: Readonly<Record<Precision, number>> = {
  bf16: 2,
  fp8: 1,
  fp4: 0.5625,
  int4: 0.53125,
};

/** Bytes per cached value: engines keep a bf16 cache for bf16 weights and are run with fp8 otherwise. */
export function cacheBytes(precision: Precision): number {
  return precision === "bf16" ? 2 : 1;
}
