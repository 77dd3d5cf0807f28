import type { Clock } from "./calendar.js";
import { Deque } from "./deque.js";
import { Replicas } from "./replicas.js";

/**
 * Integral of a count over time, from its changes alone: every start subtracts its time, every stop
 * adds it, and what is still running counts up to now. One addition for each change.
 */
export class BusyMeter {
  count = 0;
  /** Starts so far. */
  begun = 0;
  protected readonly clock: Clock;
  /**
   * Busy time but for what is running, and the busy time when the window opened. In an array, because
   * V8 makes a new object for every change of a double in a field.
   */
  private readonly sumMs = new Float64Array(2);

  constructor(clock: Clock) {
    this.clock = clock;
  }

  begin(): void {
    this.count += 1;
    this.begun += 1;
    this.sumMs[0] = (this.sumMs[0] ?? 0) - (this.clock[0] ?? 0);
  }

  end(): void {
    this.count -= 1;
    this.sumMs[0] = (this.sumMs[0] ?? 0) + (this.clock[0] ?? 0);
  }

  /** {@link busyMs} counts from now on. */
  openWindow(): void {
    this.sumMs[1] = this.totalMs();
  }

  /** Server-milliseconds of busy time since the window opened. */
  busyMs(): number {
    return this.totalMs() - (this.sumMs[1] ?? 0);
  }

  /** Server-milliseconds of busy time since time 0. */
  totalMs(): number {
    return (this.sumMs[0] ?? 0) + this.count * (this.clock[0] ?? 0);
  }
}

/**
 * A pool of equal servers with one queue, first come first served. It counts; what is served, and for
 * how long, is the model's business.
 */
export class Station extends BusyMeter {
  readonly name: string;
  /** Servers that are there at first, and those of a replica. */
  readonly servers: number;
  readonly slots: number;
  readonly places: number;
  /** Replicas that are paid for beyond the first ones; negative when there are fewer. */
  readonly added: BusyMeter;
  /** Servers that are up and idle. */
  free: number;
  readonly queue: Deque;
  /** Told when a new replica has begun to serve, by the model that owns the queue. */
  onAdmitted: () => void = () => {};
  /** Undefined where it does not matter which one serves. */
  private readonly replicas: Replicas | undefined;

  /**
   * `toldApart`: whether it matters which replica serves whom, as where replicas can fail. `places`: how
   * many replicas can be there at once, where their number is not fixed; else 0.
   */
  constructor(
    name: string,
    replicas: number,
    slots: number,
    toldApart: boolean,
    clock: Clock,
    places = 0,
  ) {
    super(clock);
    this.name = name;
    this.slots = slots;
    this.places = Math.max(replicas, places);
    this.added = new BusyMeter(clock);
    this.servers = replicas * slots;
    this.free = this.servers;
    this.queue = new Deque(clock);
    this.replicas =
      toldApart || places > 0 ? new Replicas(replicas, slots, this.places) : undefined;
  }

  /** Takes a server for `item`; only call while `free` is above 0. */
  start(item: number): void {
    this.free -= 1;
    this.begin();
    if (this.replicas !== undefined) this.replicas.take(item);
  }

  stop(item: number): void {
    this.end();
    this.free += this.replicas === undefined ? 1 : this.replicas.release(item);
  }

  /** Which replica serves `item`; only where replicas are told apart. */
  replicaOf(item: number): number {
    return this.replicas === undefined ? 0 : this.replicas.servedBy(item);
  }

  /** Takes a replica out of service. Then {@link evict} what it served, one by one. */
  fail(replica: number): void {
    if (this.replicas !== undefined) this.free -= this.replicas.fail(replica);
  }

  /** Takes the newest item off a failed replica; −1 when none is left. Its server stays down. */
  evict(replica: number): number {
    const item = this.replicas === undefined ? -1 : this.replicas.evict(replica);
    if (item >= 0) this.end();
    return item;
  }

  /** A new replica begins to serve. */
  admit(replica: number): void {
    if (this.replicas !== undefined) this.free += this.replicas.admit(replica);
    this.onAdmitted();
  }

  /** A replica takes no more work, finishes what it has and is then {@link onLeft gone}. */
  retire(replica: number): void {
    if (this.replicas !== undefined) this.free -= this.replicas.retire(replica);
  }

  set onLeft(told: (replica: number) => void) {
    if (this.replicas !== undefined) this.replicas.onLeft = told;
  }

  /** Server-milliseconds paid for since time 0. */
  serverMs(): number {
    return this.servers * (this.clock[0] ?? 0) + this.slots * this.added.totalMs();
  }

  /** Mean number of servers paid for in the window, whose length is given. */
  meanServers(windowMs: number): number {
    if (windowMs <= 0) return this.servers;
    // A pool scaled to nothing all along is a difference of equals, which rounds to either side of 0.
    return Math.max(0, this.servers + (this.slots * this.added.busyMs()) / windowMs);
  }

  override openWindow(): void {
    super.openWindow();
    this.added.openWindow();
  }

  repair(replica: number): void {
    if (this.replicas !== undefined) this.free += this.replicas.repair(replica);
  }
}
