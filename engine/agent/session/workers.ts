import type { Bus, Queue } from "../ports.js";
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
  readonly #brains: Queue<BrainWork, void>;
  readonly #coupled: Queue<BrainWork, void>;
  readonly #hands = new Map<string, Queue<HandWork, void>>();

  constructor(
    bus: Bus,
    sizes: { readonly brains: number; readonly coupledWorkers: number },
    handlers: WorkHandlers,
  ) {
    const options = { capacity: BRAIN_CAPACITY, visibilityMs: LONG_MS, maxDeliveries: 1 };
    this.#bus = bus;
    this.#handlers = handlers;
    this.#brains = bus.queue("brain", options);
    this.#brains.serve(sizes.brains, ({ body, signal }) => handlers.brain(body.session, signal));
    this.#coupled = bus.queue("coupled", options);
    this.#coupled.serve(sizes.coupledWorkers, ({ body }) => handlers.coupled(body.session));
  }

  /** One brain step, when a brain is free. */
  infer(run: Run): Promise<void> {
    const priority = run.state.inference > 1 ? PRIORITY.begun : PRIORITY.fresh;
    return this.#brains.request({ session: run.session }, { priority, signal: run.halted });
  }

  /** One attempt at a call, when a worker of its tool is free. */
  call(run: Run, call: string, tool: ToolDeclaration): Promise<void> {
    return this.#handsOf(tool).request({ session: run.session, call }, { signal: run.halted });
  }

  /** The rest of a session, holding a coupled worker until it ends. */
  coupled(run: Run): Promise<void> {
    return this.#coupled.request({ session: run.session }, { signal: run.lost });
  }

  #handsOf(tool: ToolDeclaration): Queue<HandWork, void> {
    const known = this.#hands.get(tool.name);
    if (known !== undefined) return known;
    const queue = this.#bus.queue<HandWork, void>(`tool:${tool.name}`, {
      capacity: HAND_CAPACITY,
      visibilityMs: tool.limits.timeoutMs + GRACE_MS,
      maxDeliveries: 3,
    });
    queue.serve(tool.workers, ({ body, signal }) =>
      this.#handlers.hand(body.session, body.call, signal),
    );
    this.#hands.set(tool.name, queue);
    return queue;
  }
}
