import { MS_PER_SECOND } from "../../base/units.js";
import type { BatchedPlan } from "../../simulator/batched-plan.js";
import { BatchedReplica } from "../../simulator/batched/replica.js";
import { Router } from "../../simulator/batched/router.js";
import type { Clock } from "../ports.js";
import { NoAnswer } from "../workload.js";

/** How often tokens that came in the meantime are let out. */
const TICK_MS = 10;

export interface BatchedRequest {
  /** What repeats the session's last request is in the prefix cache, if it is still held. */
  readonly session: string;
  readonly promptTokens: number;
  readonly prefixTokens: number;
  readonly outputTokens: number;
}

interface Open {
  readonly server: BatchedReplica;
  readonly outputTokens: number;
  /** Iterations of the server that had ended when the first token existed. */
  first: number | undefined;
  finished: boolean;
  readonly waiting: { readonly token: number; readonly resolve: () => void }[];
}

/**
 * The simulator's batched servers in real time: the same scheduler, the same iterations, stepped as the clock
 * goes. So a live load meets the queue, the batch and the KV memory that a simulation of the scenario meets. A
 * request that is hung up on is served to its end; tokens of one that is preempted come early, but its last.
 */
export class BatchedPace {
  readonly #plan: BatchedPlan;
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #servers: readonly BatchedReplica[];
  readonly #router: Router;
  readonly #open = new Map<number, Open>();
  readonly #keys = new Map<string, number>();
  #requests = 0;
  #ticking = false;

  constructor(plan: BatchedPlan, clock: Clock) {
    const { settings, stepTime, replicas, lockstep, routing } = plan;
    this.#plan = plan;
    this.#clock = clock;
    this.#startedMs = clock.nowMs();
    const listener = {
      admitted: () => undefined,
      firstToken: (request: number) => {
        const open = this.#open.get(request);
        if (open !== undefined) open.first = open.server.iterations;
      },
      finished: (request: number) => {
        const open = this.#open.get(request);
        if (open !== undefined) open.finished = true;
      },
    };
    this.#servers = Array.from(
      { length: lockstep ? 1 : replicas },
      () => new BatchedReplica(settings, stepTime, listener, lockstep ? replicas : 1),
    );
    // A session's next step goes where there is least to do: nothing here remembers where it was.
    this.#router = new Router(
      routing === "sessionAffine" ? "leastLoaded" : routing,
      this.#servers.flatMap(({ ranks }) => ranks),
    );
  }

  /**
   * Hands a request over. Returns a function that resolves when the answer's token of that number (from 1)
   * exists. Throws {@link NoAnswer} where the prompt can never fit into the KV memory.
   */
  async admit(request: BatchedRequest): Promise<(token: number) => Promise<void>> {
    await this.#clock.sleep(this.#plan.requestMs);
    this.#advance();
    const { lockstep } = this.#plan;
    const now = this.#seconds();
    if (this.#router.nextRefresh(now) < now) this.#router.refresh();
    const place = this.#router.choose();
    const server = this.#servers[lockstep ? 0 : place];
    if (server === undefined) throw new NoAnswer("there is no server");
    const id = this.#requests;
    this.#requests += 1;
    const { promptTokens, outputTokens, prefixTokens, session } = request;
    const key = this.#keys.get(session) ?? this.#keys.size;
    this.#keys.set(session, key);
    const open: Open = { server, outputTokens, first: undefined, finished: false, waiting: [] };
    this.#open.set(id, open);
    const rank = lockstep ? place : 0;
    if (!server.arrive(now, id, promptTokens, outputTokens, key, prefixTokens, rank)) {
      this.#open.delete(id);
      throw new NoAnswer(
        `a prompt of ${promptTokens} tokens does not fit into the server's KV memory`,
      );
    }
    void this.#tick();
    return async (token) => {
      if (token <= tokensOf(open, this.#seconds())) return;
      await new Promise<void>((resolve) => open.waiting.push({ token, resolve }));
    };
  }

  #seconds(): number {
    return (this.#clock.nowMs() - this.#startedMs) / MS_PER_SECOND;
  }

  /** One timer for all, while there is anything to do. */
  async #tick(): Promise<void> {
    if (this.#ticking) return;
    this.#ticking = true;
    while (this.#open.size > 0) {
      this.#advance();
      await this.#clock.sleep(TICK_MS);
    }
    this.#ticking = false;
  }

  /** Lets the servers do what they have done by now, and lets out the tokens that exist. */
  #advance(): void {
    const now = this.#seconds();
    for (const server of this.#servers) {
      while (server.nextSeconds <= now) server.advance();
    }
    for (const [id, open] of this.#open) {
      const tokens = tokensOf(open, now);
      const due = open.waiting.filter(({ token }) => token <= tokens);
      for (const one of due) {
        open.waiting.splice(open.waiting.indexOf(one), 1);
        one.resolve();
      }
      // Whoever asks later is told at once.
      if (open.finished) this.#open.delete(id);
    }
  }
}

function tokensOf({ server, outputTokens, first, finished }: Open, seconds: number): number {
  if (finished) return outputTokens;
  if (first === undefined) return 0;
  return Math.min(outputTokens - 1, 1 + server.iterationsBy(seconds) - first);
}
