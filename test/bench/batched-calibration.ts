import { readEngineSettings } from "../../engine/trace/calibration/engine-settings.js";
import { calibrate } from "../../engine/trace/calibration/calibrate.js";
import type { Calibration } from "../../engine/trace/calibration/calibrate.js";
import type { RequestLog } from "../../engine/trace/calibration/request-log.js";
import { measuredLog, poissonLoad, SMALL_MODEL } from "../reference/batched/synthetic.js";
import type { TwinSettings } from "../reference/batched/twin.js";

const SERVER: TwinSettings = {
  maxBatch: 128,
  tokenBudget: 2048,
  kvTokens: 400_000,
  blockTokens: 16,
  prefixCache: true,
  reservePrompt: true,
  planAhead: true,
};
const LOAD = { count: 300, promptTokens: [256, 4000], outputTokens: [300, 1000] } as const;

interface Family {
  readonly name: string;
  readonly perSecond: number;
  readonly server?: Partial<TwinSettings>;
  readonly replicas?: number;
  readonly lockstep?: boolean;
}

const FAMILIES: readonly Family[] = [
  { name: "light load", perSecond: 1.5 },
  { name: "medium load", perSecond: 4 },
  { name: "saturated", perSecond: 10 },
  { name: "saturated, no planning ahead", perSecond: 10, server: { planAhead: false } },
  { name: "24k tokens of KV memory", perSecond: 10, server: { kvTokens: 24_000 } },
  {
    name: "60k tokens, no prefix cache",
    perSecond: 10,
    server: { kvTokens: 60_000, prefixCache: false },
  },
  { name: "two replicas, medium load", perSecond: 8, replicas: 2 },
  { name: "two replicas, high load", perSecond: 14, replicas: 2 },
  { name: "two replicas, saturated", perSecond: 25, replicas: 2 },
  { name: "two replicas in lockstep", perSecond: 14, replicas: 2, lockstep: true },
];

function learn(log: RequestLog, settings: Record<string, unknown>): Calibration {
  const work = calibrate(log, readEngineSettings(settings), { fitShare: 0.5, seed: 1 });
  let next = work.next();
  while (next.done !== true) next = work.next();
  return next.value;
}

/**
 * Calibrates logs of servers that are not linear and have noise (`synthetic.ts`), with the batch limit,
 * token budget, memory and replicas given and with nothing given, and prints how well the second half
 * is predicted: medians of relative errors, by seed. `args`: number of seeds (default 3).
 */
export function main(args: readonly string[]): void {
  const seeds = Number(args[0] ?? 3);
  for (const { name, perSecond, server = {}, replicas = 1, lockstep = false } of FAMILIES) {
    const settings = { ...SERVER, ...server };
    const { maxBatch, tokenBudget, kvTokens } = settings;
    for (const given of [{ maxBatch, tokenBudget, kvTokens, replicas }, {}]) {
      const columns: string[] = [];
      for (let seed = 1; seed <= seeds; seed += 1) {
        const requests = poissonLoad({ ...LOAD, perSecond }, 100 + seed);
        const { log } = measuredLog(
          requests,
          settings,
          SMALL_MODEL,
          200 + seed,
          replicas,
          lockstep,
        );
        const start = performance.now();
        const { predicted, deployment } = learn(log, given);
        const elapsed = (performance.now() - start) / 1000;
        const { endToEnd, ttft } = predicted.metrics;
        const percent = (share: number): string => (100 * share).toFixed(2).padStart(5);
        columns.push(
          `${percent(endToEnd.median)} ${percent(ttft.median)} (${elapsed.toFixed(1)} s, ${deployment.replicas}x)`,
        );
      }
      const known = "maxBatch" in given ? "settings given" : "nothing given";
      console.log(`${name.padEnd(30)} ${known.padEnd(15)} e2e %, ttft %: ${columns.join("  |  ")}`);
    }
  }
}
