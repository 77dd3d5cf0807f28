/**
 * Which replica serves which item, for pools whose replicas can fail, come and go. Items are spread:
 * the replica that has been passed over longest takes the next one. Replicas with a free slot form a
 * ring; the items of a replica form a list in the order in which they started. A replica takes items
 * while it is up and admitted; a component that fails and comes back may hold no admitted replica.
 */
export class Replicas {
  /** Told when a replica that was retired has ended its last item. */
  onLeft: (replica: number) => void = () => {};
  private readonly slots: number;
  private readonly isUp: Uint8Array;
  private readonly isAdmitted: Uint8Array;
  private readonly isLeaving: Uint8Array;
  private readonly freeSlots: Int32Array;
  private readonly ringNext: Int32Array;
  private readonly ringPrevious: Int32Array;
  private ringHead = -1;
  private readonly firstItem: Int32Array;
  private readonly lastItem: Int32Array;
  private replicaOf = new Int32Array(64);
  private itemNext = new Int32Array(64);
  private itemPrevious = new Int32Array(64);

  /** `count` replicas are there, in the first of `places`. */
  constructor(count: number, slots: number, places = count) {
    this.slots = slots;
    this.isUp = new Uint8Array(places).fill(1);
    this.isAdmitted = new Uint8Array(places);
    this.isLeaving = new Uint8Array(places);
    this.freeSlots = new Int32Array(places);
    this.ringNext = new Int32Array(places).fill(-1);
    this.ringPrevious = new Int32Array(places).fill(-1);
    this.firstItem = new Int32Array(places).fill(-1);
    this.lastItem = new Int32Array(places).fill(-1);
    for (let replica = 0; replica < count; replica += 1) this.admit(replica);
  }

  /** A replica comes into an empty place. Returns how many slots that frees: none while it is down. */
  admit(replica: number): number {
    this.isAdmitted[replica] = 1;
    return this.isUp[replica] === 1 ? this.open(replica) : 0;
  }

  /** The replica takes no more items and goes once it has none. Returns its free slots, which go now. */
  retire(replica: number): number {
    this.isAdmitted[replica] = 0;
    const free = this.close(replica);
    if ((this.firstItem[replica] ?? -1) < 0) this.onLeft(replica);
    else this.isLeaving[replica] = 1;
    return free;
  }

  /** Gives `item` a slot and returns whose; only call when one is free. */
  take(item: number): number {
    const replica = this.ringHead;
    while (item >= this.replicaOf.length) this.grow();
    this.leaveRing(replica);
    const left = (this.freeSlots[replica] ?? 0) - 1;
    this.freeSlots[replica] = left;
    if (left > 0) this.enterRing(replica);
    this.replicaOf[item] = replica;
    const last = this.lastItem[replica] ?? -1;
    this.itemPrevious[item] = last;
    this.itemNext[item] = -1;
    if (last < 0) this.firstItem[replica] = item;
    else this.itemNext[last] = item;
    this.lastItem[replica] = item;
    return replica;
  }

  /** The replica that serves `item`. */
  servedBy(item: number): number {
    return this.replicaOf[item] ?? 0;
  }

  /** Takes the slot of `item` back. Returns 1 when another item can have it, else 0. */
  release(item: number): number {
    const replica = this.replicaOf[item] ?? 0;
    this.unlink(replica, item);
    if (this.isAdmitted[replica] === 0) return 0;
    const free = (this.freeSlots[replica] ?? 0) + 1;
    this.freeSlots[replica] = free;
    if (free === 1) this.enterRing(replica);
    return 1;
  }

  /** Takes `replica` out of service and returns how many of its slots were free. */
  fail(replica: number): number {
    this.isUp[replica] = 0;
    return this.close(replica);
  }

  /** The newest item still on a failed replica, taken off it; -1 when it is empty. */
  evict(replica: number): number {
    const item = this.lastItem[replica] ?? -1;
    if (item >= 0) this.unlink(replica, item);
    return item;
  }

  /** The empty replica is up again: returns how many slots that frees, none where it was not admitted. */
  repair(replica: number): number {
    this.isUp[replica] = 1;
    return this.isAdmitted[replica] === 1 ? this.open(replica) : 0;
  }

  /** Offers all slots of an empty replica. */
  private open(replica: number): number {
    this.freeSlots[replica] = this.slots;
    this.enterRing(replica);
    return this.slots;
  }

  private close(replica: number): number {
    const free = this.freeSlots[replica] ?? 0;
    if (free > 0) this.leaveRing(replica);
    this.freeSlots[replica] = 0;
    return free;
  }

  private unlink(replica: number, item: number): void {
    const previous = this.itemPrevious[item] ?? -1;
    const next = this.itemNext[item] ?? -1;
    if (previous < 0) this.firstItem[replica] = next;
    else this.itemNext[previous] = next;
    if (next < 0) this.lastItem[replica] = previous;
    else this.itemPrevious[next] = previous;
    if (this.isLeaving[replica] === 1 && (this.firstItem[replica] ?? -1) < 0) {
      this.isLeaving[replica] = 0;
      this.onLeft(replica);
    }
  }

  /** Enters just before the head, which is the end of the ring. */
  private enterRing(replica: number): void {
    const head = this.ringHead;
    if (head < 0) {
      this.ringHead = replica;
      this.ringNext[replica] = replica;
      this.ringPrevious[replica] = replica;
      return;
    }
    const last = this.ringPrevious[head] ?? head;
    this.ringNext[last] = replica;
    this.ringPrevious[replica] = last;
    this.ringNext[replica] = head;
    this.ringPrevious[head] = replica;
  }

  private leaveRing(replica: number): void {
    const next = this.ringNext[replica] ?? replica;
    const previous = this.ringPrevious[replica] ?? replica;
    this.ringNext[previous] = next;
    this.ringPrevious[next] = previous;
    if (this.ringHead === replica) this.ringHead = next === replica ? -1 : next;
  }

  private grow(): void {
    const capacity = this.replicaOf.length * 2;
    this.replicaOf = widen(this.replicaOf, capacity);
    this.itemNext = widen(this.itemNext, capacity);
    this.itemPrevious = widen(this.itemPrevious, capacity);
  }
}

function widen(old: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(capacity);
  grown.set(old);
  return grown;
}
