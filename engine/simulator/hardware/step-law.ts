import type { Deployment, OperatingPoint } from "./hardware.js";
import type { StepValues, TtftValues } from "./parameters.js";
import { cacheCapacityTokens, stepWork } from "./work.js";
import type { StepWork } from "./work.js";

/** Which multipliers apply to a deployment. Powers 0 or 1, so that a law is one expression. */
export interface Traits {
  readonly sglang: number;
  readonly vllm: number;
  readonly latent: number;
  readonly hybrid: number;
  readonly indexer: number;
  readonly older: number;
  readonly fp4: number;
  readonly int4: number;
  readonly expertParallel: number;
  readonly attentionReplicas: number;
  readonly crossesNetwork: number;
  readonly separatePrefill: number;
}

export function traitsOf(deployment: Deployment): Traits {
  const { backend, precision, gpu, model } = deployment;
  const { attention } = model;
  const latent = attention.kind === "latent";
  return {
    sglang: Number(backend === "sglang"),
    vllm: Number(backend === "vllm"),
    latent: Number(latent),
    hybrid: Number(attention.kind === "hybrid"),
    indexer: Number(latent && attention.sparseTokens !== undefined),
    older: Number(gpu.generation !== "blackwell"),
    fp4: Number(precision === "fp4"),
    int4: Number(precision === "int4"),
    expertParallel: Number(deployment.expertParallel && model.experts !== undefined),
    attentionReplicas: Number(deployment.attentionReplicas > 1),
    crossesNetwork: Number(deployment.gpus > gpu.linkGpus),
    separatePrefill: Number(deployment.separatePrefill),
  };
}

const power = (value: number, exponent: number): number => (exponent === 0 ? 1 : value);

/** A kernel is bound by memory or by arithmetic; near the ridge, by a little of both. */
function roofline(memory: number, compute: number): number {
  return Math.cbrt(memory * memory * memory + compute * compute * compute);
}

/** Milliseconds of one step in its parts; their sum is the step. */
export interface StepParts {
  readonly decode: number;
  /** What prefill work adds to the step, before the share that overlaps decoding. */
  readonly prefill: number;
  /** The share of `prefill` that delays decoding, of the backend. */
  readonly prefillShare: number;
  /** What requests that start add. */
  readonly admission: number;
}

/** Evaluates the fitted law: `values` are the efficiencies, `work` the physics. */
export function stepParts(work: StepWork, traits: Traits, v: StepValues): StepParts {
  const quant = power(v.fp4Compute, traits.fp4) * power(v.int4Compute, traits.int4);
  const backendKernels =
    power(v.sglangKernels, traits.sglang) *
    power(v.vllmKernels, traits.vllm) *
    power(v.olderKernels, traits.older);
  const captured =
    power(v.latentKernels, traits.latent) *
    power(v.hybridKernels, traits.hybrid) *
    power(v.indexerKernels, traits.indexer);
  const backendStep = power(v.sglangStep, traits.sglang) * power(v.vllmStep, traits.vllm);

  const dense = roofline(
    v.weightRead * work.weightRead,
    v.denseCompute * work.denseCompute * quant,
  );
  const experts =
    roofline(v.expertRead * work.expertRead, v.expertCompute * work.expertCompute * quant) *
    power(v.expertParallel, traits.expertParallel);
  const attention =
    roofline(v.cacheRead * work.cacheRead, v.attentionCompute * work.attentionCompute) *
    power(v.attentionReplicas, traits.attentionReplicas);
  const collectives =
    work.collectives *
    (v.collectiveMs + v.doublingMs * work.doublings) *
    (1 + v.networkCollective * traits.crossesNetwork);
  return {
    decode:
      dense +
      experts +
      attention +
      v.kernelMs * work.kernels * backendKernels * captured +
      collectives +
      v.reduceBytes * work.reduceBytes +
      v.dispatchBytes * work.dispatchBytes +
      backendStep * (v.stepMs + v.sequenceMs * work.sequencesPerGpu),
    prefill:
      (v.prefillCompute * work.prefillCompute * quant +
        v.prefillAttention * work.prefillAttention) *
      power(v.latentPrefill, traits.latent),
    prefillShare: power(v.sglangPrefill, traits.sglang) * power(v.vllmPrefill, traits.vllm),
    admission:
      v.prefillExpertRead * work.prefillExpertRead +
      v.eagerKernelMs * work.kernels * backendKernels * Math.min(1, work.admissions) +
      v.admissionMs * work.admissions,
  };
}

/** A measured or asked-for point with its physics worked out once; the fit evaluates it often. */
export interface PreparedPoint {
  readonly traits: Traits;
  /** The mean step while the loop runs. */
  readonly step: StepWork;
  /** The prefill of one request by itself. */
  readonly ownPrefill: StepWork;
  /** Requests that run at once; fewer than `batch` when the cache is full. */
  readonly running: number;
  readonly batch: number;
  readonly outputTokens: number;
}

/**
 * In a closed loop each of `running` requests gains a token a step and is replaced after
 * `outputTokens` steps: so `running / outputTokens` requests start per step, on average.
 */
export function preparePoint(point: OperatingPoint): PreparedPoint {
  const { deployment, batch, inputTokens, outputTokens } = point;
  const contextTokens = inputTokens + outputTokens / 2;
  const fits = Math.max(1, cacheCapacityTokens(deployment) / contextTokens);
  const running = Math.min(batch, fits);
  const admissions = deployment.separatePrefill ? 0 : running / outputTokens;
  const prefillContext = inputTokens / 2;
  return {
    traits: traitsOf(deployment),
    step: stepWork(deployment, {
      sequences: running,
      contextTokens,
      prefillTokens: admissions * inputTokens,
      prefillContext,
      admissions,
    }),
    ownPrefill: stepWork(deployment, {
      sequences: 0,
      contextTokens: 0,
      prefillTokens: inputTokens,
      prefillContext,
      admissions: 1,
    }),
    running,
    batch,
    outputTokens,
  };
}

/** Mean milliseconds per output token of a closed loop. */
export function tpotMs(point: PreparedPoint, values: StepValues): number {
  const parts = stepParts(point.step, point.traits, values);
  return parts.decode + parts.prefill * parts.prefillShare + parts.admission;
}

/** What the time to first token depends on, in milliseconds of the fitted step law. */
export interface FirstTokenTerms {
  readonly traits: Traits;
  /** One request's prefill by itself. */
  readonly prefill: number;
  readonly tpot: number;
  /** Requests of the batch that prefill before this one when all start together, on average. */
  readonly ahead: number;
  /** Wait for a place when the KV cache holds fewer requests than there are. */
  readonly slotWait: number;
}

export function firstTokenTerms(point: PreparedPoint, steps: StepValues): FirstTokenTerms {
  const own = stepParts(point.ownPrefill, point.traits, steps);
  const tpot = tpotMs(point, steps);
  return {
    traits: point.traits,
    prefill: own.decode + own.admission + own.prefill,
    tpot,
    ahead: (point.running - 1) / 2,
    slotWait: Math.max(0, point.batch / point.running - 1) * tpot * point.outputTokens,
  };
}

/** Mean milliseconds from request to first token in a closed loop, the burst at its start included. */
export function ttftMs(terms: FirstTokenTerms, v: TtftValues): number {
  const { traits, prefill } = terms;
  const own = power(v.sglangPrefill, traits.sglang) * power(v.vllmPrefill, traits.vllm);
  const queue = power(v.sglangQueue, traits.sglang) * power(v.vllmQueue, traits.vllm);
  return (
    v.fixedMs +
    v.separateMs * traits.separatePrefill +
    v.ownPrefill * own * prefill +
    v.othersPrefill * queue * prefill * terms.ahead +
    v.steps * terms.tpot +
    v.slotWait * terms.slotWait
  );
}
