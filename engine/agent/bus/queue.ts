import { BusError } from "../ports.js";
import type { Delivery, Queue, QueueGauges, QueueOptions, RequestOptions } from "../ports.js";
import { PriorityLanes } from "./priority-lanes.js";

interface Message<Body, Reply> {
  readonly id: string;
  readonly body: Body;
  readonly priority: number;
  readonly visibilityMs: number;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
  deliveries: number;
  settled: boolean;
  /** Cancels the delivery that is under way. */
  current: AbortController | undefined;
}

type Handle<Body, Reply> = (delivery: Delivery<Body>) => Promise<Reply>;

interface Pool<Body, Reply> {
  readonly handle: Handle<Body, Reply>;
  free: number;
  busy: number;
  leaving: (() => void) | undefined;
}

/** One queue in memory: requests wait in order of priority and age until a worker is free. */
export class InProcessQueue<Body, Reply> implements Queue<Body, Reply> {
  readonly name: string;
  readonly #options: QueueOptions;
  readonly #waiting = new PriorityLanes<Message<Body, Reply>>();
  readonly #inFlight = new Set<Message<Body, Reply>>();
  readonly #dead: Body[] = [];
  /** Held back until there is room, oldest first. */
  readonly #heldBack = new Set<Message<Body, Reply>>();
  readonly #pools = new Set<Pool<Body, Reply>>();
  #redelivered = 0;
  #nextId = 0;
  #closed = false;

  constructor(name: string, options: QueueOptions) {
    this.name = name;
    this.#options = options;
  }

  request(
    body: Body,
    { priority = 0, signal, visibilityMs = this.#options.visibilityMs }: RequestOptions = {},
  ): Promise<Reply> {
    if (this.#closed) return Promise.reject(this.#closedError());
    if (signal?.aborted === true) return Promise.reject(this.#cancelledError());
    return new Promise<Reply>((resolve, reject) => {
      this.#nextId += 1;
      const message: Message<Body, Reply> = {
        id: `${this.name}#${this.#nextId}`,
        body,
        priority,
        visibilityMs,
        deliveries: 0,
        settled: false,
        current: undefined,
        resolve: (reply) => {
          signal?.removeEventListener("abort", cancel);
          resolve(reply);
        },
        reject: (error) => {
          signal?.removeEventListener("abort", cancel);
          reject(error);
        },
      };
      const cancel = (): void => {
        this.#settle(message, () => message.reject(this.#cancelledError()));
        message.current?.abort();
        this.#admit();
      };
      signal?.addEventListener("abort", cancel, { once: true });
      this.#heldBack.add(message);
      this.#admit();
      this.#dispatch();
    });
  }

  serve(workers: number, handle: Handle<Body, Reply>): () => Promise<void> {
    const pool: Pool<Body, Reply> = { handle, free: workers, busy: 0, leaving: undefined };
    this.#pools.add(pool);
    this.#dispatch();
    return () =>
      new Promise<void>((resolve) => {
        this.#pools.delete(pool);
        if (pool.busy === 0) resolve();
        else pool.leaving = resolve;
      });
  }

  gauges(): QueueGauges {
    return {
      waiting: this.#waiting.size,
      inFlight: this.#inFlight.size,
      deadLetters: this.#dead.length,
      redelivered: this.#redelivered,
    };
  }

  deadLetters(): readonly Body[] {
    return this.#dead;
  }

  /** Rejects what waits, cancels what runs, and resolves when no worker is busy. */
  async close(): Promise<void> {
    this.#closed = true;
    const open = [...this.#waiting.drain(), ...this.#heldBack, ...this.#inFlight];
    for (const message of open) {
      this.#settle(message, () => message.reject(this.#closedError()));
      message.current?.abort();
    }
    const busy = [...this.#pools].filter((pool) => pool.busy > 0);
    await Promise.all(busy.map((pool) => new Promise<void>((resolve) => (pool.leaving = resolve))));
  }

  /** Lets in what was held back, as far as there is room. */
  #admit(): void {
    for (const message of this.#heldBack) {
      if (this.#waiting.size >= this.#options.capacity) return;
      this.#heldBack.delete(message);
      this.#waiting.push(message, message.priority);
    }
  }

  #dispatch(): void {
    for (const pool of this.#pools) {
      while (pool.free > 0) {
        const message = this.#waiting.shift();
        if (message === undefined) return;
        this.#admit();
        void this.#deliver(pool, message);
      }
    }
  }

  async #deliver(pool: Pool<Body, Reply>, message: Message<Body, Reply>): Promise<void> {
    pool.free -= 1;
    pool.busy += 1;
    message.deliveries += 1;
    this.#inFlight.add(message);
    const controller = new AbortController();
    message.current = controller;
    let timer: NodeJS.Timeout | undefined;
    const watch = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => this.#overdue(message, controller), message.visibilityMs);
    };
    watch();
    try {
      const reply = await pool.handle({
        id: message.id,
        body: message.body,
        delivery: message.deliveries,
        signal: controller.signal,
        extend: () => {
          if (message.current === controller) watch();
        },
      });
      // Whoever answers first counts; a worker that was given up on may still be the one.
      this.#settle(message, () => message.resolve(reply));
    } catch (error) {
      // The failure of a worker that was given up on says nothing about the one that has it now.
      if (message.current === controller) this.#settle(message, () => message.reject(error));
    } finally {
      clearTimeout(timer);
      pool.free += 1;
      pool.busy -= 1;
      if (pool.busy === 0) pool.leaving?.();
      this.#dispatch();
    }
  }

  /** Takes a message from a worker that did not answer in time and gives it to another. */
  #overdue(message: Message<Body, Reply>, controller: AbortController): void {
    if (message.settled || message.current !== controller) return;
    message.current = undefined;
    this.#inFlight.delete(message);
    controller.abort();
    if (message.deliveries >= this.#options.maxDeliveries) {
      this.#dead.push(message.body);
      const text = `no worker of ${this.name} answered in ${message.visibilityMs} ms, ${message.deliveries} times`;
      this.#settle(message, () => message.reject(new BusError("dead-letter", text)));
      return;
    }
    this.#redelivered += 1;
    this.#waiting.unshift(message, message.priority);
    this.#dispatch();
  }

  #settle(message: Message<Body, Reply>, outcome: () => void): void {
    if (message.settled) return;
    message.settled = true;
    this.#inFlight.delete(message);
    this.#heldBack.delete(message);
    this.#waiting.remove(message, message.priority);
    outcome();
  }

  #closedError(): BusError {
    return new BusError("closed", `${this.name} is closed`);
  }

  #cancelledError(): BusError {
    return new BusError("cancelled", `a request of ${this.name} was cancelled`);
  }
}
