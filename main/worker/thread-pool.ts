import { CancelledError } from "../../engine/base/progress.js";
import type { ReplicationRunner, ReplicationRunOptions } from "../../engine/simulator/port.js";
import type { ReplicationJob, ReplicationRecord } from "../../engine/simulator/replication.js";
import { progressStage } from "./progress-stage.js";
import { shareTraces } from "./share-traces.js";
import { SimulationThread } from "./simulation-thread.js";

/** Time between two progress reports. */
const REPORT_MS = 100;

/** A slider that is moved on, or the next run, finds the threads warm; a pause for reading gives their memory back. */
const WARM_MS = 15_000;

/** One call of {@link ThreadPool.run}. */
interface Run {
  readonly jobs: readonly ReplicationJob[];
  readonly records: (ReplicationRecord | undefined)[];
  readonly threads: Set<SimulationThread>;
  next: number;
  done: number;
  /** Ends the run; later calls do nothing. */
  readonly settle: (error?: unknown) => void;
  isSettled: boolean;
}

/**
 * Replications over worker threads. Runs share them evenly, and one that comes while others have them all
 * gets a spare one at once, which yields to nothing: a job is never broken off for another and may take
 * minutes, while somebody looks at a slider. The jobs of a run are handed out in order; a record depends on
 * its job alone, so neither the number of threads nor who finishes first shows in the result. Threads start
 * when first needed, stay for the next run and end when none comes.
 */
export class ThreadPool implements ReplicationRunner {
  readonly threads: number;
  private readonly entry: URL | string;
  private readonly yields: boolean;
  private pool: SimulationThread[] = [];
  private spare: SimulationThread | undefined;
  private runs: Run[] = [];
  private isClosed = false;
  private cooling: NodeJS.Timeout | undefined;

  constructor(threads: number, entry: URL | string, yields: boolean) {
    this.threads = threads;
    this.entry = entry;
    this.yields = yields;
  }

  async run(
    jobs: readonly ReplicationJob[],
    { signal, onProgress }: ReplicationRunOptions,
  ): Promise<ReplicationRecord[]> {
    if (signal.aborted || this.isClosed) throw new CancelledError();
    let reported = 0;
    const report = (run: Run): void => {
      let parts = run.done;
      for (const thread of run.threads) parts += thread.fraction;
      reported = Math.max(reported, Math.min(1, parts / jobs.length));
      onProgress({ stage: progressStage(run.done, jobs.length), fraction: reported });
    };
    const run = await new Promise<Run>((resolve, reject) => {
      const opened: Run = {
        jobs: shareTraces(jobs),
        records: [],
        threads: new Set(),
        next: 0,
        done: 0,
        isSettled: false,
        settle: (error) => {
          if (opened.isSettled) return;
          opened.isSettled = true;
          clearInterval(timer);
          signal.removeEventListener("abort", cancel);
          this.runs = this.runs.filter((other) => other !== opened);
          for (const thread of opened.threads) thread.cancel();
          if (this.runs.length === 0) this.cooling = setTimeout(() => this.rest(), WARM_MS).unref();
          if (error === undefined) resolve(opened);
          else reject(error);
        },
      };
      const cancel = (): void => opened.settle(new CancelledError());
      const timer = setInterval(() => report(opened), REPORT_MS);
      signal.addEventListener("abort", cancel, { once: true });
      clearTimeout(this.cooling);
      this.runs.push(opened);
      if (jobs.length === 0) opened.settle();
      else this.handOut();
    });
    report(run);
    return run.records.filter((record) => record !== undefined);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const run of this.runs) run.settle(new CancelledError());
    await Promise.all(this.letGo().map((thread) => thread.end()));
  }

  /** Ends every thread; each holds as much memory as its largest run took. */
  private rest(): void {
    for (const thread of this.letGo()) void thread.end();
  }

  /** One that is ending is alive for some time more, and must not be given a job. */
  private letGo(): readonly SimulationThread[] {
    const threads = [...this.pool, ...(this.spare === undefined ? [] : [this.spare])];
    this.pool = [];
    this.spare = undefined;
    return threads;
  }

  /** Gives threads their next jobs: to the run that has fewest, the oldest among equals. */
  private handOut(): void {
    for (;;) {
      const waiting = this.runs.filter((run) => run.next < run.jobs.length);
      const fewest = Math.min(...waiting.map((run) => run.threads.size));
      const run = waiting.find(({ threads }) => threads.size === fewest);
      if (run === undefined) return;
      const isLeftOut = fewest === 0 && this.runs.length > 1;
      const thread = this.idleThread() ?? (isLeftOut ? this.idleSpare() : undefined);
      if (thread === undefined) return;
      const at = run.next;
      run.next += 1;
      void this.runJob(run, at, thread);
    }
  }

  private async runJob(run: Run, at: number, thread: SimulationThread): Promise<void> {
    const job = run.jobs[at];
    if (job === undefined) return;
    run.threads.add(thread);
    try {
      run.records[at] = await thread.run(job);
      run.done += 1;
      run.threads.delete(thread);
      if (run.done === run.jobs.length) run.settle();
    } catch (error) {
      run.threads.delete(thread);
      run.settle(error);
    }
    if (!this.isClosed) this.handOut();
  }

  private idleThread(): SimulationThread | undefined {
    this.pool = this.pool.filter((thread) => thread.isAlive);
    const idle = this.pool.find((thread) => !thread.isBusy);
    if (idle !== undefined || this.pool.length >= this.threads) return idle;
    const started = new SimulationThread(this.entry, this.yields);
    this.pool.push(started);
    return started;
  }

  private idleSpare(): SimulationThread | undefined {
    if (this.spare?.isBusy === true) return undefined;
    if (this.spare?.isAlive !== true) this.spare = new SimulationThread(this.entry, false);
    return this.spare;
  }
}
