import { describe, expect, it } from "vitest";
import { Replay } from "../../engine/simulator/batched/replay.js";
import { ROUTINGS } from "../../engine/simulator/batched/router.js";
import type { Routing } from "../../engine/simulator/batched/router.js";
import { Components } from "../../engine/simulator/components.js";
import { Context } from "../../engine/simulator/context.js";
import { Decoupled } from "../../engine/simulator/decoupled.js";
import { singleRequests } from "../../engine/simulator/job.js";
import { compilePlan } from "../../engine/simulator/plan.js";
import { RunLoop } from "../../engine/simulator/run-loop.js";
import {
  ARRIVAL_MS,
  INDEX,
  SESSION_DOUBLES,
  SESSION_INTEGERS,
  TTFT_MS,
} from "../../engine/simulator/session-row.js";
import { randomCase, toColumns, toServingTimes } from "../reference/batched/cases.js";
import { scenarioOf, TRACE_ARRIVALS } from "./simulate.js";
import { fc, runs } from "../property.js";

type Times = { readonly first: number[]; readonly last: number[] };

/** First and last token of every request, by way of a scenario's batched brain. */
function throughKernel(seed: number, routing: Routing, replicas: number, lockstep: boolean): Times {
  const { requests, settings, times } = randomCase(seed);
  const [base, prefill, context, decode, kv, admission = 0] = times;
  const trace = singleRequests(
    Float64Array.from(requests, ({ arrival }) => arrival),
    Float64Array.from(requests, ({ prompt }) => prompt),
    Float64Array.from(requests, ({ output }) => output),
  );
  const scenario = scenarioOf({
    workloads: [{ name: "w", arrivals: TRACE_ARRIVALS }],
    brain: {
      kind: "batched",
      ...settings,
      replicas,
      routing,
      lockstep,
      requestMs: 2,
      stepTime: {
        baseMs: base * 1000,
        perPrefillTokenMs: prefill * 1000,
        perPrefillContextMs: context * 1000,
        perDecodeSequenceMs: decode * 1000,
        perKvTokenMs: kv * 1000,
        perAdmissionMs: admission * 1000,
      },
    },
  });
  const plan = compilePlan({
    scenario,
    traces: { "t.csv": trace },
    architecture: "decoupled",
    run: { ...scenario.run, warmUpShare: 0 },
    replication: 0,
  });
  const probe = new Context(plan);
  const seen: Times = { first: [], last: [] };
  const finish = probe.measures.finish.bind(probe.measures);
  probe.measures.finish = (sessions, row, hasFailed) => {
    const index = sessions.whole[row * SESSION_INTEGERS + INDEX] ?? 0;
    const arrivalMs = sessions.real[row * SESSION_DOUBLES + ARRIVAL_MS] ?? 0;
    const ttftMs = sessions.real[row * SESSION_DOUBLES + TTFT_MS] ?? 0;
    if (!hasFailed) {
      seen.first[index] = (arrivalMs + ttftMs) / 1000;
      seen.last[index] = probe.calendar.nowMs / 1000;
    }
    finish(sessions, row, hasFailed);
  };
  const loop = new RunLoop(probe, new Decoupled(probe), new Components(plan));
  while (!loop.isOver) loop.advance(1000);
  return seen;
}

/** The same requests, one session each, on the replay that calibration uses. */
function throughReplay(seed: number, routing: Routing, replicas: number, lockstep: boolean): Times {
  const { requests, settings, times } = randomCase(seed);
  const alone = requests.map((request, at) => ({ ...request, session: at, prefix: 0 }));
  const replay = new Replay(toColumns(alone, false), { settings, replicas, routing, lockstep });
  replay.run(toServingTimes(times, 0.002));
  return { first: [...replay.firstTokenSeconds], last: [...replay.lastTokenSeconds] };
}

describe("a batched brain of sessions with one step and no tools", () => {
  const deployments = fc.record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    routing: fc.constantFrom(...ROUTINGS),
    replicas: fc.integer({ min: 1, max: 3 }),
    lockstep: fc.boolean(),
  });

  it("gives each request the first and last token that the replay of its log gives", () => {
    let finished = 0;
    fc.assert(
      fc.property(deployments, ({ seed, routing, replicas, lockstep }) => {
        const kernel = throughKernel(seed, routing, replicas, lockstep);
        const replayed = throughReplay(seed, routing, replicas, lockstep);
        for (const at of ["first", "last"] as const) {
          replayed[at].forEach((seconds, request) => {
            const ours = kernel[at][request] ?? Number.NaN;
            // Refused in both, or the same to the rounding of seconds to milliseconds and back.
            expect([request, Number.isNaN(ours)]).toEqual([request, Number.isNaN(seconds)]);
            if (Number.isNaN(seconds)) return;
            finished += 1;
            expect(Math.abs(ours - seconds)).toBeLessThanOrEqual(1e-9 * seconds);
          });
        }
      }),
      { numRuns: runs(150) },
    );
    expect(finished).toBeGreaterThan(2000);
  });
});
