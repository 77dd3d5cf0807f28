import { invariant } from "../../base/assert.js";
import { MS_PER_SECOND } from "../../base/units.js";
import type { Autoscaler } from "../../contract/autoscaling.js";
import type { Clock } from "../calendar.js";
import { BusyMeter } from "../station.js";
import type { Station } from "../station.js";
import { HorizontalAutoscaler, proposedReplicas } from "./horizontal.js";

/** What a place of the pool holds. A leaving replica finishes its work and is gone. */
const ABSENT = 0;
const STARTING = 1;
const READY = 2;
const LEAVING = 3;

/**
 * The replicas of one pool and the autoscaler that decides how many there are. A replica is paid for
 * from the decision to add it until it is gone.
 */
export class ScaledPool {
  readonly rules: Autoscaler;
  readonly station: Station;
  private readonly clock: Clock;
  private readonly horizontal: HorizontalAutoscaler;
  private readonly states: Uint8Array;
  /** Oldest first. */
  private readonly ready: number[] = [];
  private readonly starting: number[] = [];
  private readonly readyReplicas: BusyMeter;
  private busyBeforeMs = 0;
  private readyBeforeMs = 0;
  private activeMs = 0;

  constructor(rules: Autoscaler, station: Station, replicas: number, clock: Clock) {
    this.rules = rules;
    this.station = station;
    this.clock = clock;
    this.horizontal = new HorizontalAutoscaler(rules);
    this.states = new Uint8Array(station.places);
    this.readyReplicas = new BusyMeter(clock);
    for (let replica = 0; replica < replicas; replica += 1) {
      this.states[replica] = READY;
      this.ready.push(replica);
      this.readyReplicas.begin();
    }
    station.onLeft = (replica) => this.leave(replica);
  }

  /** Replicas that are wanted: ready and starting ones. */
  get current(): number {
    return this.ready.length + this.starting.length;
  }

  /** The autoscaler looks. What it wants beyond {@link current} is to be {@link begin begun}. */
  sync(): number {
    const { current, rules } = this;
    const utilisation = this.utilisation();
    // From nothing only KEDA starts.
    if (current === 0) return 0;
    const proposed = proposedReplicas(rules, {
      ready: this.ready.length,
      starting: this.starting.length,
      utilisation,
      waiting: this.station.queue.length,
      inWork: this.station.count,
    });
    return this.horizontal.decide(this.seconds, current, proposed);
  }

  /** KEDA looks: what it wants, which differs from {@link current} only from or to nothing. */
  poll(): number {
    const { current, rules } = this;
    const { keda, minReplicas } = rules;
    invariant(keda !== undefined, "only a pool with KEDA is polled");
    const { queue, count } = this.station;
    const total = queue.length + (rules.target.queueLength === undefined ? count : 0);
    if (total > keda.activationThreshold) {
      this.activeMs = this.clock[0] ?? 0;
      return current === 0 ? Math.max(1, minReplicas) : current;
    }
    const idleSeconds = this.seconds - this.activeMs / MS_PER_SECOND;
    return minReplicas === 0 && idleSeconds >= keda.cooldownSeconds ? 0 : current;
  }

  /** Starts a replica in a place that is free; −1 when leaving ones still hold all places. */
  begin(): number {
    const replica = this.states.indexOf(ABSENT);
    if (replica < 0) return -1;
    this.states[replica] = STARTING;
    this.starting.push(replica);
    this.station.added.begin();
    return replica;
  }

  /** Whether the replica was started and has not been given up since. */
  isStarting(replica: number): boolean {
    return this.states[replica] === STARTING;
  }

  /** The replica begins to serve. */
  admit(replica: number): void {
    this.starting.splice(this.starting.indexOf(replica), 1);
    this.states[replica] = READY;
    this.ready.push(replica);
    this.readyReplicas.begin();
    this.station.admit(replica);
  }

  /** Gives up the replica that serves for the shortest time: one that does not serve yet, if there is one. */
  remove(): void {
    const starting = this.starting.pop();
    if (starting !== undefined) {
      this.leave(starting);
      return;
    }
    const replica = this.ready.pop();
    invariant(replica !== undefined, "only a replica that is there is removed");
    this.states[replica] = LEAVING;
    this.readyReplicas.end();
    this.station.retire(replica);
  }

  private leave(replica: number): void {
    this.states[replica] = ABSENT;
    this.station.added.end();
  }

  private get seconds(): number {
    return (this.clock[0] ?? 0) / MS_PER_SECOND;
  }

  /** Busy share since the last look. Work that leaving replicas finish counts, so 1 is the most. */
  private utilisation(): number {
    const busyMs = this.station.totalMs();
    const readyMs = this.readyReplicas.totalMs() * this.station.slots;
    const share = (busyMs - this.busyBeforeMs) / (readyMs - this.readyBeforeMs);
    this.busyBeforeMs = busyMs;
    this.readyBeforeMs = readyMs;
    return Number.isNaN(share) ? 0 : Math.min(1, share);
  }
}
