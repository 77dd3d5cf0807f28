/** First in, first out within a priority; greater priorities first. Meant for a handful of priorities. */
export class PriorityLanes<T> {
  readonly #lanes = new Map<number, Set<T>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(item: T, priority: number): void {
    const lane = this.#lanes.get(priority);
    if (lane === undefined) {
      this.#lanes.set(priority, new Set([item]));
    } else lane.add(item);
    this.#size += 1;
  }

  /** Ahead of all others of its priority. */
  unshift(item: T, priority: number): void {
    this.#lanes.set(priority, new Set([item, ...(this.#lanes.get(priority) ?? [])]));
    this.#size += 1;
  }

  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const priority = Math.max(...this.#lanes.keys());
    for (const item of this.#lanes.get(priority) ?? []) {
      this.remove(item, priority);
      return item;
    }
    return undefined;
  }

  remove(item: T, priority: number): void {
    const lane = this.#lanes.get(priority);
    if (lane?.delete(item) !== true) return;
    this.#size -= 1;
    if (lane.size === 0) this.#lanes.delete(priority);
  }

  drain(): T[] {
    const all = [...this.#lanes.values()].flatMap((lane) => [...lane]);
    this.#lanes.clear();
    this.#size = 0;
    return all;
  }
}
