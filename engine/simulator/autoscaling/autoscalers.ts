import { invariant } from "../../base/assert.js";
import { MS_PER_SECOND } from "../../base/units.js";
import { Calendar } from "../calendar.js";
import type { Model } from "../model.js";
import type { Plan } from "../plan.js";
import { ScaledPool } from "./scaled-pool.js";

/** Kinds of events; the rest of an event is the pool's place in the plan and the replica. */
const SYNC = 0;
const POLL = 1;
const STARTED = 2;
const KINDS = 4;

/**
 * All autoscalers of a deployment: their looks at the metrics, and replicas that have been provisioned,
 * in a calendar apart, as failures have theirs.
 */
export class Autoscalers {
  /** When something is next to be done; Infinity when no pool is scaled. */
  nextMs = Infinity;
  private readonly plan: Plan;
  private readonly calendar = new Calendar();
  private readonly pools: readonly ScaledPool[];
  /** Replicas begun so far, by pool; and when the last one in each place is ready. */
  private readonly begun: Int32Array;
  private readonly dueMs: readonly Float64Array[];

  constructor(plan: Plan, model: Model, now: Calendar) {
    const { scalers } = plan;
    this.plan = plan;
    this.pools = scalers.map(({ station: name, rules, replicas }) => {
      const station = model.stations.find((candidate) => candidate.name === name);
      invariant(station !== undefined, `a station ${name} is scaled`);
      return new ScaledPool(rules, station, replicas, now.clock);
    });
    this.begun = new Int32Array(scalers.length);
    this.dueMs = scalers.map(({ places }) => new Float64Array(places));
    scalers.forEach(({ rules }, at) => {
      this.schedule(rules.syncSeconds, SYNC, at);
      if (rules.keda !== undefined) this.schedule(rules.keda.pollingSeconds, POLL, at);
    });
    this.nextMs = this.calendar.nextTimeMs();
  }

  /** Does what is due at {@link nextMs}, which is now in the model too. */
  advance(): void {
    const event = this.calendar.take();
    const kind = event % KINDS;
    const rest = Math.floor(event / KINDS);
    const at = rest % this.pools.length;
    const pool = this.pools[at];
    invariant(pool !== undefined, "an event is of a pool");
    const { rules } = pool;
    switch (kind) {
      case SYNC:
        this.scale(at, pool, pool.sync());
        this.schedule(rules.syncSeconds, SYNC, at);
        break;
      case POLL:
        this.scale(at, pool, pool.poll());
        this.schedule(rules.keda?.pollingSeconds ?? rules.syncSeconds, POLL, at);
        break;
      default:
        this.started(at, pool, Math.floor(rest / this.pools.length));
    }
    this.nextMs = this.calendar.nextTimeMs();
  }

  private scale(at: number, pool: ScaledPool, wanted: number): void {
    const change = wanted - pool.current;
    for (let more = 0; more < change; more += 1) {
      const replica = pool.begin();
      if (replica < 0) return;
      const seconds = this.provisionSeconds(at);
      const due = this.dueMs[at];
      if (due !== undefined) due[replica] = this.calendar.nowMs + seconds * MS_PER_SECOND;
      this.schedule(seconds, STARTED, at + this.pools.length * replica);
    }
    for (let fewer = 0; fewer > change; fewer -= 1) pool.remove();
  }

  /** A replica is ready, unless it was given up since, and perhaps begun anew. */
  private started(at: number, pool: ScaledPool, replica: number): void {
    if (!pool.isStarting(replica) || this.dueMs[at]?.[replica] !== this.calendar.nowMs) return;
    pool.admit(replica);
  }

  private provisionSeconds(at: number): number {
    const { plan } = this;
    const scaler = plan.scalers[at];
    const number = this.begun[at] ?? 0;
    this.begun[at] = number + 1;
    if (scaler === undefined) return 0;
    plan.streams.draw(scaler.stream, number, 0, 0);
    return plan.samplers.draw(scaler.provisionSeconds.id, plan.streams.words[0] ?? 0);
  }

  private schedule(inSeconds: number, kind: number, rest: number): void {
    this.calendar.schedule(this.calendar.nowMs + inSeconds * MS_PER_SECOND, kind + KINDS * rest);
  }
}
