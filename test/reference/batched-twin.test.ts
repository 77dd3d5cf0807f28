import { describe, expect, it } from "vitest";
import { Replay } from "../../engine/simulator/batched/replay.js";
import { randomCase, toColumns, toServingTimes } from "./batched/cases.js";
import type { Case } from "./batched/cases.js";
import { runTwin } from "./batched/twin.js";

const CASES = 1000;
const TOLERANCE = 1e-9;

function compare(seed: number, c: Case) {
  const { requests, settings, times, replicas, lockstep } = c;
  const twin = runTwin(requests, settings, times, replicas, lockstep);
  const replay = new Replay(toColumns(requests, true), {
    settings,
    replicas,
    routing: "roundRobin",
    lockstep,
  });
  replay.run(toServingTimes(times));
  const jumps = { advances: 0, preemptions: 0, cached: 0 };
  requests.forEach((_, n) => {
    for (const [name, ours, theirs] of [
      ["first token", replay.firstTokenSeconds[n], twin.first[n]],
      ["last token", replay.lastTokenSeconds[n], twin.last[n]],
    ] as const) {
      const a = ours ?? Number.NaN;
      const b = theirs ?? Number.NaN;
      const same = Number.isNaN(a) ? Number.isNaN(b) : Math.abs(a - b) <= TOLERANCE * Math.abs(b);
      if (!same) throw new Error(`case ${seed}, request ${n}, ${name}: ${a} against ${b}`);
    }
  });
  let iterations = 0;
  for (const server of replay.servers) {
    iterations += server.iterations;
    for (const rank of server.ranks) {
      jumps.preemptions += rank.preemptions;
      jumps.cached += rank.cachedTokens;
    }
  }
  expect([seed, jumps.preemptions, jumps.cached, iterations]).toEqual([
    seed,
    twin.preemptions,
    twin.cachedTokens,
    twin.iterations,
  ]);
  return { preempted: jumps.preemptions > 0, cached: jumps.cached > 0 };
}

describe("the batched server against its brute-force twin", () => {
  it(`gives every first and last token at the same time in ${CASES} random cases`, () => {
    let preempted = 0;
    let cached = 0;
    let replicas = 0;
    let lockstep = 0;
    let chunked = 0;
    for (let seed = 1; seed <= CASES; seed += 1) {
      const c = randomCase(seed);
      const seen = compare(seed, c);
      preempted += seen.preempted ? 1 : 0;
      cached += seen.cached ? 1 : 0;
      replicas += c.replicas > 1 ? 1 : 0;
      lockstep += c.lockstep ? 1 : 0;
      chunked += c.requests.some((r) => r.prompt > c.settings.tokenBudget) ? 1 : 0;
    }
    // The cases must reach what they are there to reach.
    expect(preempted).toBeGreaterThan(CASES / 10);
    expect(cached).toBeGreaterThan(CASES / 10);
    expect(replicas).toBeGreaterThan(CASES / 5);
    expect(lockstep).toBeGreaterThan(CASES / 10);
    expect(chunked).toBeGreaterThan(CASES / 10);
  });
});
