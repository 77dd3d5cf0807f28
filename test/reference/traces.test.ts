import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { prefixBlockHits } from "../../engine/simulator/prefix-cache.js";
import type { ReplicationRecord, TraceRequests } from "../../engine/simulator/replication.js";
import { parseTrace } from "../../engine/trace/index.js";
import { scenarioOf, simulate } from "../laws/simulate.js";
import type { ScenarioParts } from "../laws/simulate.js";
import { fc, runs } from "../property.js";

const folder = path.resolve(import.meta.dirname, "../../scenarios/traces");
const load = (file: string): TraceRequests =>
  parseTrace("auto", readFileSync(path.join(folder, file)), file);
const mooncake = load("mooncake-synthetic.jsonl");
const tracelab = load("tracelab-replay.csv");

const sum = (values: Iterable<number>): number =>
  [...values].reduce((total, one) => total + one, 0);

/** Nobody waits, one millisecond for a token that is computed, 0.1 for a cached one. */
const FREE = {
  brain: {
    kind: "slots",
    replicas: 10_000,
    serviceMs: { tokens: { perInputTokenMs: 1, perCachedTokenMs: 0.1, perOutputTokenMs: 2 } },
  },
  coupled: { replicas: 10_000 },
};

function replayed(
  trace: TraceRequests,
  architecture: "coupled" | "decoupled",
  more: ScenarioParts = {},
  parts: ScenarioParts = {},
): ReplicationRecord {
  const scenario = scenarioOf({
    ...FREE,
    workloads: [{ name: "w", arrivals: { trace: { file: "t", ...more } } }],
    ...parts,
  });
  const run = { warmUpShare: 0, requests: 1_000_000 };
  return simulate(scenario, { architecture, traces: { t: trace }, run });
}

describe("prefix cache over the blocks of a log", () => {
  it("that forgets nothing serves 64.0 % of the blocks of the Mooncake trace, as its README says", () => {
    const hits = prefixBlockHits(mooncake, Infinity);
    expect(sum(hits) / mooncake.blocks.length).toBeCloseTo(0.6396, 4);
  });

  it("serves no less when it is larger, down to nothing at 0", () => {
    const rates = [0, 1000, 5000, 20_000, Infinity].map((capacity) =>
      sum(prefixBlockHits(mooncake, capacity)),
    );
    expect(rates[0]).toBe(0);
    expect(rates.toSorted((a, b) => a - b)).toEqual(rates);
    expect(rates[1]).toBeLessThan((rates[4] ?? 0) / 2);
  });

  it("agrees with a list of recent blocks kept by hand", () => {
    // Prompts as paths in a tree: equal blocks only after equal beginnings.
    const prompt = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(prompt, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 0, max: 12 }),
        (prompts, capacity) => {
          const numbers = new Map<string, number>();
          const all = prompts.map((steps) =>
            steps.map((_, at) => {
              const key = steps.slice(0, at + 1).join();
              const number = numbers.get(key) ?? numbers.size;
              numbers.set(key, number);
              return number;
            }),
          );
          let recent: number[] = [];
          const expected = all.map((blocks) => {
            const missing = blocks.findIndex((block) => !recent.includes(block));
            for (const block of blocks.toReversed()) {
              recent = [block, ...recent.filter((other) => other !== block)].slice(0, capacity);
            }
            return missing < 0 ? blocks.length : missing;
          });
          let end = 0;
          const firstBlock = Uint32Array.from([0, ...all.map(({ length }) => (end += length))]);
          const found = prefixBlockHits(
            { firstBlock, blocks: Uint32Array.from(all.flat()) },
            capacity,
          );
          expect([...found]).toEqual(expected);
        },
      ),
      { numRuns: runs(200) },
    );
  });
});

describe.each(["coupled", "decoupled"] as const)("%s, replaying a log", (architecture) => {
  it("takes every token from it, cached ones as cache reads", () => {
    const cached = sum(prefixBlockHits(mooncake, Infinity)) * 512;
    const { tokens, requests } = replayed(mooncake, architecture);
    expect(requests.completed).toBe(3993);
    expect(tokens.output).toBe(sum(mooncake.outputTokens));
    expect(tokens.input + tokens.cacheRead).toBe(sum(mooncake.inputTokens));
    expect(tokens.cacheWrite).toBe(tokens.input);
    // But for prompts that the cache held to the end, whose last token is computed all the same.
    expect(tokens.cacheRead).toBeLessThanOrEqual(cached);
    expect(tokens.cacheRead).toBeGreaterThan(0.98 * cached);
    const none = replayed(mooncake, architecture, { prefixCacheTokens: 0 });
    expect(none.tokens.cacheRead + none.tokens.cacheWrite).toBe(0);
    expect(none.total.ttftMs.mean ?? 0).toBeGreaterThan(tokens.cacheRead / 3993);
  });

  it("gives sessions their rounds: prompts, prefixes and tool times", () => {
    const { tokens, requests, stagesMs, total, events } = replayed(tracelab, architecture);
    const rounds = tracelab.inputTokens.length;
    expect(rounds).toBe(303);
    expect(requests.completed).toBe(48);
    expect(events).toBe(48 + rounds);
    expect(tokens.input + tokens.cacheRead).toBe(sum(tracelab.inputTokens));
    expect(tokens.cacheRead).toBe(sum(tracelab.ownPrefixTokens));
    expect(tokens.output).toBe(sum(tracelab.outputTokens));
    const tools = sum(tracelab.toolWaitMs);
    const served = tokens.input + 0.1 * tokens.cacheRead + 2 * tokens.output;
    expect(stagesMs[6]).toBeCloseTo(tools, 6);
    expect(48 * (total.latencyMs.mean ?? 0)).toBeCloseTo(served + tools, 3);
    const first = tracelab.firstRequest.subarray(0, 48);
    const ttft = sum(first.map((request) => tracelab.inputTokens[request] ?? 0)) / 48;
    expect(total.ttftMs.mean).toBeCloseTo(ttft, 6);
  });

  it("lets sessions in faster, and leaves them their tool times", () => {
    const normal = replayed(tracelab, architecture);
    const fast = replayed(tracelab, architecture, { speed: 4 });
    expect(fast.total.latencyMs.buckets).toEqual(normal.total.latencyMs.buckets);
    expect(fast.window.endMs).toBeLessThan(normal.window.endMs);
  });
});

/** One server that never waits for another session: 1 ms an iteration and a prefilled token. */
const BATCHED = {
  brain: {
    kind: "batched",
    replicas: 1,
    stepTime: { baseMs: 1, perPrefillTokenMs: 1 },
    kvTokens: null,
    blockTokens: 1,
  },
  coupled: { replicas: 1, slotsPerReplica: 1000 },
};

describe.each(["coupled", "decoupled"] as const)(
  "%s, replaying a log in batches",
  (architecture) => {
    it("keeps of a session no more than the log says, and what it computed", () => {
      const { tokens, requests, stagesMs } = replayed(tracelab, architecture, {}, BATCHED);
      expect(requests.completed).toBe(48);
      expect(tokens.input + tokens.cacheRead).toBe(sum(tracelab.inputTokens));
      expect(tokens.output).toBe(sum(tracelab.outputTokens));
      // The last token of an answer is computed with the next prompt: one for each round but the first.
      expect(tokens.cacheRead).toBe(sum(tracelab.ownPrefixTokens) - (303 - 48));
      expect(stagesMs[6]).toBeCloseTo(sum(tracelab.toolWaitMs), 6);
    });

    it("and nothing where there is no cache", () => {
      const none = replayed(tracelab, architecture, { prefixCacheTokens: 0 }, BATCHED);
      expect(none.tokens.cacheRead).toBe(0);
      expect(none.tokens.input).toBe(sum(tracelab.inputTokens));
    });

    it("refuses prefixes that sessions have in common, unless told to leave them out", () => {
      expect(() => replayed(mooncake, architecture, {}, BATCHED)).toThrow("own prefix");
    });
  },
);

describe("what cannot be replayed is refused", () => {
  it.each([
    ["steps beside those of the log", tracelab, {}, { session: { brainSteps: 2 } }, "session"],
    ["turns beside those of the log", tracelab, {}, { session: { turns: 3 } }, "session"],
    ["a cache size without blocks", tracelab, { prefixCacheTokens: 1000 }, {}, "prefixCacheTokens"],
  ])("%s", (_what, trace, arrivals, workload, field) => {
    const workloads = [{ name: "w", arrivals: { trace: { file: "t", ...arrivals } }, ...workload }];
    expect(() => replayed(trace, "decoupled", {}, { workloads })).toThrowError(
      expect.objectContaining({
        code: "invalid-input",
        problems: [expect.objectContaining({ path: expect.stringContaining(field) })],
      }),
    );
  });
});
