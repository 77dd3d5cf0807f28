/**
 * The fitted numbers of the step law. Each is positive and starts from a prior: the value a datasheet
 * roofline or a kernel trace suggests, and how far (as a factor, one standard deviation) it may be
 * off. The prior keeps a parameter that the data do not determine at its physical value, which is
 * what makes the law hold for a model or GPU that was never measured.
 */
export interface Parameter {
  readonly prior: number;
  readonly factor: number;
  readonly meaning: string;
}

const multiplier = (factor: number, meaning: string): Parameter => ({ prior: 1, factor, meaning });

export const STEP_PARAMETERS = {
  weightRead: { prior: 1.43, factor: 1.35, meaning: "weight reads, times the peak-bandwidth time" },
  expertRead: { prior: 1.8, factor: 1.5, meaning: "expert reads, times the peak-bandwidth time" },
  prefillExpertRead: { prior: 0.5, factor: 2.7, meaning: "expert reads only prefill causes" },
  cacheRead: { prior: 2, factor: 1.65, meaning: "KV cache reads, times the peak-bandwidth time" },
  denseCompute: { prior: 2.2, factor: 1.5, meaning: "dense products, times the peak-FLOPS time" },
  expertCompute: {
    prior: 2.9,
    factor: 1.65,
    meaning: "expert products, times the peak-FLOPS time",
  },
  attentionCompute: {
    prior: 3.3,
    factor: 1.8,
    meaning: "decode attention, times the fp8 peak time",
  },
  prefillCompute: { prior: 2, factor: 1.5, meaning: "prefill products, times the peak-FLOPS time" },
  prefillAttention: { prior: 3.3, factor: 1.8, meaning: "prefill attention, times the bf16 peak" },
  kernelMs: { prior: 0.003, factor: 1.65, meaning: "ms per kernel of a captured step" },
  eagerKernelMs: {
    prior: 0.002,
    factor: 2.7,
    meaning: "further ms per kernel in a step that prefills",
  },
  collectiveMs: { prior: 0.006, factor: 1.8, meaning: "ms per collective" },
  doublingMs: {
    prior: 0.002,
    factor: 2.2,
    meaning: "further ms per collective and doubling of GPUs",
  },
  networkCollective: {
    prior: 0.5,
    factor: 2.7,
    meaning: "extra share where the network is crossed",
  },
  reduceBytes: { prior: 3.3, factor: 1.8, meaning: "reduced bytes, times the link's peak time" },
  dispatchBytes: {
    prior: 3.3,
    factor: 2,
    meaning: "bytes to and from experts, times the peak time",
  },
  stepMs: { prior: 0.7, factor: 2.2, meaning: "ms of scheduling per step" },
  sequenceMs: { prior: 0.004, factor: 2.7, meaning: "ms of sampling and output per sequence" },
  admissionMs: { prior: 1.5, factor: 4.5, meaning: "ms per request that starts" },
  sglangStep: multiplier(1.35, "SGLang's scheduling against TensorRT-LLM's"),
  vllmStep: multiplier(1.35, "vLLM's scheduling against TensorRT-LLM's"),
  sglangKernels: multiplier(1.35, "SGLang's kernels against TensorRT-LLM's"),
  vllmKernels: multiplier(1.35, "vLLM's kernels against TensorRT-LLM's"),
  sglangPrefill: multiplier(1.8, "share of prefill that delays decoding in SGLang"),
  vllmPrefill: multiplier(1.8, "share of prefill that delays decoding in vLLM"),
  latentPrefill: multiplier(1.65, "prefill of latent attention"),
  latentKernels: multiplier(1.22, "kernels of latent attention"),
  hybridKernels: multiplier(1.22, "kernels of linear attention"),
  indexerKernels: multiplier(1.22, "kernels where an indexer picks keys"),
  olderKernels: multiplier(1.35, "kernels on chips before Blackwell"),
  fp4Compute: multiplier(1.35, "products in fp4"),
  int4Compute: multiplier(1.5, "products with int4 weights"),
  expertParallel: multiplier(1.5, "whole experts per GPU instead of slices"),
  attentionReplicas: multiplier(1.5, "attention when it is data-parallel"),
} as const satisfies Record<string, Parameter>;

export type StepParameter = keyof typeof STEP_PARAMETERS;
export type StepValues = Readonly<Record<StepParameter, number>>;

export const TTFT_PARAMETERS = {
  ownPrefill: { prior: 1, factor: 2, meaning: "the request's own prefill, times the step law's" },
  othersPrefill: { prior: 0.3, factor: 2.7, meaning: "share of the batch's prefills waited for" },
  steps: { prior: 1.5, factor: 2, meaning: "decode steps waited for" },
  fixedMs: { prior: 20, factor: 2.7, meaning: "ms outside the engine" },
  slotWait: {
    prior: 0.7,
    factor: 1.8,
    meaning: "share of a service time waited for when memory is full",
  },
  separateMs: { prior: 100, factor: 3, meaning: "ms to move the cache from a prefill server" },
  sglangPrefill: multiplier(1.5, "SGLang's own prefill"),
  vllmPrefill: multiplier(1.5, "vLLM's own prefill"),
  sglangQueue: multiplier(2.7, "waiting for others in SGLang, which prefills before it decodes"),
  vllmQueue: multiplier(2.7, "waiting for others in vLLM"),
} as const satisfies Record<string, Parameter>;

export type TtftParameter = keyof typeof TTFT_PARAMETERS;
export type TtftValues = Readonly<Record<TtftParameter, number>>;
