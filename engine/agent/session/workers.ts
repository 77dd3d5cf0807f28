import type { Bus, Delivery, Queue } from "../ports.js";
import type { ToolDeclaration } from "../tool.js";
import type { Run } from "./run.js";

/** What travels on the bus: names alone. What is to be done stands in the log. */
interface BrainWork {
  readonly session: string;
}
interface HandWork extends BrainWork {
  readonly call: string;
}

/** What a worker does with a message it takes. */
export interface WorkHandlers {
  brain(session: string, signal: AbortSignal): Promise<void>;
  hand(session: string, call: string, signal: AbortSignal): Promise<void>;
  /** A whole session, from here to its end. */
  coupled(session: string): Promise<void>;
}

export interface PoolSizes {
  /** Inferences at the same time, of decoupled sessions. */
  readonly brains: number;
  /** Coupled sessions at the same time: each holds its worker from start to end. */
  readonly coupledWorkers: number;
}

/** Sessions that go on have been waited for already; new ones come after them. */
const PRIORITY = { begun: 1, fresh: 0 } as const;

const BRAIN_CAPACITY = 10_000;
const HAND_CAPACITY = 1000;
/** Far beyond any limit of their own: what brains and coupled workers do ends by itself. */
const LONG_MS = 24 * 3_600_000;
/** A hand that is not back this long after its time limit is taken for lost. */
const GRACE_MS = 5000;

/** The pools: brains, one pool of hands for each tool, and the workers of coupled sessions. */
export class Workers {
  readonly #bus: Bus;
  readonly #handlers: WorkHandlers;
  readonly #hands = new Map<string, Pool<HandWork>>();
  readonly #brains: Pool<BrainWork>;
  readonly #coupled: Pool<BrainWork>;

  constructor(bus: Bus, sizes: PoolSizes, handlers: WorkHandlers) {
    const options = { capacity: BRAIN_CAPACITY, visibilityMs: LONG_MS, maxDeliveries: 1 };
    this.#bus = bus;
    this.#handlers = handlers;
    this.#brains = new Pool(bus.queue("brain", options), ({ body, signal }) =>
      handlers.brain(body.session, signal),
    );
    this.#coupled = new Pool(bus.queue("coupled", options), ({ body }) =>
      handlers.coupled(body.session),
    );
    this.resize(sizes);
  }

  /** From now on so many work at a time; what is under way is finished by whoever has it. */
  resize({ brains, coupledWorkers }: PoolSizes): void {
    this.#brains.resize(brains);
    this.#coupled.resize(coupledWorkers);
  }

  /** One brain step, when a brain is free. */
  infer(run: Run): Promise<void> {
    const priority = run.state.inference > 1 ? PRIORITY.begun : PRIORITY.fresh;
    return this.#brains.queue.request({ session: run.session }, { priority, signal: run.halted });
  }

  /** One attempt at a call, when a worker of its tool is free. */
  call(run: Run, call: string, tool: ToolDeclaration): Promise<void> {
    // The limit as it is now: a tool may have been declared anew since its queue was made.
    const visibilityMs = tool.limits.timeoutMs + GRACE_MS;
    const work = { session: run.session, call };
    return this.#handsOf(tool).request(work, { signal: run.halted, visibilityMs });
  }

  /** The rest of a session, holding a coupled worker until it ends. */
  coupled(run: Run): Promise<void> {
    return this.#coupled.queue.request({ session: run.session }, { signal: run.lost });
  }

  #handsOf({ name, limits, workers }: ToolDeclaration): Queue<HandWork, void> {
    const pool = this.#hands.get(name) ?? this.#openHands(name, limits.timeoutMs);
    // A tool may be declared anew with more workers or fewer, as settings and MCP servers change.
    pool.resize(workers);
    return pool.queue;
  }

  #openHands(name: string, timeoutMs: number): Pool<HandWork> {
    const queue = this.#bus.queue<HandWork, void>(`tool:${name}`, {
      capacity: HAND_CAPACITY,
      visibilityMs: timeoutMs + GRACE_MS,
      maxDeliveries: 3,
    });
    const pool = new Pool(queue, ({ body, signal }) =>
      this.#handlers.hand(body.session, body.call, signal),
    );
    this.#hands.set(name, pool);
    return pool;
  }
}

/** A queue and the workers that serve it. */
class Pool<Body> {
  readonly queue: Queue<Body, void>;
  readonly #handle: (delivery: Delivery<Body>) => Promise<void>;
  #workers = 0;
  #leave: () => Promise<void> = () => Promise.resolve();

  constructor(queue: Queue<Body, void>, handle: (delivery: Delivery<Body>) => Promise<void>) {
    this.queue = queue;
    this.#handle = handle;
  }

  resize(workers: number): void {
    if (workers === this.#workers) return;
    void this.#leave();
    this.#workers = workers;
    this.#leave = this.queue.serve(workers, this.#handle);
  }
}
