import { own } from "../base/guards.js";
import type { Scenario } from "../contract/scenario.js";
import { momentsOf } from "../statistics/distribution.js";
import type { Quantity, SamplerTable } from "../statistics/sampler.js";

/** One pool of hands as a tool call meets it, in this architecture. */
export interface HandsPlan {
  readonly name: string;
  readonly workers: number;
  readonly cpusPerWorker: number;
  readonly service: Quantity;
  /** Whether an attempt needs random numbers: for its time, or for its failure. */
  readonly attemptIsRandom: boolean;
  readonly timeoutMs: number;
  readonly failureProbability: number;
  readonly retries: number;
  readonly retryDelay: Quantity;
  readonly coldStart: Quantity;
  readonly hasColdStart: boolean;
  readonly cacheHitRatio: number;
}

/** The pools of hands, with what the coupled deployment has of its own where that is simulated. */
export function compileHands(
  scenario: Scenario,
  coupled: Scenario["coupled"],
  samplers: SamplerTable,
): HandsPlan[] {
  return Object.entries(scenario.hands).map(([name, pool]): HandsPlan => {
    const service = samplers.quantity(own(coupled?.toolServiceMs, name) ?? pool.serviceMs);
    const failureProbability =
      own(coupled?.toolFailureProbability, name) ?? pool.failureProbability;
    return {
      name,
      workers: pool.workers,
      cpusPerWorker: pool.cpusPerWorker,
      service,
      attemptIsRandom: Number.isNaN(service.fixed) || failureProbability > 0,
      timeoutMs: pool.timeoutMs ?? Infinity,
      failureProbability,
      retries: pool.retries,
      retryDelay: samplers.quantity(pool.retryDelayMs),
      coldStart: samplers.quantity(pool.coldStartMs),
      hasColdStart: momentsOf(pool.coldStartMs).mean > 0,
      cacheHitRatio: pool.cacheHitRatio,
    };
  });
}
