import { Replay } from "../../engine/simulator/batched/replay.js";
import { generator, toColumns, toServingTimes } from "../reference/batched/cases.js";
import { runTwin } from "../reference/batched/twin.js";
import type { TwinRequest, TwinSettings, TwinTimes } from "../reference/batched/twin.js";

/**
 * `npm run bench:batched`: the batched server against its brute-force twin on one workload, equal
 * results required. Long decodes, as in practice: ShareGPT-like prompts and answers of hundreds of
 * tokens on one server of 128 places, loaded to about 90 %, and the same with KV memory for half the
 * batch. Runs are interleaved; medians of 5.
 */
const TIMES: TwinTimes = [0.008, 3e-5, 2e-9, 4e-5, 6e-8];
const ROUNDS = 5;

function workload(count: number, perSecond: number): TwinRequest[] {
  const random = generator(7);
  let arrival = 0;
  return Array.from({ length: count }, (_, n) => {
    arrival += -Math.log(1 - random()) / perSecond;
    return {
      arrival,
      prompt: 50 + Math.floor(-Math.log(1 - random()) * 700),
      output: 300 + Math.floor(random() * 700),
      session: n,
      prefix: 0,
      replica: 0,
    };
  });
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const seconds = (work: () => void): number => {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
};

interface Comparison {
  readonly ratio: number;
  readonly worst: number;
}

function bench(name: string, kvTokens: number, perSecond: number): Comparison {
  const requests = workload(1500, perSecond);
  const settings: TwinSettings = {
    maxBatch: 128,
    tokenBudget: 2048,
    kvTokens,
    blockTokens: 16,
    prefixCache: false,
    reservePrompt: true,
    planAhead: true,
  };
  const replay = new Replay(toColumns(requests, false), {
    settings,
    replicas: 1,
    routing: "roundRobin",
    lockstep: false,
  });
  const times = toServingTimes(TIMES);
  let twin = runTwin(requests, settings, TIMES, 1, false);
  const fast: number[] = [];
  const slow: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    fast.push(
      seconds(() => {
        for (let n = 0; n < 10; n += 1) replay.run(times);
      }) / 10,
    );
    slow.push(
      seconds(() => {
        twin = runTwin(requests, settings, TIMES, 1, false);
      }),
    );
  }
  const worst = Math.max(
    ...requests.map((_, n) =>
      Math.abs((replay.lastTokenSeconds[n] ?? Number.NaN) / (twin.last[n] ?? Number.NaN) - 1),
    ),
  );
  const ratio = median(slow) / median(fast);
  const tokens = requests.reduce((sum, r) => sum + r.output, 0);
  console.log(
    `${name}: ${(median(fast) * 1000).toFixed(2)} ms against ${(median(slow) * 1000).toFixed(0)} ms of the twin, ` +
      `${ratio.toFixed(0)}x; ${twin.iterations} iterations, ${twin.preemptions} preemptions, ` +
      `${(tokens / median(fast) / 1e6).toFixed(0)} M tokens/s; greatest relative difference ${worst.toExponential(1)}`,
  );
  return { ratio, worst };
}

/** Prints both comparisons; false when the first is not 50x or any result differs. */
export function main(): boolean {
  const long = bench("long decodes", 400_000, 9);
  const short = bench("short of KV memory", 60_000, 7);
  return long.ratio >= 50 && long.worst <= 1e-9 && short.worst <= 1e-9;
}
