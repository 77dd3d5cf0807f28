import type { RequestLog } from "../../../engine/trace/calibration/request-log.js";
import { generator } from "./cases.js";
import { runTwin } from "./twin.js";
import type {
  TwinClock,
  TwinRequest,
  TwinResult,
  TwinRoute,
  TwinSettings,
  TwinTimes,
  TwinWork,
} from "./twin.js";

/** A server whose iterations are not linear in their work: a roofline with the habits of a real one. */
interface Hardware {
  /** Time to read the weights once, seconds. */
  readonly weightSeconds: number;
  /** Compute time of one token at full rate, seconds. */
  readonly tokenSeconds: number;
  /** Time to read one token of KV memory, seconds; half as much again next to a prefill. */
  readonly kvSeconds: number;
  /** Attention of one prefill token to one token of context, seconds. */
  readonly attentionSeconds: number;
  /** Launch and scheduling overhead of an iteration, and of every sequence in it. */
  readonly overheadSeconds: number;
  readonly sequenceSeconds: number;
  /** Coefficient of variation of an iteration's time. */
  readonly noise: number;
  /** Extra time of the very first iteration. */
  readonly warmUpSeconds: number;
}

/** An 8-billion-parameter model in 16 bits on a GPU of 1.6 TB/s: magnitudes, not a fit to anything. */
export const SMALL_MODEL: Hardware = {
  weightSeconds: 0.0105,
  tokenSeconds: 4.2e-5,
  kvSeconds: 8.5e-8,
  attentionSeconds: 1.2e-9,
  overheadSeconds: 0.002,
  sequenceSeconds: 1.5e-5,
  noise: 0.02,
  warmUpSeconds: 0.04,
};

function seconds(work: readonly TwinWork[], hardware: Hardware): number {
  let tokens = 0;
  let kv = 0;
  let attention = 0;
  let prefill = false;
  for (const { tokens: count, before, decode } of work) {
    tokens += count;
    if (decode) kv += before + 1;
    else {
      prefill = true;
      attention += count * (before + (count + 1) / 2);
    }
  }
  const h = hardware;
  // Weights stream in while the tensor cores work: the longer of the two, and a little of the other.
  const compute = tokens * h.tokenSeconds;
  const both = Math.max(compute, h.weightSeconds) + 0.15 * Math.min(compute, h.weightSeconds);
  return (
    h.overheadSeconds +
    work.length * h.sequenceSeconds +
    both +
    kv * h.kvSeconds * (prefill ? 1.5 : 1) +
    attention * h.attentionSeconds
  );
}

function gaussian(seed: number): () => number {
  const random = generator(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function clockOf(hardware: Hardware, seed: number): TwinClock {
  const normal = gaussian(seed);
  let first = true;
  return (work) => {
    const extra = first ? hardware.warmUpSeconds : 0;
    first = false;
    return seconds(work, hardware) * Math.exp(hardware.noise * normal()) + extra;
  };
}

/** A server whose iterations are linear in their work but for noise of this coefficient of variation. */
export function noisyClock(
  [b0, b1, b2, b3, b4]: TwinTimes,
  noise: number,
  seed: number,
): TwinClock {
  const normal = gaussian(seed);
  return (work) => {
    let time = b0;
    for (const { tokens, before, decode } of work) {
      time += decode ? b3 + b4 * (before + 1) : tokens * (b1 + b2 * (before + (tokens + 1) / 2));
    }
    return time * Math.exp(noise * normal());
  };
}

/** vLLM's front end: counts that are up to 0.1 s old, plus four for every request sent since. */
function staleRoute(): TwinRoute {
  let scores: number[] = [];
  let moment = -1;
  return (loads, arrival) => {
    const tick = Math.floor(arrival / 0.1);
    if (tick !== moment) {
      moment = tick;
      scores = loads.map(({ waiting, running }) => 4 * waiting + running);
    }
    const least = scores.indexOf(Math.min(...scores));
    scores[least] = (scores[least] ?? 0) + 4;
    return least;
  };
}

interface Load {
  readonly count: number;
  readonly perSecond: number;
  readonly promptTokens: readonly [number, number];
  readonly outputTokens: readonly [number, number];
}

/** Poisson arrivals, prompts log-uniform, answers uniform between the given limits. */
export function poissonLoad(load: Load, seed: number): TwinRequest[] {
  const random = generator(seed);
  const [shortest, longest] = load.promptTokens;
  const [fewest, most] = load.outputTokens;
  let arrival = 0;
  return Array.from({ length: load.count }, (_, n) => {
    if (n > 0) arrival += -Math.log(1 - random()) / load.perSecond;
    return {
      arrival,
      prompt: Math.round(shortest * (longest / shortest) ** random()),
      output: Math.round(fewest + (most - fewest) * random()),
      session: n,
      prefix: 0,
      replica: 0,
    };
  });
}

/** A log as a measured server would have left it. */
export function measuredLog(
  requests: readonly TwinRequest[],
  settings: TwinSettings,
  hardware: Hardware,
  seed: number,
  replicas = 1,
  lockstep = false,
): { log: RequestLog; preemptions: number; cachedTokens: number } {
  const result = runTwin(
    requests,
    settings,
    clockOf(hardware, seed),
    replicas,
    lockstep,
    replicas > 1 ? staleRoute() : undefined,
  );
  const log = logOf(requests, result);
  return { log, preemptions: result.preemptions, cachedTokens: result.cachedTokens };
}

export function logOf(requests: readonly TwinRequest[], result: TwinResult): RequestLog {
  return {
    arrivalSeconds: Float64Array.from(requests, (r) => r.arrival),
    firstTokenSeconds: Float64Array.from(result.first),
    lastTokenSeconds: Float64Array.from(result.last),
    promptTokens: Int32Array.from(requests, (r) => r.prompt),
    outputTokens: Int32Array.from(requests, (r) => r.output),
    key: Int32Array.from(requests, (r) => r.session),
    prefixTokens: Int32Array.from(requests, (r) => r.prefix),
  };
}
