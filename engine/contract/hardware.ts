import { z } from "zod";
import { count, positive } from "./distribution.js";

/** Number formats of weights; activations and KV cache follow from them. */
export const PRECISIONS = ["bf16", "fp8", "fp4", "int4"] as const;
export type Precision = (typeof PRECISIONS)[number];

export const BACKENDS = ["vllm", "sglang", "trtllm"] as const;
export type Backend = (typeof BACKENDS)[number];

/** Chip families that share kernels; the fit learns what two members of one have in common. */
const GENERATIONS = ["ampere", "ada", "hopper", "blackwell", "cdna"] as const;

const label = z.string().min(1).max(200);

/** One GPU as its data sheet states it. */
export const Gpu = z.strictObject({
  id: label,
  name: label,
  generation: z.enum(GENERATIONS),
  memoryGiB: positive,
  /** Memory bandwidth, TB/s (10^12 bytes). */
  bandwidthTBs: positive,
  /** Dense tensor peak per format, TFLOPS; a format the chip lacks is left out. */
  denseTflops: z.strictObject({
    bf16: positive,
    fp8: positive.optional(),
    fp4: positive.optional(),
  }),
  /** GPU-to-GPU bandwidth inside one link domain, GB/s per GPU and direction. */
  linkGBs: positive,
  /** GPUs that reach each other at `linkGBs`. */
  linkGpus: count,
  /** GPU-to-GPU bandwidth beyond it, GB/s per GPU and direction. */
  networkGBs: positive,
});
export type Gpu = z.output<typeof Gpu>;

/** Grouped-query attention; `windowTokens` where `windowShare` of the layers look back only so far. */
const GroupedAttention = z.strictObject({
  kind: z.literal("grouped"),
  heads: count,
  kvHeads: count,
  headSize: count,
  queryKeyNorm: z.boolean().optional(),
  windowTokens: count.optional(),
  windowShare: positive.max(1).optional(),
});

/** Multi-head latent attention; `sparseTokens` where an indexer picks the keys (DeepSeek sparse). */
const LatentAttention = z.strictObject({
  kind: z.literal("latent"),
  heads: count,
  /** Cached values per token and layer: latent rank and rotary part. */
  latentSize: count,
  ropeSize: count,
  queryRank: count,
  keySize: count,
  valueSize: count,
  sparseTokens: count.optional(),
});

/** Linear attention with a full grouped-query layer every `fullEvery` layers. */
const HybridAttention = z.strictObject({
  kind: z.literal("hybrid"),
  heads: count,
  kvHeads: count,
  headSize: count,
  fullEvery: count,
  stateKeyHeads: count,
  stateValueHeads: count,
  stateSize: count,
});

const whole = z.number().int().min(0).max(1_000_000);

/** One model as its configuration file states it. */
export const Model = z.strictObject({
  id: label,
  name: label,
  /** Models of one family have the same shapes (fine-tunes, quantised copies). */
  family: label,
  layers: count,
  hidden: count,
  vocabulary: count,
  attention: z.discriminatedUnion("kind", [GroupedAttention, LatentAttention, HybridAttention]),
  /** Feed-forward width of the dense layers. */
  intermediate: whole,
  /** Layers with a dense feed-forward: all of them unless there are experts. */
  denseLayers: whole,
  experts: z
    .strictObject({
      count,
      active: count,
      intermediate: count,
      /** Experts that every token passes, in units of `intermediate`. */
      shared: z.number().min(0).max(1_000_000),
    })
    .optional(),
});
export type Model = z.output<typeof Model>;

/** A text, or the data themselves, whose faults keep their own path (zod's plain union loses it). */
function idOr<S extends z.ZodType>(data: S): z.ZodType<string | z.output<S>> {
  return z.unknown().transform((value, context): string | z.output<S> => {
    const parsed = (typeof value === "string" ? label : data).safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues)
      context.issues.push({ ...issue, input: value } as never);
    return z.NEVER;
  });
}

/**
 * What a batched brain runs on, where its step time was not measured: it is predicted from the data of
 * GPU and model, with the efficiencies fitted on measured servers (`headroom` ships the fit), and so are
 * the tokens that KV memory holds. A replica is `tensorParallel · dataParallelAttention` GPUs.
 */
export const Hardware = z.strictObject({
  /** A shipped preset's id or alias (`scenarios/presets/gpus.json`), or the data sheet itself. */
  gpu: idOr(Gpu),
  /** A shipped preset's id or alias (`scenarios/presets/models.json`), or the model's shape itself. */
  model: idOr(Model),
  /** Of the weights. A format that the GPU does not multiply is computed as bf16. */
  precision: z.enum(PRECISIONS).default("bf16"),
  /** GPUs that share every layer. */
  tensorParallel: count.max(1024).default(1),
  backend: z.enum(BACKENDS).default("vllm"),
  /** Copies of the attention layers inside a replica, the experts spread over all of them. */
  dataParallelAttention: count.max(1024).default(1),
  /** Whole experts on one GPU each, instead of a slice of every expert on every GPU. */
  expertParallel: z.boolean().default(false),
});
export type Hardware = z.output<typeof Hardware>;

/** GPUs of one replica. */
export function gpusOf({ tensorParallel, dataParallelAttention }: Hardware): number {
  return tensorParallel * dataParallelAttention;
}
