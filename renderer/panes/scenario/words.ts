/** How a field of a scenario is called and measured, from its name: names carry their unit. */
export interface FieldWords {
  readonly label: string;
  readonly unit: string;
  readonly style: "number" | "share";
}

/** Where taking the name apart would not read well. */
const LABELS: Readonly<Record<string, string>> = {
  cv: "Coefficient of variation",
  gpu: "GPU",
  gpuUsd: "Price of a GPU",
  kvTokens: "KV memory",
  keda: "KEDA",
  kpi: "Key figure",
  apiBatch: "API batches",
  thinkSeconds: "Think time",
  begunFirst: "Begun sessions first",
  serviceMs: "Service time",
  brainServiceMs: "Service time of the brain",
  toolServiceMs: "Service times of tools",
  toolFailureProbability: "Failure probabilities of tools",
  cpusPerReplica: "CPUs per replica",
  gpusPerReplica: "GPUs per replica",
  cpusPerWorker: "CPUs per worker",
  requests: "Sessions per replication",
  warmUpShare: "Warm-up left out",
  hopMs: "Hop",
  ratePerSecond: "Rate",
  meanRatePerSecond: "Rate, mean",
  meanSeconds: "Length, mean",
  gpuHourUsd: "GPU hour",
  cpuHourUsd: "CPU hour",
  latencyMeanMs: "Latency, mean",
  latencyP95Ms: "Latency, p95",
  latencyP99Ms: "Latency, p99",
  ttftP95Ms: "Time to first token, p95",
  holdsGpu: "Holds its GPU while tools run",
  perInputTokenMs: "Per input token",
  perCachedTokenMs: "Per cached token",
  perOutputTokenMs: "Per output token",
  ttftMs: "Time to first token",
  tpotMs: "Time per output token",
  throughputPerSecond: "Throughput",
  interTokenMs: "Between tokens",
  modelId: "Model ID",
  keyName: "Key",
  server: "Served by",
  mtbfHours: "Mean time between failures",
};

const SUFFIXES: readonly (readonly [RegExp, string, FieldWords["style"]])[] = [
  [/UsdPerMillion$/, "USD per million tokens", "number"],
  [/HourUsd$/, "USD per hour", "number"],
  [/Usd$/, "USD", "number"],
  [/PerMinute$/, "/min", "number"],
  [/PerSecond$/, "/s", "number"],
  [/Tokens$/, "tokens", "number"],
  [/Minutes$/, "min", "number"],
  [/Seconds$/, "s", "number"],
  [/Hours$/, "h", "number"],
  [/Ms$/, "ms", "number"],
  [/UsdPer30Days$/, "USD per 30 days", "number"],
  [/UsdPerHour$/, "USD per hour", "number"],
  [/UsdPerSession$/, "USD per session", "number"],
  [/UsdPerFailureHour$/, "USD per hour of failure", "number"],
  [/Years$/, "years", "number"],
  [/^(day|fromDay)$/, "", "number"],
  [/Days$/, "days", "number"],
  [/PerYear$/, "per year", "number"],
  [/^(GBs|memoryGiB)$/, "GB", "number"],
  [/^percent$/, "%", "number"],
  [/(Share|Probability|Ratio|Discount)$/, "", "share"],
  [
    /^(probability|errorRate|share|discount|utilisation|hitRatio|tolerance|toolFailureProbability)$/,
    "",
    "share",
  ],
];

export function fieldWords(name: string): FieldWords {
  const match = SUFFIXES.find(([pattern]) => pattern.test(name));
  const label = LABELS[name] ?? humanise(name);
  return { label, unit: match?.[1] ?? "", style: match?.[2] ?? "number" };
}

/** `timeToRepairMinutes` → `Time to repair`. */
export function humanise(name: string): string {
  const bare = name.replace(
    /(UsdPerMillion|PerSecond|PerMinute|Minutes|Seconds|Hours|Usd|Ms)$/,
    "",
  );
  const words = (bare === "" ? name : bare).replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What one item of a list or a record is called. */
const ITEM_WORDS: Readonly<Record<string, string>> = {
  workloads: "workload",
  tools: "tool",
  hands: "pool",
  milestones: "milestone",
  requirements: "requirement",
  sources: "source",
  brains: "brain",
  caches: "cache",
  policies: "policy",
  cases: "case",
  figures: "figure",
  priceChanges: "price change",
  uncertain: "uncertain input",
  workers: "pool",
  handsWorker: "pool",
  toolServiceMs: "pool",
  toolFailureProbability: "pool",
  hitRatio: "pool",
};

export const itemWord = (name: string): string => ITEM_WORDS[name] ?? "item";

/** Choices whose names are written in a way of their own. */
const CHOICE_WORDS: Readonly<Record<string, string>> = {
  api: "API",
  vllm: "vLLM",
  sglang: "SGLang",
  trtllm: "TensorRT-LLM",
  bf16: "bf16",
  fp8: "fp8",
  fp4: "fp4",
  int4: "int4",
};

export const choiceWord = (value: string): string => CHOICE_WORDS[value] ?? humanise(value);
