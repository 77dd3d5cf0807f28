import { describe, expect, it } from "vitest";
import type { Architecture } from "../../engine/contract/result.js";
import type { ReplicationRecord } from "../../engine/simulator/record.js";
import { componentChanges, replay, scenarioOf, simulate, stageMeans } from "../laws/simulate.js";
import type { ScenarioParts } from "../laws/simulate.js";

const SECONDS_PER_HOUR = 3600;
const hours = (ms: number): number => ms / 1000 / SECONDS_PER_HOUR;
const minutes = (ms: number): number => ms / 60_000;
const brain = { kind: "slots", replicas: 1, serviceMs: 100, prefillShare: 0.2 };
/** Fails `ms` after it came back, and is back after `repairMs`. */
const process = (ms: number, repairMs: number) => ({
  timeToFailureHours: { constant: hours(ms) },
  timeToRepairMinutes: { constant: minutes(repairMs) },
});

/** {@link replay} with arrivals counted from the moment its one component comes back first. */
function replayFromRepair(
  parts: ScenarioParts & { session?: ScenarioParts },
  arrivalsMs: readonly number[],
  architecture: Architecture = "decoupled",
  tokens?: { input: number; output: number },
): ReplicationRecord {
  const { session: _, ...deployment } = parts;
  const changes = componentChanges(deployment, 2, { architecture });
  const startMs = changes.find(({ failed }) => !failed)?.timeMs ?? Number.NaN;
  const shifted = arrivalsMs.map((ms) => startMs + ms);
  return replay(parts, shifted, architecture, tokens);
}

describe("a brain replica fails", () => {
  it("and its step resumes from the log: head of the queue, input paid again, partial output wasted", () => {
    const record = replayFromRepair(
      { brain, failures: { brainReplica: process(150, 30) }, session: { brainSteps: 1 } },
      [0, 60, 70],
      "decoupled",
      { input: 1000, output: 80 },
    );
    // 0–100 first; 100–150 second, cut; 150–180 down; 180–280 second again; 280–380 third, which is
    // cut at 330 by the next failure (150 ms after the repair), back at 360, done at 460.
    expect(record.total.latencyMs.mean).toBeCloseTo((100 + 220 + 390) / 3, 6);
    expect(stageMeans(record)["restart"]).toBeCloseTo((50 + 50) / 3, 6);
    expect(stageMeans(record)["queue"]).toBeCloseTo((40 + 30 + (280 - 70) + 30) / 3, 6);
    // Cut after 50 of 100 ms: 30 of the 80 ms of decoding, so 30 of 80 tokens.
    expect(record.tokens.wasted).toBeCloseTo(2 * (1000 + 30), 6);
    expect(record.tokens.input).toBe(5000);
    expect(record.tokens.output).toBeCloseTo(3 * 80 + 2 * 30, 6);
    expect(record.total.retried).toBe(2);
    expect(record.requests.failed).toBe(0);
  });

  it("while another one takes its steps over at once", () => {
    const parts = {
      brain: { ...brain, replicas: 2 },
      failures: { brainReplica: process(1000, 300) },
    };
    const changes = componentChanges(parts, 40);
    const alone = changes.find(({ timeMs, replica, failed }) => {
      const near = changes.filter((one) => Math.abs(one.timeMs - timeMs) < 200);
      return failed && replica === 0 && timeMs > 1000 && near.length === 1;
    });
    const failsMs = alone?.timeMs ?? Number.NaN;
    const record = replay(parts, [failsMs - 50]);
    expect(record.total.latencyMs.mean).toBeCloseTo(150, 6);
    expect(record.total.retried).toBe(1);
  });
});

describe("a hands worker fails", () => {
  it("and its call is repeated without using up a retry", () => {
    const record = replayFromRepair(
      {
        brain,
        hands: { search: { workers: 1, serviceMs: 60, coldStartMs: 20, retries: 0 } },
        failures: { handsWorker: { search: process(150, 10) } },
        session: { brainSteps: 2, tools: [{ pool: "search" }] },
      },
      [0],
    );
    // Tool from 100; cut at 150 after its sandbox was ready at 120; 160–220 without cold start.
    expect(record.requests).toMatchObject({ completed: 1, failed: 0 });
    expect(stageMeans(record)).toMatchObject({ tool: 60, provision: 0 });
    expect(stageMeans(record)["restart"]).toBeCloseTo(50, 6);
    expect(stageMeans(record)["toolQueue"]).toBeCloseTo(10, 6);
    expect(record.total.latencyMs.mean).toBeCloseTo(320, 6);
    expect(record.total.retried).toBe(1);
  });

  it("and a sandbox that was not ready yet is started again", () => {
    const record = replayFromRepair(
      {
        brain,
        hands: { search: { workers: 1, serviceMs: 60, coldStartMs: 55 } },
        failures: { handsWorker: { search: process(150, 10) } },
        session: { brainSteps: 2, tools: [{ pool: "search" }] },
      },
      [0],
    );
    expect(stageMeans(record)["provision"]).toBeCloseTo(55, 6);
    expect(record.total.latencyMs.mean).toBeCloseTo(100 + 50 + 10 + 115 + 100, 6);
  });
});

describe("a coupled replica fails", () => {
  const coupled = { replicas: 1, slotsPerReplica: 2, containerStartMs: 10 };
  const hands = { search: { workers: 1, serviceMs: 40 } };
  const session = { brainSteps: 2, tools: [{ pool: "search" }] };

  it("and its sessions begin anew and pay again", () => {
    const record = replayFromRepair(
      { brain, hands, session, coupled, failures: { coupledReplica: process(260, 30) } },
      [0, 100],
      "coupled",
      { input: 1000, output: 80 },
    );
    // First: 0–250. Second: 100, in its tool (210–250) and second step when cut at 260; again
    // from 290 to 540, just before the next failure at 550.
    expect(record.total.latencyMs.mean).toBeCloseTo((250 + 440) / 2, 6);
    expect(stageMeans(record)).toMatchObject({ provision: 10, tool: 40 });
    expect(stageMeans(record)["restart"]).toBeCloseTo(160 / 2, 6);
    expect(stageMeans(record)["queue"]).toBeCloseTo(30 / 2, 6);
    // Its first step, and the second one up to the cut: prefill not even done.
    expect(record.tokens.wasted).toBeCloseTo(1000 + 80 + 1080, 6);
    expect(record.total.retried).toBe(1);
  });

  it("and a scenario in which no session can ever end is refused, not run for ever", () => {
    expect(() =>
      replay(
        { brain, hands, session, coupled, failures: { coupledReplica: process(50, 0) } },
        [0],
        "coupled",
      ),
    ).toThrow("fail faster");
  });
});

describe("mean time between failures", () => {
  const workloads = [{ name: "w", arrivals: { poisson: { ratePerSecond: 5 } } }];
  const run = { requests: 10 };

  it("counts the failures of a simulated year, whatever the load", () => {
    const scenario = scenarioOf({
      workloads,
      brain: { ...brain, replicas: 4 },
      hands: { search: { workers: 2, serviceMs: 1 } },
      failures: {
        brainReplica: { timeToFailureHours: 99, timeToRepairMinutes: 60 },
        handsWorker: { search: { timeToFailureHours: 1000 } },
      },
    });
    // A failure every 100 h, and every 1000 h: in 8760 h 87 or 88, and 8 or 9.
    const failures = 8760 * (simulate(scenario, { run }).failuresPerHour ?? 0);
    expect(failures).toBeCloseTo(Math.round(failures), 9);
    expect(failures).toBeGreaterThanOrEqual(4 * 87 + 2 * 8);
    expect(failures).toBeLessThanOrEqual(4 * 88 + 2 * 9);
  });

  it("estimates it where there are too many failures to look at each", () => {
    const scenario = scenarioOf({
      workloads,
      brain: { ...brain, replicas: 1000 },
      failures: { brainReplica: { timeToFailureHours: { exponential: { mean: 0.01 } } } },
    });
    const found = simulate(scenario, { run }).failuresPerHour ?? 0;
    expect(Math.abs(found / (1000 / 0.01) - 1)).toBeLessThan(0.02);
  });

  it("is unknown where nothing can fail", () => {
    expect(simulate(scenarioOf({ workloads }), { run }).failuresPerHour).toBeNull();
  });
});
