import { BusError } from "../ports.js";
import type { Bus, Queue, QueueOptions } from "../ports.js";
import { InProcessQueue } from "./queue.js";

/** Queues in this process's memory. What was in them is made again from the log after a crash. */
export class InProcessBus implements Bus {
  // Bodies and replies are typed where a queue is asked for; here they only pass through.
  readonly #queues = new Map<string, InProcessQueue<never, never>>();
  #closed = false;

  queue<Body, Reply>(name: string, options: QueueOptions): Queue<Body, Reply> {
    if (this.#closed) throw new BusError("closed", "the bus is closed");
    const known = this.#queues.get(name);
    if (known !== undefined) return known;
    const made = new InProcessQueue<Body, Reply>(name, options);
    this.#queues.set(name, made as unknown as InProcessQueue<never, never>);
    return made;
  }

  queues(): readonly Pick<Queue<never, never>, "name" | "gauges">[] {
    return [...this.#queues.values()];
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }
}
