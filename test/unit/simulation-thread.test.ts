import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { afterEach, expect, it, vi } from "vitest";
import { Scenario } from "../../engine/contract/scenario.js";
import { CANCEL, PROGRESS } from "../../main/worker/messages.js";
import { SimulationThread } from "../../main/worker/simulation-thread.js";
import { MINIMAL } from "../contract/minimal.js";

afterEach(() => vi.restoreAllMocks());

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

it("a thread that answers while it is being ended holds the process open until it has ended", async () => {
  const entry = new URL(`data:text/javascript,${encodeURIComponent(CANCELLED_AT_ONCE)}`);
  const thread = new SimulationThread(entry, false);
  const answer = thread
    .run({
      scenario: Scenario.parse(MINIMAL),
      architecture: "decoupled",
      run: { seed: 1, replications: 2, requests: 1, warmUpShare: 0 },
      replication: 0,
      traces: {},
    })
    .catch((error: unknown) => error);
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
