import { Worker } from "node:worker_threads";
import { HeadroomError } from "../../engine/contract/errors.js";
import type { ReplicationJob, ReplicationRecord } from "../../engine/simulator/replication.js";
import { CANCEL, PROGRESS, PROGRESS_PARTS, SHARED_BYTES } from "./messages.js";
import type { JobMessage, JobReply, WorkerSettings } from "./messages.js";

/** A thread that was told to cancel and does not answer is ended after this time. */
const CANCEL_PATIENCE_MS = 400;

/** One worker thread: runs one job at a time, and dies at most once. */
export class SimulationThread {
  /** False once the thread has ended, for whatever reason. */
  isAlive = true;
  private isOnline = false;
  private isEnding = false;
  private readonly shared = new Int32Array(new SharedArrayBuffer(SHARED_BYTES));
  private readonly worker: Worker;
  private settle: ((reply: JobReply | HeadroomError) => void) | undefined;

  /** @param yields Whether a window waits for the same processor; see {@link WorkerSettings}. */
  constructor(entry: URL | string, yields: boolean) {
    const workerData: WorkerSettings = { shared: this.shared.buffer, yields };
    this.worker = new Worker(entry, { workerData });
    this.worker.once("online", () => (this.isOnline = true));
    this.worker.on("message", (reply: JobReply) => this.finish(reply));
    this.worker.on("error", (error) => this.die(error instanceof Error ? error.message : ""));
    this.worker.on("messageerror", (error) => this.die(error.message));
    this.worker.on("exit", (code) => this.die(`exit code ${code}`));
    this.worker.unref();
  }

  get isBusy(): boolean {
    return this.settle !== undefined;
  }

  /** Share of the job that is done. */
  get fraction(): number {
    return Atomics.load(this.shared, PROGRESS) / PROGRESS_PARTS;
  }

  /** Runs one job. Rejects with what the job threw, or with `engine-crashed` when the thread dies. */
  run(job: ReplicationJob): Promise<ReplicationRecord> {
    Atomics.store(this.shared, CANCEL, 0);
    Atomics.store(this.shared, PROGRESS, 0);
    // Only a thread at work may hold the process open.
    this.worker.ref();
    const message: JobMessage = { job };
    return new Promise((resolve, reject) => {
      this.settle = (reply) => {
        if (reply instanceof HeadroomError) reject(reply);
        else if (reply.kind === "record") resolve(reply.record);
        else reject(HeadroomError.fromFailure(reply.failure));
      };
      this.worker.postMessage(message);
    });
  }

  /** Asks the job in work to stop; the thread is ended when it does not. */
  cancel(): void {
    if (!this.isBusy) return;
    Atomics.store(this.shared, CANCEL, 1);
    // One that is still being started cannot answer yet, and starting another would take longer.
    if (this.isOnline) this.endUnlessAnswered();
    else this.worker.once("online", () => this.endUnlessAnswered());
  }

  private endUnlessAnswered(): void {
    const asked = this.settle;
    if (asked === undefined) return;
    setTimeout(() => {
      if (this.settle === asked) void this.end();
    }, CANCEL_PATIENCE_MS).unref();
  }

  /** Resolves once the thread has ended; until then it holds the process open, so that a caller may wait. */
  async end(): Promise<void> {
    this.isEnding = true;
    await this.worker.terminate();
  }

  private finish(reply: JobReply | HeadroomError): void {
    const { settle } = this;
    this.settle = undefined;
    // A reply may arrive while the thread is being ended: let go then, whoever awaits its end waits in vain.
    if (!this.isEnding) this.worker.unref();
    settle?.(reply);
  }

  private die(reason: string): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.finish(
      new HeadroomError("engine-crashed", `a simulation thread ended unexpectedly: ${reason}`),
    );
  }
}
