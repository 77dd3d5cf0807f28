import { describe, expect, it } from "vitest";
import { BatchedReplica } from "../../engine/simulator/batched/replica.js";
import { Replay } from "../../engine/simulator/batched/replay.js";
import { Router } from "../../engine/simulator/batched/router.js";
import type { Routing } from "../../engine/simulator/batched/router.js";
import type { BatchSettings } from "../../engine/simulator/batched/settings.js";
import { generator, randomCase, toColumns, toServingTimes } from "../reference/batched/cases.js";
import { runTwin } from "../reference/batched/twin.js";
import type { TwinRequest, TwinRoute, TwinTimes } from "../reference/batched/twin.js";

const SETTINGS: BatchSettings = {
  maxBatch: 4,
  tokenBudget: 100,
  kvTokens: Infinity,
  blockTokens: 16,
  prefixCache: false,
  reservePrompt: true,
  planAhead: false,
};
/** 10 ms an iteration, 1 ms a prefill token, 2 ms a decoding sequence, 0.1 ms a KV token. */
const TIMES: TwinTimes = [0.01, 0.001, 0, 0.002, 0.0001];

function request(arrival: number, prompt: number, output: number, more = {}): TwinRequest {
  return {
    arrival,
    prompt,
    output,
    session: Math.round(arrival * 1e6),
    prefix: 0,
    replica: 0,
    ...more,
  };
}

function serve(
  requests: readonly TwinRequest[],
  settings: Partial<BatchSettings> = {},
  replicas = 1,
  routing: Routing = "roundRobin",
): Replay {
  const replay = new Replay(toColumns(requests, false), {
    settings: { ...SETTINGS, ...settings },
    replicas,
    routing,
    lockstep: false,
  });
  replay.run(toServingTimes(TIMES));
  return replay;
}

describe("a batched server, by hand", () => {
  it("prefills, then decodes with a growing context", () => {
    const { firstTokenSeconds, lastTokenSeconds } = serve([request(1, 20, 3)]);
    // 10 + 20 ms; then two iterations of 10 + 2 ms with 21 and 22 tokens in memory.
    expect(firstTokenSeconds[0]).toBeCloseTo(1.03, 12);
    expect(lastTokenSeconds[0]).toBeCloseTo(1.03 + 0.012 + 0.0021 + 0.012 + 0.0022, 12);
  });

  it("cuts a long prompt by the token budget", () => {
    const { firstTokenSeconds } = serve([request(0, 250, 1)]);
    expect(firstTokenSeconds[0]).toBeCloseTo(3 * 0.01 + 0.25, 12);
  });

  it("lets an arrival join at the next iteration, or the one after when it plans ahead", () => {
    const both = [request(0, 20, 5), request(0.031, 10, 1)];
    const decode = (tokens: number): number => 0.012 + 0.0001 * tokens;
    const now = serve(both).firstTokenSeconds[1] ?? 0;
    // The first decode ends at 0.03 + decode(21); the second carries the prefill too.
    expect(now).toBeCloseTo(0.03 + decode(21) + decode(22) + 0.01, 12);
    const later = serve(both, { planAhead: true }).firstTokenSeconds[1] ?? 0;
    expect(later).toBeCloseTo(0.03 + decode(21) + decode(22) + decode(23) + 0.01, 12);
  });

  it("preempts the last admitted when memory runs out, and prefills what it had again", () => {
    const blocks = { kvTokens: 64, blockTokens: 16 };
    const replay = serve([request(0, 30, 12), request(0.001, 30, 12)], blocks);
    const rank = replay.servers[0]?.ranks[0];
    expect(rank?.preemptions).toBe(1);
    // The 30 prompt tokens and the two made before the other needed its third block.
    expect(rank?.recomputedTokens).toBe(32);
    expect(replay.lastTokenSeconds[1]).toBeGreaterThan(replay.lastTokenSeconds[0] ?? Infinity);
  });

  it("reuses whole blocks of a session's prefix while nobody has taken them", () => {
    const session = { session: 1 };
    const steps = [request(0, 40, 10, session), request(5, 60, 1, { ...session, prefix: 50 })];
    const cached = serve(steps, { prefixCache: true });
    expect(cached.servers[0]?.ranks[0]?.cachedTokens).toBe(48);
    expect((cached.firstTokenSeconds[1] ?? 0) - 5).toBeCloseTo(0.01 + 0.012, 12);
    const evicted = serve(
      [steps[0], request(2, 60, 1, { session: 2 }), steps[1]].flatMap((r) => r ?? []),
      {
        prefixCache: true,
        kvTokens: 64,
      },
    );
    expect(evicted.servers[0]?.ranks[0]?.cachedTokens).toBeLessThan(48);
  });

  it("refuses what can never fit and serves the rest", () => {
    const replay = serve([request(0, 100, 1), request(0.1, 10, 1)], { kvTokens: 64 });
    expect(replay.refused).toBe(1);
    expect(replay.firstTokenSeconds[0]).toBeNaN();
    expect(replay.firstTokenSeconds[1]).toBeCloseTo(0.12, 12);
  });

  it("takes longer for its first iteration when it has to warm up", () => {
    const replay = new Replay(toColumns([request(0, 20, 3)], false), {
      settings: SETTINGS,
      replicas: 1,
      routing: "roundRobin",
      lockstep: false,
    });
    replay.run({ ...toServingTimes(TIMES, 0.5), warmUpSeconds: 0.2 });
    expect(replay.firstTokenSeconds[0]).toBeCloseTo(0.5 + 0.2 + 0.03, 12);
  });
});

describe("a kernel that drives it", () => {
  it("is told nearer times after arrivals only, and the same results", () => {
    const { requests, settings, times } = randomCase(42);
    const done = new Map<number, number>();
    const listener = {
      admitted: () => {},
      firstToken: () => {},
      finished: (id: number) => void done.set(id, replica.nextSeconds),
    };
    const replica = new BatchedReplica(settings, toServingTimes(times).stepTime, listener);
    const advanceTo = (seconds: number): void => {
      while (replica.nextSeconds < seconds) {
        const before = replica.nextSeconds;
        replica.advance();
        expect(replica.nextSeconds).toBeGreaterThan(before);
      }
    };
    for (const [id, { arrival, prompt, output, session, prefix }] of requests.entries()) {
      advanceTo(arrival);
      const before = replica.nextSeconds;
      replica.arrive(arrival, id, prompt, output, session, prefix);
      expect(replica.nextSeconds).toBeLessThanOrEqual(before);
    }
    advanceTo(Number.MAX_VALUE);
    expect(replica.nextSeconds).toBe(Infinity);
    expect(replica.running + replica.waiting).toBe(0);
    const twin = runTwin(
      requests.map((r) => ({ ...r, replica: 0 })),
      settings,
      times,
      1,
      false,
    );
    for (const [id, last] of twin.last.entries()) {
      if (!Number.isNaN(last)) expect(done.get(id)).toBeCloseTo(last, 9);
    }
  });

  it("refuses settings that no scheduler could have", () => {
    const make = (settings: Partial<BatchSettings>) => () => serve([request(0, 1, 1)], settings);
    expect(make({ tokenBudget: 3 })).toThrow("tokenBudget: at least maxBatch");
    expect(make({ maxBatch: 0 })).toThrow("maxBatch");
    expect(make({ kvTokens: 8 })).toThrow("kvTokens");
  });
});

describe("routing over replicas", () => {
  const live: TwinRoute = (loads) => {
    const scores = loads.map(({ waiting, running }) => 4 * waiting + running);
    return scores.indexOf(Math.min(...scores));
  };
  const fewest: TwinRoute = (loads) => {
    const scores = loads.map(({ waiting, running }) => waiting + running);
    return scores.indexOf(Math.min(...scores));
  };

  it.each<[Routing, () => TwinRoute]>([
    ["leastLoaded", () => live],
    ["fewestRequests", () => fewest],
  ])("%s sends every request where the twin does", (routing, route) => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = generator(seed);
      let arrival = 0;
      const requests = Array.from({ length: 60 }, (_, n) => {
        arrival += random() * 0.05;
        return request(arrival, 1 + Math.floor(random() * 80), 1 + Math.floor(random() * 40), {
          session: n,
        });
      });
      const replay = serve(requests, {}, 3, routing);
      const settings = { ...SETTINGS, kvTokens: 1e6, blockTokens: 1e5 };
      const twin = runTwin(requests, settings, TIMES, 3, false, route());
      for (const [n, last] of twin.last.entries()) {
        expect(replay.lastTokenSeconds[n]).toBeCloseTo(last, 9);
      }
    }
  });

  it("leastLoadedStale counts what it sent since the last refresh, four for each", () => {
    const loads = [
      { waiting: { length: 0 }, running: { length: 9 } },
      { waiting: { length: 1 }, running: { length: 0 } },
    ];
    const router = new Router("leastLoadedStale", loads);
    // The last refresh before 0.25 s was at 0.2 s, and the next one is not due before 0.3 s.
    expect(router.nextRefresh(0.25)).toBeCloseTo(0.2, 12);
    router.refresh();
    loads[1] = { waiting: { length: 50 }, running: { length: 0 } };
    expect([router.choose(), router.choose(), router.choose()]).toEqual([1, 1, 0]);
    expect(router.nextRefresh(0.29)).toBe(Infinity);
    expect(router.nextRefresh(0.31)).toBeCloseTo(0.3, 12);
    router.refresh();
    expect(router.choose()).toBe(0);
  });
});
