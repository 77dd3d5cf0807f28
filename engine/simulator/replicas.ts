/**
 * Which replica serves which item, for pools whose replicas can fail. Items are spread: the replica
 * that has been passed over longest takes the next one. Replicas with a free slot form a ring; the
 * items of a replica form a list in the order in which they started.
 */
export class Replicas {
  private readonly slots: number;
  private readonly freeSlots: Int32Array;
  private readonly ringNext: Int32Array;
  private readonly ringPrevious: Int32Array;
  private ringHead = -1;
  private readonly firstItem: Int32Array;
  private readonly lastItem: Int32Array;
  private replicaOf = new Int32Array(64);
  private itemNext = new Int32Array(64);
  private itemPrevious = new Int32Array(64);

  constructor(count: number, slots: number) {
    this.slots = slots;
    this.freeSlots = new Int32Array(count).fill(slots);
    this.ringNext = new Int32Array(count).fill(-1);
    this.ringPrevious = new Int32Array(count).fill(-1);
    this.firstItem = new Int32Array(count).fill(-1);
    this.lastItem = new Int32Array(count).fill(-1);
    for (let replica = 0; replica < count; replica += 1) this.enterRing(replica);
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

  /** Takes the slot of `item` back. */
  release(item: number): void {
    const replica = this.replicaOf[item] ?? 0;
    this.unlink(replica, item);
    const free = (this.freeSlots[replica] ?? 0) + 1;
    this.freeSlots[replica] = free;
    if (free === 1) this.enterRing(replica);
  }

  /** Takes `replica` out of service and returns how many of its slots were free. */
  fail(replica: number): number {
    const free = this.freeSlots[replica] ?? 0;
    if (free > 0) this.leaveRing(replica);
    this.freeSlots[replica] = 0;
    return free;
  }

  /** The newest item still on a failed replica, taken off it; -1 when it is empty. */
  evict(replica: number): number {
    const item = this.lastItem[replica] ?? -1;
    if (item >= 0) this.unlink(replica, item);
    return item;
  }

  /** Puts a repaired, empty replica back into service and returns how many slots that frees. */
  repair(replica: number): number {
    this.freeSlots[replica] = this.slots;
    this.enterRing(replica);
    return this.slots;
  }

  private unlink(replica: number, item: number): void {
    const previous = this.itemPrevious[item] ?? -1;
    const next = this.itemNext[item] ?? -1;
    if (previous < 0) this.firstItem[replica] = next;
    else this.itemNext[previous] = next;
    if (next < 0) this.lastItem[replica] = previous;
    else this.itemPrevious[next] = previous;
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
