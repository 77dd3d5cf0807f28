import { describe, expect, it } from "vitest";
import { distributions } from "./arbitrary.js";
import { scenarioOf, simulate, TRACE_ARRIVALS, traceOf } from "./simulate.js";
import type { ScenarioParts } from "./simulate.js";
import { fc, runs } from "../property.js";

/** Arrival times of a trace, ascending. */
const arrivalTimes = fc
  .array(fc.double({ min: 0, max: 20_000, noNaN: true }), { minLength: 5, maxLength: 200 })
  .map((times) => times.toSorted((a, b) => a - b));
const run = { warmUpShare: 0 };
const files = (times: readonly number[]) => ({ "t.csv": traceOf(times, 300, 30) });
const unlimited = 100_000;

/** Twenty steps at most, so that tests stay short. */
const session = fc.record({
  turns: fc.constantFrom(1, 1, 2, { uniform: { min: 1, max: 3 } }),
  thinkSeconds: fc.constantFrom(0, { exponential: { mean: 0.2 } }),
  brainSteps: fc.constantFrom(1, 3, { uniform: { min: 1, max: 6 } }),
  toolResultTokens: fc.constantFrom(0, { exponential: { mean: 50 } }),
  cachedHistoryShare: fc.constantFrom(0, 0.5),
  tools: fc.array(
    fc.record({
      pool: fc.constantFrom("search", "shell"),
      callsPerStep: fc.constantFrom(1, 2, { uniform: { min: 0, max: 3 } }),
      probability: fc.constantFrom(1, 0.4),
      parallel: fc.constant(false),
    }),
    { maxLength: 3 },
  ),
});

describe("utilisation law: servers are busy for exactly the service they give", () => {
  it("holds for every pool of both deployments", () => {
    fc.assert(
      fc.property(
        arrivalTimes,
        session,
        distributions(),
        distributions(),
        distributions(),
        (times, agent, serviceMs, toolMs, coldStartMs) => {
          const scenario = scenarioOf({
            workloads: [{ name: "w", arrivals: TRACE_ARRIVALS, session: agent }],
            brain: { kind: "slots", replicas: 2, serviceMs },
            hands: {
              search: { workers: 2, serviceMs: toolMs, coldStartMs },
              shell: { workers: 1, serviceMs: toolMs },
            },
            coupled: { replicas: 2, slotsPerReplica: 2, containerStartMs: coldStartMs },
          });
          for (const architecture of ["coupled", "decoupled"] as const) {
            const record = simulate(scenario, { architecture, traces: files(times), run });
            const { startMs, endMs } = record.window;
            const busyMs = Object.fromEntries(
              record.pools.map(({ name, meanBusy }) => [name, meanBusy * (endMs - startMs)]),
            );
            const [queue = 0, provision = 0, prefill = 0, decode = 0, , , tool = 0] =
              record.stagesMs;
            const latency = record.little.finishedLatencyMs;
            const pairs =
              architecture === "coupled"
                ? [
                    // A monolith's slot is held while its user thinks.
                    [busyMs["coupled slots"], latency - queue + record.thinkMs],
                    [busyMs["coupled gpu computing"], prefill + decode],
                    [busyMs["coupled tools"], tool],
                  ]
                : [
                    [busyMs["brain"], prefill + decode],
                    [(busyMs["search"] ?? 0) + (busyMs["shell"] ?? 0), tool + provision],
                  ];
            for (const [busy = Number.NaN, served = Number.NaN] of pairs) {
              expect(Math.abs(busy - served)).toBeLessThanOrEqual(1e-9 * (latency + endMs));
            }
          }
        },
      ),
      { numRuns: runs(60) },
    );
  });
});

/**
 * Claimed for one first-come-first-served queue, where it is a theorem (a customer's start is a
 * non-decreasing function of the starts before it). Not for networks, failures or full queues: a
 * session that is served earlier may get ahead of one that was before it elsewhere, or take the last
 * place, and more servers can then make single sessions, and even the mean, slower.
 */
describe("monotonicity, session by session on the same draws", () => {
  const single = (replicas: number, serviceMs: object, speed = 1): ScenarioParts => ({
    workloads: [
      { name: "w", arrivals: { trace: { ...TRACE_ARRIVALS.trace, speed } }, session: {} },
    ],
    brain: { kind: "slots", replicas, serviceMs },
  });
  const times = ["mean", "p50", "p95", "p99"] as const;
  /** Percentiles come out of buckets. */
  const slack = 1 + 2 / 256;

  it("one more server never makes a queue slower", () => {
    fc.assert(
      fc.property(
        arrivalTimes,
        distributions(),
        fc.integer({ min: 1, max: 5 }),
        (arrivals, serviceMs, servers) => {
          const few = simulate(scenarioOf(single(servers, serviceMs)), {
            traces: files(arrivals),
            run,
          });
          const more = simulate(scenarioOf(single(servers + 1, serviceMs)), {
            traces: files(arrivals),
            run,
          });
          for (const at of times) {
            expect(more.total.latencyMs[at] ?? 0).toBeLessThanOrEqual(
              (few.total.latencyMs[at] ?? 0) * slack,
            );
          }
          expect(more.total.waitMs.mean ?? 0).toBeLessThanOrEqual(
            (few.total.waitMs.mean ?? 0) + 1e-9,
          );
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it("the same sessions arriving closer together never wait less", () => {
    fc.assert(
      fc.property(arrivalTimes, distributions(), (arrivals, serviceMs) => {
        const [slow, fast] = [1, 3].map((speed) =>
          simulate(scenarioOf(single(2, serviceMs, speed)), { traces: files(arrivals), run }),
        );
        expect(slow?.total.waitMs.mean ?? 0).toBeLessThanOrEqual(
          (fast?.total.waitMs.mean ?? 0) + 1e-9,
        );
      }),
      { numRuns: runs(60) },
    );
  });
});

describe("common random numbers", () => {
  /** Nobody ever waits, so a session's course shows nothing but its own draws. */
  const open = {
    brain: { kind: "slots", replicas: unlimited, serviceMs: { lognormal: { mean: 30, cv: 1 } } },
    hands: {
      search: {
        workers: unlimited,
        serviceMs: { exponential: { mean: 20 } },
        retries: 2,
        failureProbability: 0.2,
        retryDelayMs: { uniform: { min: 0, max: 9 } },
      },
      shell: { workers: unlimited, serviceMs: { gamma: { mean: 9, cv: 0.5 } } },
      web: { workers: unlimited, serviceMs: 0 },
    },
    coupled: { replicas: unlimited },
  };
  const agent = {
    turns: { geometric: { mean: 2 } },
    thinkSeconds: { exponential: { mean: 3 } },
    turnInputTokens: { exponential: { mean: 80 } },
    brainSteps: { uniform: { min: 1, max: 6 } },
    toolResultTokens: { exponential: { mean: 50 } },
    tools: [
      {
        pool: "search",
        callsPerStep: { uniform: { min: 0, max: 3 } },
        probability: 0.7,
        parallel: false,
      },
      { pool: "shell", parallel: false },
    ],
  };
  const support = { name: "support", arrivals: TRACE_ARRIVALS, session: agent };
  const at = Array.from({ length: 300 }, (_, index) => index * 37);
  const traces = files(at);

  it("both deployments see the same sessions", () => {
    const scenario = scenarioOf({ ...open, workloads: [support] });
    const coupled = simulate(scenario, { architecture: "coupled", traces, run });
    const decoupled = simulate(scenario, { architecture: "decoupled", traces, run });
    expect(decoupled.total.latencyMs.buckets).toEqual(coupled.total.latencyMs.buckets);
    expect(decoupled.tokens).toEqual(coupled.tokens);
    expect(coupled.thinkMs).toBeGreaterThan(0);
    expect(Math.abs(decoupled.thinkMs - coupled.thinkMs)).toBeLessThan(1e-9 * coupled.thinkMs);
    expect(decoupled.total.failed).toBe(coupled.total.failed);
    expect(decoupled.total.retried).toBe(coupled.total.retried);
    expect(decoupled.events).toBe(coupled.events);
  });

  it("adding a workload leaves the others' sessions as they were", () => {
    const other = {
      name: "extraction",
      arrivals: { trace: { ...TRACE_ARRIVALS.trace, file: "u.csv" } },
      session: agent,
    };
    const alone = simulate(scenarioOf({ ...open, workloads: [support] }), { traces, run });
    const first = simulate(scenarioOf({ ...open, workloads: [other, support] }), {
      traces: {
        ...traces,
        "u.csv": traceOf(
          at.map((ms) => ms + 5),
          9,
          9,
        ),
      },
      run,
    });
    expect(first.workloads[1]).toEqual(alone.workloads[0]);
    expect(first.workloads[0]?.latencyMs.mean).not.toBe(alone.workloads[0]?.latencyMs.mean);
  });

  it("further turns leave the first ones as they were, think time in no latency", () => {
    // Without failures: a session that fails in its second turn has no latency and no first token.
    const fixed = {
      ...open,
      brain: { ...open.brain, prefillShare: 0.5 },
      hands: { ...open.hands, search: { workers: unlimited, serviceMs: 20 } },
    };
    const sessions = (turns: number, thinkSeconds: unknown) =>
      simulate(
        scenarioOf({
          ...fixed,
          workloads: [
            { ...support, session: { ...agent, turns, thinkSeconds, turnInputTokens: 0 } },
          ],
        }),
        { traces, run },
      );
    const one = sessions(1, 0);
    const three = sessions(3, 2);
    expect(three.total.ttftMs.buckets).toEqual(one.total.ttftMs.buckets);
    expect(three.total.ttftMs.mean).toBeCloseTo(one.total.ttftMs.mean ?? 0, 9);
    expect(three.total.latencyMs.mean ?? 0).toBeGreaterThan(2 * (one.total.latencyMs.mean ?? 0));
    expect(sessions(3, { exponential: { mean: 60 } }).total.latencyMs.buckets).toEqual(
      three.total.latencyMs.buckets,
    );
    expect(sessions(3, 0).total.latencyMs.buckets).toEqual(three.total.latencyMs.buckets);
    expect(three.thinkMs / (three.total.completed + three.total.failed)).toBeLessThanOrEqual(4000);
  });

  it("adding a tool leaves the other tools' calls as they were", () => {
    const scenario = (tools: readonly object[]) =>
      scenarioOf({ ...open, workloads: [{ ...support, session: { ...agent, tools } }] });
    const without = simulate(scenario(agent.tools), { traces, run });
    const web = { pool: "web", callsPerStep: { uniform: { min: 0, max: 4 } }, parallel: false };
    const before = simulate(scenario([web, ...agent.tools]), { traces, run });
    expect(before.events).toBeGreaterThan(without.events);
    expect(before.total.latencyMs.buckets).toEqual(without.total.latencyMs.buckets);
    expect(before.total.retried).toBe(without.total.retried);
  });

  it("a second entry for the same pool draws its own calls", () => {
    const twice = [{ pool: "search" }, { pool: "search" }];
    const scenario = scenarioOf({
      ...open,
      workloads: [{ ...support, session: { brainSteps: 2, tools: twice } }],
    });
    const once = scenarioOf({
      ...open,
      workloads: [{ ...support, session: { brainSteps: 2, tools: twice.slice(1) } }],
    });
    const two = simulate(scenario, { traces, run });
    // The longer of two independent calls is longer than either.
    expect(two.total.latencyMs.mean ?? 0).toBeGreaterThan(
      (simulate(once, { traces, run }).total.latencyMs.mean ?? 0) + 5,
    );
  });
});
