import { Deque } from "./deque.js";
import { Replicas } from "./replicas.js";

/**
 * A pool of equal servers with one queue, first come first served. It counts; what is served, and for
 * how long, is the model's business.
 */
export class Station {
  readonly name: string;
  readonly servers: number;
  /** Servers that are up and idle. */
  free: number;
  readonly queue = new Deque();
  /** Only where replicas can fail does it matter which one serves. */
  readonly replicas: Replicas | undefined;
  private readonly meter = new BusyMeter();

  constructor(name: string, replicas: number, slots: number, canFail: boolean) {
    this.name = name;
    this.servers = replicas * slots;
    this.free = this.servers;
    this.replicas = canFail ? new Replicas(replicas, slots) : undefined;
  }

  /** Takes a server for `item`; only call while `free` is above 0. */
  start(item: number, nowMs: number): void {
    this.free -= 1;
    this.meter.start(nowMs);
    if (this.replicas !== undefined) this.replicas.take(item);
  }

  stop(item: number, nowMs: number): void {
    this.free += 1;
    this.meter.stop(nowMs);
    if (this.replicas !== undefined) this.replicas.release(item);
  }

  /** Takes a replica out of service. Then {@link evict} what it served, one by one. */
  fail(replica: number): void {
    if (this.replicas !== undefined) this.free -= this.replicas.fail(replica);
  }

  /** Takes the newest item off a failed replica; −1 when none is left. Its server stays down. */
  evict(replica: number, nowMs: number): number {
    const item = this.replicas === undefined ? -1 : this.replicas.evict(replica);
    if (item >= 0) this.meter.stop(nowMs);
    return item;
  }

  repair(replica: number): void {
    if (this.replicas !== undefined) this.free += this.replicas.repair(replica);
  }

  /** Forgets the busy time so far. */
  openWindow(nowMs: number): void {
    this.meter.openWindow(nowMs);
  }

  /** Server-milliseconds of busy time since the window opened. */
  busyMs(nowMs: number): number {
    return this.meter.busyMs(nowMs);
  }
}

/**
 * Integral of a count over time, from its changes alone: every start subtracts its time, every stop
 * adds it, and what is still running counts up to now. One addition for each change.
 */
export class BusyMeter {
  private count = 0;
  private sumMs = 0;

  start(nowMs: number): void {
    this.count += 1;
    this.sumMs -= nowMs;
  }

  stop(nowMs: number): void {
    this.count -= 1;
    this.sumMs += nowMs;
  }

  openWindow(nowMs: number): void {
    this.sumMs = -this.count * nowMs;
  }

  busyMs(nowMs: number): number {
    return this.sumMs + this.count * nowMs;
  }
}
