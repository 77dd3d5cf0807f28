import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { afterEach, expect, it, vi } from "vitest";
import { Scenario } from "../../engine/contract/scenario.js";
import type { ReplicationJob } from "../../engine/simulator/replication.js";
import { CANCEL, PROGRESS } from "../../main/worker/messages.js";
import { SimulationThread } from "../../main/worker/simulation-thread.js";
import { MINIMAL } from "../contract/minimal.js";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Tells that it is at work, waits to be cancelled, and answers at once. */
const CANCELLED_AT_ONCE = `
  import { parentPort, workerData } from "node:worker_threads";
  const shared = new Int32Array(workerData.shared);
  parentPort.on("message", () => {
    Atomics.store(shared, ${PROGRESS}, 500000);
    while (Atomics.load(shared, ${CANCEL}) === 0);
    parentPort.postMessage({
      kind: "failure",
      failure: { code: "cancelled", message: "as asked", problems: [] },
    });
  });
`;

const ENTRY = new URL(`data:text/javascript,${encodeURIComponent(CANCELLED_AT_ONCE)}`);

const JOB: ReplicationJob = {
  scenario: Scenario.parse(MINIMAL),
  architecture: "decoupled",
  run: { seed: 1, replications: 2, requests: 1, warmUpShare: 0 },
  replication: 0,
  traces: {},
};

it("a thread that answers while it is being ended holds the process open until it has ended", async () => {
  const thread = new SimulationThread(ENTRY, false);
  const answer = thread.run(JOB).catch((error: unknown) => error);
  while (thread.fraction === 0) await sleep(5);
  const unref = vi.spyOn(Worker.prototype, "unref");
  thread.cancel();
  const ended = thread.end();
  await answer;
  await ended;
  expect(thread.isAlive).toBe(false);
  // Without a reference Node would exit here with 13, an await that never settles.
  expect(unref).not.toHaveBeenCalled();
});

it("a thread that is cancelled while it is being started is not ended for not answering", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const terminate = vi.spyOn(Worker.prototype, "terminate");
  const thread = new SimulationThread(ENTRY, false);
  const answer = thread.run(JOB).catch((error: unknown) => error);
  thread.cancel();
  // Nothing of the thread can have come yet, however fast it starts.
  vi.advanceTimersByTime(60_000);
  expect(terminate).not.toHaveBeenCalled();
  expect(await answer).toMatchObject({ code: "cancelled" });
  expect(thread.isAlive).toBe(true);
  await thread.end();
});
