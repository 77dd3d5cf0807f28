import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { DriveInput } from "../../../engine/contract/drive.js";
import type { DriveGauges } from "../../../engine/contract/drive.js";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { planDrive } from "../../../engine/services/live/drive/plan.js";
import { clientOver } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";

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
    if (error instanceof HeadroomError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe("the plan of a drive", () => {
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
    expect(latency?.ttftMs).toEqual({ constant: 5 });
  });

  it("lets options replace what the scenario says", () => {
    const changed = plan({ rate: 3, brains: 2, hands: 1, workload: "recommendation", seed: 9 });
    expect(changed.ratePerSecond).toBe(3);
    expect(changed.workload.name).toBe("recommendation");
    expect(changed.coupledWorkers).toBe(2 + changed.tools.length);
    expect(changed.seed).toBe(9);
  });

  it.each([
    ["workload", {}, { name: "Anything else" }],
    [
      "rate",
      {},
      { workloads: [{ name: "w", arrivals: { closed: { users: 3, thinkSeconds: 1 } } }] },
    ],
    [
      "model",
      { brains: 4 },
      { brain: { kind: "batched", replicas: 1, kvTokens: null, stepTime: { baseMs: 5 } } },
    ],
  ])("asks for %s where nothing tells it", (field, options, scenario) => {
    expect(refusedFor(options, scenario)).toEqual([field]);
  });
});

describe("a drive", () => {
  it("plays the same sessions in both architectures, all of them to an end, and leaves no file", async () => {
    const folder = await temporaryFolder();
    const gauges: DriveGauges[] = [];
    const result = await clientOver(folder).call(
      "drive",
      { scenario: SCENARIO, duration: 1 },
      { onEvent: (event) => gauges.push(event) },
    );
    const { coupled, decoupled } = result.architectures;
    expect(result.origin).toBe("rehearsal");
    expect(decoupled?.requests.injected).toBeGreaterThan(5);
    expect(coupled?.requests).toEqual(decoupled?.requests);
    expect(decoupled?.requests).toMatchObject({ failed: 0, inFlight: 0 });
    expect(coupled?.tokens.output).toEqual(decoupled?.tokens.output);
    for (const one of [coupled, decoupled]) {
      const { p50, p95, p99 } = one?.latencyMs ?? {};
      // Two brain steps at least.
      expect(p50?.mean).toBeGreaterThanOrEqual(10);
      expect(p95?.mean).toBeGreaterThanOrEqual(p50?.mean ?? NaN);
      expect(p99?.mean).toBeGreaterThanOrEqual(p95?.mean ?? NaN);
    }
    expect(new Set(gauges.map(({ architecture }) => architecture)).size).toBe(2);
    expect((await readdir(folder)).filter((name) => name.startsWith("drive-"))).toEqual([]);
  });

  it("does no more than its brains can", async () => {
    const brain = { ...SCENARIO.brain, serviceMs: { constant: 100 } };
    const result = await clientOver(await temporaryFolder()).call("drive", {
      scenario: { ...SCENARIO, brain },
      duration: 1,
      brains: 1,
      architecture: "decoupled",
    });
    const { decoupled } = result.architectures;
    // A session thinks twice at least, so one brain ends five of them a second.
    expect(decoupled?.throughput.mean).toBeLessThanOrEqual(5);
    expect(result.architectures.coupled).toBeUndefined();
  });
});
