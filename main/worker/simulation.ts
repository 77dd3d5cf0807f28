import { constants, getPriority, setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { toHeadroomError } from "../../engine/contract/errors.js";
import { simulateReplication } from "../../engine/simulator/replication.js";
import type { ReplicationControl } from "../../engine/simulator/replication.js";
import { CANCEL, PROGRESS, PROGRESS_PARTS } from "./messages.js";
import type { JobMessage, JobReply, WorkerSettings } from "./messages.js";

/** The thread of a worker pool: simulates one replication after the other until it is ended. */
const settings: WorkerSettings = workerData;
const shared = new Int32Array(settings.shared);
const YIELDING = constants.priority.PRIORITY_BELOW_NORMAL;
// Linux sets it for the calling thread, and heeds it among the processes of one login session (autogroups): the
// desktop's window then loses nothing, a browser started elsewhere shares the processor evenly.
// Elsewhere it would slow the whole engine, live sessions too.
// Whoever was started nicer than that stays so: going back takes a privilege.
if (settings.yields && process.platform === "linux" && getPriority() < YIELDING) {
  setPriority(YIELDING);
}

const control: ReplicationControl = {
  onProgress: (fraction) => {
    Atomics.store(shared, PROGRESS, Math.floor(fraction * PROGRESS_PARTS));
  },
  isCancelled: () => Atomics.load(shared, CANCEL) !== 0,
};

function answer({ job }: JobMessage): JobReply {
  try {
    return { kind: "record", record: simulateReplication(job, control) };
  } catch (error) {
    return { kind: "failure", failure: toHeadroomError(error).toFailure() };
  }
}

parentPort?.on("message", (message: JobMessage) => {
  parentPort?.postMessage(answer(message));
});
