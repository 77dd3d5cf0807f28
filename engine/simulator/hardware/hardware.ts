import type { Backend, Gpu, Model, Precision } from "../../contract/hardware.js";

export { BACKENDS, PRECISIONS } from "../../contract/hardware.js";
export type { Backend, Precision } from "../../contract/hardware.js";
export type GpuSpec = Gpu;
export type ModelSpec = Model;

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
