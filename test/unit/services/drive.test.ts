import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { DriveInput } from "../../../engine/contract/drive.js";
import type { DriveGauges } from "../../../engine/contract/drive.js";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { planDrive } from "../../../engine/services/live/drive/plan.js";
import { clientOver } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";
import { createInProcessRunner } from "../../../main/worker/in-process.js";

/** Fast, so that a second of it is enough sessions to count. */
const SCENARIO = {
  schema: "headroom/scenario/v1" as const,
  name: "Customer support, fast",
  workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 20 } } }],
  brain: { kind: "slots" as const, replicas: 2, slotsPerReplica: 3, serviceMs: { constant: 5 } },
  hands: {
    "order-lookup": { workers: 7, serviceMs: { constant: 3 } },
    unrelated: { workers: 9, serviceMs: { constant: 1 } },
  },
};

type Over = Readonly<Record<string, unknown>>;

function plan(options: Over = {}, scenario: Over = {}) {
  return planDrive(DriveInput.parse({ scenario: { ...SCENARIO, ...scenario }, ...options }));
}

/** Paths of the problems that a plan is refused with. */
function refusedFor(options: Over, scenario: Over): readonly string[] {
  try {
    plan(options, scenario);
  } catch (error) {
    if (error instanceof HeadroomError) return error.problems.map((problem) => problem.path);
    throw error;
  }
  return [];
}

describe("faults of the rehearsal model", () => {
  it("are noted with the result, and refused where there is no such model to fail", () => {
    const faults = { drop: 0.02, stall: 0 };
    const made = plan({ faults });
    expect(made.faults).toEqual(faults);
    expect(made.notes.join(" ")).toContain("by share of its answers: drop 0.02. The simulator");
    expect(refusedFor({ faults, model: "production" }, {})).toEqual(["faults"]);
    expect(plan().notes.join(" ")).not.toContain("made to fail");
  });

  it("happen to no more than all of its answers", () => {
    const faults = { drop: 0.6, stall: 0.6 };
    expect(DriveInput.safeParse({ scenario: SCENARIO, faults }).error?.issues[0]?.path).toEqual([
      "faults",
    ]);
  });
});

describe("the plan of a drive", () => {
  it("plays a batched brain on the simulator's servers", () => {
    const { brains, latency } = plan(
      {},
      {
        brain: {
          kind: "batched",
          replicas: 2,
          maxBatch: 8,
          kvTokens: null,
          stepTime: { baseMs: 5 },
        },
      },
    );
    expect(brains).toBe(16);
    expect(latency).toMatchObject({
      batched: { replicas: 2, stepTime: { baseSeconds: 0.005 }, settings: { maxBatch: 8 } },
    });
  });

  it("takes rate, slots, workers and times from the scenario, by the words of a pool's name", () => {
    const { workload, ratePerSecond, brains, tools, coupledWorkers, latency } = plan();
    expect({ workload: workload.name, ratePerSecond, brains }).toEqual({
      workload: "customer-support",
      ratePerSecond: 20,
      brains: 6,
    });
    const lookup = tools.find(({ tool }) => tool.name === "lookup_order");
    expect(lookup?.tool.workers).toBe(7);
    expect(lookup?.delayMs).toEqual({ constant: 3 });
    const workers = tools.reduce((sum, { tool }) => sum + tool.workers, 0);
    expect(coupledWorkers).toBe(6 + workers);
    expect(latency).toMatchObject({ ttftMs: { constant: 5 } });
  });

  it("lets options replace what the scenario says", () => {
    const changed = plan({ rate: 3, brains: 2, hands: 1, workload: "recommendation", seed: 9 });
    expect(changed.ratePerSecond).toBe(3);
    expect(changed.workload.name).toBe("recommendation");
    expect(changed.coupledWorkers).toBe(2 + changed.tools.length);
    expect(changed.seed).toBe(9);
  });

  it("gives a coupled session that keeps its model slot a worker for each slot and no more", () => {
    const { brains, coupledWorkers, notes } = plan({ holdSlots: true });
    expect(coupledWorkers).toBe(brains);
    expect(notes[0]).toMatch(/^A coupled session keeps its model slot/);
  });

  it.each([
    ["workload", {}, { name: "Anything else" }],
    [
      "rate",
      {},
      { workloads: [{ name: "w", arrivals: { closed: { users: 3, thinkSeconds: 1 } } }] },
    ],
    [
      "scenario.brain.stepTime",
      {},
      {
        brain: {
          kind: "batched",
          replicas: 1,
          hardware: { gpu: "H100 SXM", model: "Llama 3.1 8B" },
        },
      },
    ],
  ])("asks for %s where nothing tells it", (field, options, scenario) => {
    expect(refusedFor(options, scenario)).toEqual([field]);
  });
});

const ports = { runner: createInProcessRunner() };

describe("a drive", () => {
  it("plays the same sessions in both architectures on one budget, and keeps what it measured", async () => {
    const folder = await temporaryFolder();
    // What a load run left that was killed: no process has this number.
    await mkdir(path.join(folder, "drive-999999999-left"));
    const client = clientOver(folder, ports);
    const gauges: DriveGauges[] = [];
    const result = await client.call(
      "drive",
      {
        scenario: { ...SCENARIO, run: { warmUpShare: 0 } },
        rate: 8,
        duration: 2,
        repeat: 2,
      },
      { onEvent: (event) => void (event.kind === "gauges" && gauges.push(event)) },
    );
    const { id, ...measured } = result;
    const { coupled, decoupled } = result.architectures;
    expect(result.origin).toBe("rehearsal");
    expect(decoupled?.requests.injected).toBeGreaterThan(5);
    expect(coupled?.requests).toEqual(decoupled?.requests);
    expect(decoupled?.requests).toMatchObject({ failed: 0, inFlight: 0 });
    for (const one of [coupled, decoupled]) {
      const { p50, p95, p99 } = one?.latencyMs ?? {};
      // Two brain steps at least.
      expect(p50?.mean).toBeGreaterThanOrEqual(10);
      expect(p95?.mean).toBeGreaterThanOrEqual(p50?.mean ?? NaN);
      expect(p99?.mean).toBeGreaterThanOrEqual(p95?.mean ?? NaN);
      // Two repeats have intervals; no failure in so few sessions does not show that none can be.
      expect(p50?.low).not.toBeNull();
      expect(one?.errorRate).toMatchObject({ mean: 0, low: 0 });
      expect(one?.errorRate.high).toBeGreaterThan(0);
    }
    expect(new Set(gauges.map(({ architecture }) => architecture)).size).toBe(2);
    // Those of the last repeat are kept, to be drawn again.
    const lastOf = (name: DriveGauges["architecture"]): readonly DriveGauges[] =>
      gauges.filter(({ repeat, architecture }) => repeat === 2 && architecture === name);
    expect(result.gauges).toEqual([...lastOf("coupled"), ...lastOf("decoupled")]);

    const servers = (one: typeof coupled): Record<string, number> =>
      Object.fromEntries((one?.pools ?? []).map((pool) => [pool.name, pool.servers]));
    const { model, ...workers } = servers(decoupled);
    const total = Object.values(workers).reduce((sum, count) => sum + count, 0);
    expect(servers(coupled)).toEqual({ model, coupled: total });
    expect(result.budget).toEqual({
      modelSlots: 6,
      workers: { coupled: total, decoupled: total },
    });
    expect(result.comparison.map(({ kpi }) => kpi)).toContain("latencyMs.p95");

    // The simulator says beside every figure what it makes of the same pools and what was learnt.
    const { scenario: learnt, rows } = result.prediction ?? {};
    expect(learnt?.brain).toMatchObject({ kind: "api", concurrency: model });
    expect(learnt?.coupled?.slotsPerReplica).toBe(total);
    for (const name of ["coupled", "decoupled"] as const) {
      const p50 = rows?.[name]?.find(({ kpi }) => kpi === "latencyMs.p50");
      expect(p50?.measured).toEqual(result.architectures[name]?.latencyMs.p50);
      const { predicted, relativeError, low, high } = p50 ?? {};
      expect(predicted).toBeGreaterThanOrEqual(low ?? NaN);
      expect(predicted).toBeLessThanOrEqual(high ?? NaN);
      expect(relativeError).toBeCloseTo((predicted ?? NaN) / (p50?.measured.mean ?? NaN) - 1);
    }

    expect((await readdir(folder)).filter((name) => name.startsWith("drive-"))).toEqual([]);
    const { drives } = await client.call("drive.list", {});
    expect(drives).toMatchObject([{ id, workload: "customer-support", repeats: 2 }]);
    const kept = await client.call("drive.read", { id: id ?? "" });
    expect(kept.result).toEqual(measured);
    await client.call("drive.remove", { id: id ?? "" });
    expect((await client.call("drive.list", {})).drives).toEqual([]);
  });

  it.each(["coupled", "decoupled"] as const)(
    "does no more than its model slots can, %s",
    async (architecture) => {
      const brain = { ...SCENARIO.brain, serviceMs: { constant: 50 } };
      const result = await clientOver(await temporaryFolder(), ports).call("drive", {
        scenario: { ...SCENARIO, brain, run: { warmUpShare: 0 } },
        duration: 1,
        brains: 1,
        architecture,
      });
      const measured = result.architectures[architecture];
      // A session thinks twice at least, so one slot ends ten of them a second.
      expect(measured?.throughput.mean).toBeLessThanOrEqual(10);
      expect(Object.keys(result.architectures)).toEqual([architecture]);
      expect(result.comparison).toEqual([]);
      const slots = measured?.pools.find(({ name }) => name === "model");
      // Twenty sessions a second want forty inferences of the twenty that there can be.
      expect(slots?.utilisation.mean).toBeGreaterThan(0.5);
      expect(slots?.utilisation.mean).toBeLessThanOrEqual(1);
    },
  );
});
