import { CancelledError, throwIfCancelled } from "../../engine/base/progress.js";
import { Replication } from "../../engine/simulator/replication.js";
import type { ReplicationRecord } from "../../engine/simulator/replication.js";
import type { ReplicationRunner } from "../../engine/simulator/port.js";
import { progressStage } from "./progress-stage.js";

/** The thread's other work waits no longer than this. */
const SLICE_MS = 15;

/** Runs jobs on the caller's own thread, in slices, for hosts and tests without a built worker. */
export function createInProcessRunner(): ReplicationRunner {
  let isClosed = false;
  return {
    threads: 0,
    async run(jobs, { signal, onProgress }) {
      const records: ReplicationRecord[] = [];
      for (const job of jobs) {
        throwIfCancelled(signal);
        const replication = new Replication(job);
        for (;;) {
          const sliceEnd = performance.now() + SLICE_MS;
          let isRunning = true;
          while (isRunning && performance.now() < sliceEnd) isRunning = replication.advance();
          const fraction = (records.length + replication.fraction) / jobs.length;
          onProgress({ stage: progressStage(records.length, jobs.length), fraction });
          if (!isRunning) break;
          await new Promise((resolve) => setImmediate(resolve));
          throwIfCancelled(signal);
          if (isClosed) throw new CancelledError();
        }
        records.push(replication.record());
      }
      onProgress({ stage: progressStage(jobs.length, jobs.length), fraction: 1 });
      return records;
    },
    close() {
      isClosed = true;
      return Promise.resolve();
    },
  };
}
