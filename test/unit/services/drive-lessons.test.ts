import { describe, expect, it } from "vitest";
import { DriveInput } from "../../../engine/contract/drive.js";
import type { LoggedEvent, SessionEvent } from "../../../engine/contract/session.js";
import { learntScenario } from "../../../engine/services/live/drive/learnt-scenario.js";
import { Lessons } from "../../../engine/services/live/drive/lessons.js";
import { planDrive } from "../../../engine/services/live/drive/plan.js";

const usage = { inputTokens: 10, cacheReadTokens: 0, cacheWriteTokens: 0 };

function answered(inference: number, outputTokens: number, tools: readonly string[]) {
  const about = { inference, attempt: 1, origin: "rehearsal" as const, costUsd: 0 };
  const content: never[] = [];
  const finished: SessionEvent = {
    type: "inference-finished",
    ...about,
    stopReason: tools.length === 0 ? "end_turn" : "tool_use",
    content,
    usage: { ...usage, outputTokens },
    ttftMs: 100,
    durationMs: 100 + 20 * (outputTokens - 1),
  };
  const requested = tools.map((tool, at): SessionEvent => ({
    type: "call-requested",
    call: `${inference}.${at}`,
    inference,
    toolUseId: "t",
    tool,
    input: {},
  }));
  return [finished, ...requested];
}

const started = (inference: number): SessionEvent => ({
  type: "inference-started",
  inference,
  attempt: 1,
  modelId: "m",
});
const begun = (call: string): SessionEvent => ({
  type: "call-started",
  call,
  attempt: 1,
  idempotencyKey: call,
  fencingToken: 1,
  worker: "w",
});
const done = (call: string): SessionEvent => ({
  type: "call-finished",
  call,
  attempt: 1,
  result: "",
  truncated: false,
  from: "tool",
  durationMs: 30,
});

/** Events at milliseconds of their own. */
function log(...timed: readonly (readonly [atMs: number, events: readonly SessionEvent[]])[]) {
  return timed
    .flatMap(([atMs, events]) => events.map((event) => ({ atMs, event })))
    .map(({ atMs, event }, at): LoggedEvent => ({
      position: at + 1,
      at: new Date(atMs).toISOString(),
      event,
    }));
}

/** Two steps with a lookup and two searches in between; a hop of 4 ms each way, 3 ms a step for the log. */
const LONG = log(
  [0, [started(1)]],
  [283, answered(1, 10, ["lookup_order", "search_knowledge_base", "search_knowledge_base"])],
  [287, [begun("1.0"), begun("1.1"), begun("1.2")]],
  [317, [done("1.0"), done("1.1"), done("1.2")]],
  [321, [started(2)]],
  [424, answered(2, 1, [])],
);
/** One step. */
const SHORT = log([0, [started(1)]], [103, answered(1, 1, [])]);

const plan = planDrive(
  DriveInput.parse({
    scenario: {
      schema: "headroom/scenario/v1",
      name: "Customer support",
      workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 2 } } }],
      brain: { kind: "slots", replicas: 3, serviceMs: { constant: 5 } },
    },
    hands: 2,
    duration: 30,
  }),
);

describe("what a drive learns", () => {
  it("is what sessions ask for and what things take, waiting left out", () => {
    const lessons = new Lessons();
    for (const session of [LONG, LONG, LONG, SHORT]) lessons.learn(session, "decoupled");
    const learnt = learntScenario("Support", lessons, plan, 60, 50);
    const [long, short] = learnt?.workloads ?? [];
    expect(long).toMatchObject({
      weight: 0.75,
      arrivals: { poisson: { ratePerSecond: 2 } },
      session: {
        brainSteps: { constant: 2 },
        tools: [
          { pool: "lookup_order", probability: 1, callsPerStep: { constant: 1 } },
          { pool: "search_knowledge_base", probability: 1, callsPerStep: { constant: 2 } },
        ],
      },
    });
    expect(short).toMatchObject({
      weight: 0.25,
      session: { brainSteps: { constant: 1 }, tools: [] },
    });
    expect(learnt?.brain).toMatchObject({
      ttftMs: { constant: 103 },
      tpotMs: { constant: 20 },
      concurrency: 3,
      begunFirst: true,
    });
    expect(learnt?.hands["lookup_order"]).toMatchObject({
      workers: 2,
      serviceMs: { constant: 30 },
    });
    expect(learnt?.bus.hopMs).toEqual({ constant: 4 });
    expect(learnt?.run).toMatchObject({ requests: 60, replications: 50 });
  });

  it("has no hop where no session was decoupled, and takes no wait for a model slot for work", () => {
    const lessons = new Lessons();
    const waited = log([0, [started(1)]], [5103, answered(1, 1, [])]);
    lessons.learn(waited, "coupled");
    const learnt = learntScenario("Support", lessons, plan, 60, 50);
    expect(learnt?.bus.hopMs).toEqual({ constant: 0 });
    expect(learnt?.brain).toMatchObject({ ttftMs: { constant: 100 } });
  });

  it("is nothing where no session was answered", () => {
    const lessons = new Lessons();
    lessons.learn(log([0, [started(1)]]), "decoupled");
    expect(learntScenario("Support", lessons, plan, 60, 50)).toBeUndefined();
  });
});
