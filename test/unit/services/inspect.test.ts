import { describe, expect, it } from "vitest";
import type { InputOf } from "../../../engine/contract/methods.js";
import type { ReplicationRunner } from "../../../engine/simulator/port.js";
import { simulateReplication } from "../../../engine/simulator/replication.js";
import { clientOver } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";
import { quiet } from "../../laws/simulate.js";

const runner: ReplicationRunner = {
  threads: 0,
  run: async (jobs) => jobs.map((job) => simulateReplication(job, quiet)),
  close: async () => {},
};

const SCENARIO: InputOf<"simulate">["scenario"] = {
  schema: "headroom/scenario/v1",
  name: "Inspected",
  run: { seed: 5, replications: 3, requests: 600 },
  workloads: [
    {
      name: "support",
      arrivals: { poisson: { ratePerSecond: 4 } },
      session: {
        brainSteps: 3,
        tools: [
          { pool: "search", callsPerStep: 2, parallel: true },
          { pool: "shell", probability: 0.5 },
        ],
      },
    },
  ],
  brain: { kind: "slots", replicas: 8, serviceMs: { exponential: { mean: 400 } } },
  hands: {
    search: { workers: 6, serviceMs: { exponential: { mean: 200 } }, retries: 1 },
    shell: { workers: 4, serviceMs: { lognormal: { mean: 500, cv: 1 } }, failureProbability: 0.1 },
  },
};

const client = async () => clientOver(await temporaryFolder(), { runner });

describe("the sessions behind a heat map", () => {
  it("are those that it counts, over all replications, whatever part of it is marked", async () => {
    const engine = await client();
    const { architectures } = await engine.call("simulate", { scenario: SCENARIO, series: true });
    const series = architectures.decoupled?.series;
    if (series === undefined) throw new Error("a series was asked for");
    const { counts, lowerMs, upperMs } = series.heatMaps.latency;
    const bins = [Math.floor(counts.length / 3), Math.floor((2 * counts.length) / 3)] as const;
    const rows = [Math.floor(lowerMs.length / 4), lowerMs.length - 1] as const;
    const counted = counts
      .slice(bins[0], bins[1] + 1)
      .flatMap((bin) => bin.slice(rows[0], rows[1] + 1))
      .reduce((sum, count) => sum + count, 0);
    expect(counted).toBeGreaterThan(100);
    const binMs = series.binSeconds * 1000;
    const found = await engine.call("inspect.sessions", {
      scenario: SCENARIO,
      endedFromMs: bins[0] * binMs,
      endedBeforeMs: (bins[1] + 1) * binMs,
      tookFromMs: lowerMs[rows[0]] ?? 0,
      ...(upperMs[rows[1]] === null ? {} : { tookBelowMs: upperMs[rows[1]] ?? 0 }),
      most: 50,
    });
    expect(found.completed).toBe(counted);
    expect(found.sessions).toHaveLength(50);
    expect(new Set(found.sessions.map(({ replication }) => replication)).size).toBeGreaterThan(1);
    const all = await engine.call("inspect.sessions", { scenario: SCENARIO });
    expect(all.criticalPath).toEqual(series.criticalPath);
  });

  it("can be looked at one by one, span by span, to the millisecond", async () => {
    const engine = await client();
    const { sessions } = await engine.call("inspect.sessions", { scenario: SCENARIO, most: 3 });
    expect(sessions.map(({ latencyMs }) => latencyMs)).toEqual(
      sessions.map(({ latencyMs }) => latencyMs).toSorted((a, b) => b - a),
    );
    const [slowest] = sessions;
    if (slowest === undefined) throw new Error("there are sessions");
    const { replication, workload, session } = slowest;
    const trace = await engine.call("inspect.session", {
      scenario: SCENARIO,
      replication,
      workload,
      session,
    });
    expect(trace.session).toEqual(slowest);
    const tools = trace.spans.filter(({ stage }) => stage === "tool");
    expect(tools).toHaveLength(slowest.toolCalls);
    // Two calls side by side: one of them is not on the path.
    expect(tools.some(({ critical }) => !critical)).toBe(true);
    const path = trace.spans.filter(({ critical }) => critical);
    const length = path.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    expect(length).toBeCloseTo(slowest.latencyMs, 6);
    expect(new Set(trace.spans.map(({ pool }) => pool))).toEqual(
      new Set(["brain", "search", "shell"]),
    );
  });

  it("have no thinking on their critical path, which is their latency", async () => {
    const engine = await client();
    const session = { turns: 3, thinkSeconds: 20, brainSteps: 2 };
    const workloads = SCENARIO.workloads.map((workload) => ({ ...workload, session }));
    const scenario = { ...SCENARIO, workloads };
    const { sessions } = await engine.call("inspect.sessions", { scenario, most: 1 });
    const [slowest] = sessions;
    if (slowest === undefined) throw new Error("there are sessions");
    const { replication, workload, session: number } = slowest;
    const which = { scenario, replication, workload, session: number };
    const { spans } = await engine.call("inspect.session", which);
    const thinking = spans.filter(({ stage }) => stage === "think");
    expect(thinking.map(({ critical }) => critical)).toEqual([false, false]);
    const path = spans.filter(({ critical }) => critical);
    const length = path.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    expect(length).toBeCloseTo(slowest.latencyMs, 6);
  });

  it.each([
    [{ replication: 3, workload: "support", session: 0 }, "replication"],
    [{ replication: 0, workload: "sales", session: 0 }, "workload"],
    [{ replication: 0, workload: "support", session: 600 }, "session"],
  ])("is refused where there is none: %o", async (which, path) => {
    const engine = await client();
    await expect(
      engine.call("inspect.session", { scenario: SCENARIO, ...which }),
    ).rejects.toMatchObject({ code: "invalid-input", problems: [{ path }] });
  });
});
