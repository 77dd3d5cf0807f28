import { describe, expect, it } from "vitest";
import { componentChanges, replay } from "../laws/simulate.js";

const hours = (ms: number): number => ms / 3_600_000;
/** Ten milliseconds an iteration, whatever is in it. */
const brain = { kind: "batched", replicas: 1, kvTokens: null, stepTime: { baseMs: 10 } };

/** Fails `ms` after it came back, and is back after `repairMs`. */
const failing = (ms: number, repairMs: number) => ({
  brainReplica: {
    timeToFailureHours: { constant: hours(ms) },
    timeToRepairMinutes: { constant: repairMs / 60_000 },
  },
});

describe("a batched server fails", () => {
  it("and the prompt and the tokens that existed are wasted, the step done anew", () => {
    const parts = { brain, failures: failing(55, 30) };
    const startMs = componentChanges(parts, 2).find(({ failed }) => !failed)?.timeMs ?? Number.NaN;
    const record = replay(parts, [startMs + 30], "decoupled", { input: 100, output: 4 });
    // After the repair: tokens at 40 and 50, cut at 55, up again at 85, tokens at 95 to 125.
    expect(record.total.latencyMs.mean).toBeCloseTo(95, 6);
    expect(record.tokens.wasted).toBe(102);
    expect(record.tokens.input).toBe(200);
    expect(record.tokens.output).toBe(6);
  });

  it("and a session that moved stays where it went when its first server is back", () => {
    const parts = {
      brain: { ...brain, replicas: 2 },
      hands: { tool: { workers: 1, serviceMs: 100 } },
      failures: failing(5000, 200),
    };
    const changes = componentChanges(parts, 40);
    const alone = changes.find(({ timeMs, replica, failed }) => {
      const near = changes.filter((one) => Math.abs(one.timeMs - timeMs) < 1000);
      return failed && replica === 0 && timeMs > 5000 && near.length === 2;
    });
    if (alone === undefined) throw new Error("the first server never fails alone");
    // Three steps of 16 tokens with tools of 100 ms between: 0–160, 260–420, 520–680. The first server
    // fails at 200 and is back at 400.
    const session = { brainSteps: 3, outputTokens: 16, tools: [{ pool: "tool" }] };
    const tokens = { input: 161, output: 16 };
    const moved = replay({ ...parts, session }, [alone.timeMs - 200], "decoupled", tokens);
    expect(moved.total.latencyMs.mean).toBeCloseTo(680, 6);
    // Prompt and output (whole blocks) but for the last token, computed once more at the second step alone.
    expect(moved.tokens.reprefilled).toBe(161 + 16 - 1);
    const undisturbed = replay({ ...parts, failures: {}, session }, [0], "decoupled", tokens);
    expect(undisturbed.tokens.reprefilled).toBe(0);
  });
});

describe("a batched brain's cache", () => {
  it("serves whole blocks of the history; only the rest is prefilled again", () => {
    const { tokens } = replay(
      {
        brain: { ...brain, blockTokens: 16 },
        session: { brainSteps: 2, outputTokens: 10 },
      },
      [0],
      "decoupled",
      { input: 100, output: 10 },
    );
    // The server holds 109 tokens after the first step: six blocks of 16.
    expect(tokens.cacheRead).toBe(96);
    expect(tokens.reprefilled).toBe(13);
    expect(tokens.input).toBe(100 + 110 - 96);
  });

  it("takes the time of an admission once for each request, in the step that admits it", () => {
    const stepTime = { baseMs: 10, perAdmissionMs: 7 };
    const record = replay({ brain: { ...brain, stepTime, maxBatch: 2 } }, [0, 0, 0], "decoupled", {
      input: 10,
      output: 2,
    });
    // Two enter at 0 (10 + 2·7), both end at 34; the third then takes 17 and 10.
    expect(record.total.latencyMs.mean).toBeCloseTo((34 + 34 + 61) / 3, 6);
  });
});

describe("a coupled slot of a batched server", () => {
  const coupled = { replicas: 1, slotsPerReplica: 4 };
  const run = (output: number) =>
    replay({ brain: { ...brain, kvTokens: 640 }, coupled }, [0], "coupled", { input: 100, output });

  it("holds its part of the memory: 160 of 640 tokens, the last output token not kept", () => {
    expect(run(61).requests).toMatchObject({ completed: 1, failed: 0 });
    expect(run(62).requests).toMatchObject({ completed: 0, failed: 1 });
  });

  it("holds all of it where there is one slot", () => {
    const one = { ...coupled, slotsPerReplica: 1 };
    const whole = { brain: { ...brain, kvTokens: 640 }, coupled: one };
    expect(replay(whole, [0], "coupled", { input: 100, output: 541 }).requests.completed).toBe(1);
    expect(replay(whole, [0], "coupled", { input: 100, output: 542 }).requests.failed).toBe(1);
  });
});
