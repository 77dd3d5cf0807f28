import { invariant } from "../../base/assert.js";
import { BatchedReplica } from "./replica.js";
import { Router } from "./router.js";
import type { Routing } from "./router.js";
import type { BatchSettings, StepTime } from "./settings.js";

/** Requests in order of arrival, one column each. */
export interface RequestColumns {
  readonly arrivalSeconds: Float64Array;
  readonly promptTokens: Int32Array;
  readonly outputTokens: Int32Array;
  /** Small whole number of the request's session. */
  readonly key: Int32Array;
  /** Leading prompt tokens that repeat the session's last request. */
  readonly prefixTokens: Int32Array;
  /** Replica that served the request, where the log tells; else routing decides. */
  readonly replica?: Int32Array;
}

/** One deployment of equal replicas behind a router. */
export interface Deployment {
  readonly settings: BatchSettings;
  readonly replicas: number;
  readonly routing: Routing;
  /** Data-parallel ranks of one mixture-of-experts model: iterations start and end together. */
  readonly lockstep: boolean;
}

/** What is fitted: the time of an iteration, and what comes on top of the iterations. */
export interface ServingTimes {
  readonly stepTime: StepTime;
  /** Of every request, arrival to the server's queue: network, tokenisation, process hops. */
  readonly requestSeconds: number;
  /** Of every server's first iteration, on top of its step time. */
  readonly warmUpSeconds?: number;
}

/**
 * Serves recorded arrivals on a deployment: no randomness, no think time. Built once per log and
 * deployment, then run as often as needed without allocating.
 */
export class Replay {
  /** By request: when its first and its last token existed; NaN while that has not happened. */
  readonly firstTokenSeconds: Float64Array;
  readonly lastTokenSeconds: Float64Array;
  /** Requests that could never fit into the KV memory. */
  refused = 0;
  readonly #columns: RequestColumns;
  readonly #deployment: Deployment;
  readonly #servers: readonly BatchedReplica[];
  readonly #router: Router;
  #now = 0;
  /** Requests below this index that have yet to finish. */
  #open = 0;
  #scored = 0;

  constructor(columns: RequestColumns, deployment: Deployment) {
    const count = columns.arrivalSeconds.length;
    this.#columns = columns;
    this.#deployment = deployment;
    this.firstTokenSeconds = new Float64Array(count);
    this.lastTokenSeconds = new Float64Array(count);
    const { settings, replicas, lockstep, routing } = deployment;
    invariant(Number.isInteger(replicas) && replicas >= 1, "replicas: a whole number from 1");
    const zero: StepTime = {
      baseSeconds: 1,
      perPrefillTokenSeconds: 0,
      perPrefillContextSeconds: 0,
      perDecodeSequenceSeconds: 0,
      perKvTokenSeconds: 0,
      perAdmissionSeconds: 0,
    };
    const listener = {
      admitted: (): void => {},
      firstToken: (request: number): void => {
        this.firstTokenSeconds[request] = this.#now;
      },
      finished: (request: number): void => {
        this.lastTokenSeconds[request] = this.#now;
        if (request < this.#scored) this.#open -= 1;
      },
    };
    this.#servers = Array.from(
      { length: lockstep ? 1 : replicas },
      () => new BatchedReplica(settings, zero, listener, lockstep ? replicas : 1),
    );
    this.#router = new Router(
      routing,
      this.#servers.flatMap((server) => server.ranks),
    );
  }

  /** The servers as the last run left them: queues, counters. */
  get servers(): readonly BatchedReplica[] {
    return this.#servers;
  }

  /**
   * Serves every request; stops once the first `scored` of them have finished, which later arrivals
   * can no longer change. Times that were not reached are NaN.
   */
  run(times: ServingTimes, scored = this.firstTokenSeconds.length): void {
    const { arrivalSeconds, promptTokens, outputTokens, key, prefixTokens, replica } =
      this.#columns;
    this.firstTokenSeconds.fill(Number.NaN);
    this.lastTokenSeconds.fill(Number.NaN);
    for (const server of this.#servers) server.reset(times.stepTime, times.warmUpSeconds);
    this.#router.reset();
    this.refused = 0;
    this.#scored = scored;
    this.#open = scored;
    const lockstep = this.#deployment.lockstep;
    for (let request = 0; request < arrivalSeconds.length && this.#open > 0; request += 1) {
      const seconds = (arrivalSeconds[request] ?? 0) + times.requestSeconds;
      const refresh = this.#router.nextRefresh(seconds);
      if (refresh < seconds) {
        this.#serveUntil(refresh);
        this.#router.refresh();
      }
      this.#serveUntil(seconds);
      const place = replica === undefined ? this.#router.choose() : (replica[request] ?? 0);
      const accepted = this.#server(lockstep ? 0 : place).arrive(
        seconds,
        request,
        promptTokens[request] ?? 0,
        outputTokens[request] ?? 0,
        key[request] ?? 0,
        prefixTokens[request] ?? 0,
        lockstep ? place : 0,
      );
      if (accepted) continue;
      this.refused += 1;
      if (request < scored) this.#open -= 1;
    }
    this.#serveUntil(Infinity);
  }

  #server(index: number): BatchedReplica {
    const server = this.#servers[index];
    invariant(server !== undefined, `no replica ${index}`);
    return server;
  }

  /** Runs every server up to, not including, `seconds`, in order of time. */
  #serveUntil(seconds: number): void {
    const servers = this.#servers;
    while (this.#open > 0) {
      let next = this.#server(0);
      for (let at = 1; at < servers.length; at += 1) {
        const server = this.#server(at);
        if (server.nextSeconds < next.nextSeconds) next = server;
      }
      if (next.nextSeconds >= seconds || next.nextSeconds === Infinity) return;
      this.#now = next.nextSeconds;
      next.advance();
    }
  }
}
