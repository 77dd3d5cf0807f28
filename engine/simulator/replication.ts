import { CancelledError } from "../base/progress.js";
import { HeadroomError } from "../contract/errors.js";
import { Components, failuresPerHour } from "./components.js";
import { Context } from "./context.js";
import { Coupled } from "./coupled.js";
import { Decoupled } from "./decoupled.js";
import type { ReplicationControl, ReplicationJob } from "./job.js";
import type { Model } from "./model.js";
import { compilePlan } from "./plan.js";
import type { Plan } from "./plan.js";
import type { ReplicationRecord } from "./record.js";
import { RunLoop } from "./run-loop.js";

export type { ReplicationControl, ReplicationJob, ResolvedRun, TraceRequests } from "./job.js";
export type { ReplicationRecord } from "./record.js";

/** Events in one slice: about a millisecond of work. */
const EVENTS_PER_SLICE = 8192;

/** A replication in slices, for a caller that shares its thread with something else. */
export class Replication {
  private readonly job: ReplicationJob;
  private readonly plan: Plan;
  private readonly context: Context;
  private readonly model: Model;
  private readonly loop: RunLoop;

  /** Throws `invalid-input` for a job that cannot be run. */
  constructor(job: ReplicationJob) {
    this.job = job;
    this.plan = compilePlan(job);
    this.context = new Context(this.plan, job);
    this.model =
      job.architecture === "coupled" ? new Coupled(this.context) : new Decoupled(this.context);
    this.context.series?.watch(this.model);
    this.loop = new RunLoop(this.context, this.model, new Components(this.plan));
  }

  /** Share that is done, from 0 to 1. */
  get fraction(): number {
    return this.loop.fraction;
  }

  /** Simulates about a millisecond's worth; false when the replication is over. */
  advance(): boolean {
    try {
      this.loop.advance(EVENTS_PER_SLICE);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // More live sessions or calls than fit into memory.
      const found = `${this.context.sessions.live} sessions in flight at once`;
      throw new HeadroomError("invalid-input", "the deployment is too small for its load", [
        { path: "workloads", expected: "a load that the deployment can keep up with", found },
      ]);
    }
    return !this.loop.isOver && this.context.inspected?.isOver !== true;
  }

  /** What a replication that is over leaves behind. */
  record(): ReplicationRecord {
    const { job, plan, model } = this;
    const { measures, series, inspected } = this.context;
    const { window, ...measured } = measures.close();
    const windowMs = window.endMs - window.startMs;
    const meanBusy = (busyMs: number): number => (windowMs > 0 ? busyMs / windowMs : 0);
    const { injected, completed, failed, events } = measures;
    return {
      architecture: job.architecture,
      replication: job.replication,
      requests: { injected, completed, failed, inFlight: injected - completed - failed },
      window,
      ...measured,
      pools: [
        ...model.stations.map((station) => ({
          name: station.name,
          servers: station.meanServers(windowMs),
          meanBusy: meanBusy(station.busyMs()),
        })),
        ...model.meters.map(({ name, servers, meter }) => ({
          name,
          servers,
          meanBusy: meanBusy(meter.busyMs()),
        })),
      ],
      failuresPerHour: failuresPerHour(plan, (name) => {
        const station = model.stations.find((candidate) => candidate.name === name);
        return station === undefined ? 1 : station.meanServers(windowMs) / station.servers;
      }),
      events,
      ...(series === undefined ? {} : { series: series.record() }),
      ...(inspected === undefined ? {} : { inspected: inspected.record() }),
    };
  }
}

/**
 * Simulates one replication. The record depends on the job alone: same job, same bytes. Throws
 * CancelledError once `control.isCancelled()`, and `invalid-input` for a job that cannot be run.
 */
export function simulateReplication(
  job: ReplicationJob,
  control: ReplicationControl,
): ReplicationRecord {
  const replication = new Replication(job);
  do {
    if (control.isCancelled()) throw new CancelledError();
    control.onProgress(replication.fraction);
  } while (replication.advance());
  control.onProgress(1);
  return replication.record();
}
