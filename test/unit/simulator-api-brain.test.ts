import { describe, expect, it } from "vitest";
import { readScenario } from "../../engine/contract/scenario-file.js";
import { summariseArchitecture } from "../../engine/simulator/summary.js";
import {
  replay,
  scenarioOf,
  simulate,
  stageMeans,
  TRACE_ARRIVALS,
  traceOf,
} from "../laws/simulate.js";

/** 100 ms to the first token, 10 ms for each further one: 200 ms for 11 tokens. */
const api = { kind: "api", ttftMs: 100, tpotMs: 10 };
const tokens = { input: 1000, output: 11 };

describe("a step of an API brain", () => {
  it("takes the time to its first token, and that of every further one", () => {
    const record = replay({ brain: api }, [0, 0, 0], "decoupled", tokens);
    expect(stageMeans(record)).toMatchObject({ queue: 0, prefill: 100, decode: 100 });
    expect(record.total.ttftMs.mean).toBeCloseTo(100, 0);
    expect(record.tokens).toMatchObject({ input: 3000, output: 33 });
  });

  it("is cut off at max_tokens", () => {
    const record = replay({ brain: { ...api, maxTokens: 6 } }, [0], "decoupled", tokens);
    expect(record.tokens.output).toBe(6);
    expect(stageMeans(record)).toMatchObject({ prefill: 100, decode: 50 });
  });

  it("queues where the client has as many requests out as it may", () => {
    const record = replay({ brain: { ...api, concurrency: 1 } }, [0, 0], "decoupled", tokens);
    expect(stageMeans(record)).toMatchObject({ queue: 100, prefill: 100, decode: 100 });
  });
});

describe("rate limits", () => {
  it("refuse with a retry-after, which is waited out and not paid", () => {
    const brain = { ...api, requestsPerMinute: 60, burstSeconds: 1 };
    const record = replay({ brain }, [0, 100], "decoupled", tokens);
    // The second finds a tenth of a request in the bucket: 900 ms, which a header says as 1 s.
    expect(stageMeans(record)).toMatchObject({ retryDelay: 500, prefill: 100, decode: 100 });
    expect(record.total.retried).toBe(1);
    expect(record.apiRequests).toEqual({ sent: 3, rateLimited: 1, overloaded: 0 });
    expect(record.tokens.input).toBe(2000);
  });

  it("on input count what no cache serves", () => {
    const session = { brainSteps: 2, cachedHistoryShare: 1 };
    const brain = { ...api, inputTokensPerMinute: 1011 };
    const record = replay({ brain, session }, [0], "decoupled", tokens);
    // 1000 tokens, then the 11 that were said: the other 1000 are read from the cache.
    expect(record.apiRequests.rateLimited).toBe(0);
    const uncached = replay({ brain, session: { brainSteps: 2 } }, [0], "decoupled", tokens);
    expect(uncached.apiRequests.rateLimited).toBe(1);
  });

  it("on output hold back the next request until what was generated is paid off", () => {
    const brain = { ...api, outputTokensPerMinute: 60, burstSeconds: 1 };
    const record = replay({ brain }, [0, 201], "decoupled", tokens);
    // 1 token, full until 100 ms, then 11 tokens in 100 ms against 0.1 refilled, and a ms more: −9.899.
    expect(stageMeans(record)["retryDelay"]).toBe(11_000 / 2);
  });

  it("fail the session when its retries are used up", () => {
    const brain = { ...api, requestsPerMinute: 1, maxRetries: 1, overloadProbability: 0 };
    const never = replay(
      { brain: { ...brain, inputTokensPerMinute: 999 } },
      [0],
      "decoupled",
      tokens,
    );
    // A prompt that no full bucket holds: no retry-after that makes sense, so half a second at most.
    expect(never.total).toMatchObject({ failed: 1, retried: 1 });
    expect(never.tokens.input).toBe(0);
    expect(stageMeans(never)["retryDelay"]).toBeGreaterThanOrEqual(375);
    expect(stageMeans(never)["retryDelay"]).toBeLessThanOrEqual(500);
  });

  it("are shared by the slots of a coupled deployment, which are held meanwhile", () => {
    const coupled = { replicas: 1, slotsPerReplica: 2, gpusPerReplica: 0 };
    const brain = { ...api, requestsPerMinute: 60, burstSeconds: 1 };
    const record = replay({ brain, coupled }, [0, 0, 0], "coupled", tokens);
    // 0–200; refused at 0, sent at 1000–1200; the third gets the first one's slot at 200, is told to
    // wait 1 s, is too early at 1200 by a fifth of the bucket, and gets in at 2200.
    expect(stageMeans(record)).toMatchObject({ queue: 200 / 3, retryDelay: 3000 / 3 });
    expect(record.apiRequests).toEqual({ sent: 6, rateLimited: 3, overloaded: 0 });
    expect(record.pools.map(({ name }) => name)).toEqual([
      "coupled slots",
      "api requests",
      "coupled tools",
    ]);
  });
});

describe("what cannot be", () => {
  it.each([
    ["coupled.gpusPerReplica", { replicas: 1 }],
    ["coupled.brainServiceMs", { replicas: 1, gpusPerReplica: 0, brainServiceMs: 5 }],
  ])("%s is refused beside an API brain", (path, coupled) => {
    const text = JSON.stringify({
      schema: "headroom/scenario/v1",
      name: "n",
      workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 1 } } }],
      brain: api,
      coupled,
    });
    expect(readScenario(text).problems.map((problem) => problem.path)).toEqual([path]);
  });
});

describe("figures", () => {
  it("there is no GPU, and a prompt above the threshold costs its factor", () => {
    const prices = {
      tokens: {
        inputUsdPerMillion: 10,
        outputUsdPerMillion: 100,
        longPrompt: { aboveTokens: 1000, factor: 5 },
      },
    };
    const scenario = scenarioOf({
      brain: api,
      prices,
      run: { replications: 2, warmUpShare: 0 },
      workloads: [{ name: "w", arrivals: TRACE_ARRIVALS, session: { brainSteps: 2 } }],
    });
    const traces = { "t.csv": traceOf([0], 1000, 11) };
    const records = [0, 1].map((replication) => simulate(scenario, { traces, replication }));
    const { costUsd, utilisation, hoursPer30Days } = summariseArchitecture(
      scenario,
      scenario.run,
      records,
    );
    // A prompt of 1000, then one of 1011, which is above 1000.
    const usd = (1000 * 10 + 11 * 100 + 5 * (1011 * 10 + 11 * 100)) / 1e6;
    expect(costUsd.perRequest.mean).toBeCloseTo(usd, 12);
    expect(utilisation.gpu).toMatchObject({ mean: null });
    expect(hoursPer30Days.gpu.mean).toBe(0);
  });
});
