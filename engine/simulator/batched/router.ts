import { assertNever } from "../../base/assert.js";

/**
 * How a front end spreads requests over data-parallel replicas.
 * - `leastLoaded`: smallest `4·waiting + running`, first of equals (vLLM's rule with live counts);
 * - `leastLoadedStale`: the same on counts refreshed every 0.1 s, plus what was sent since (vLLM's
 *   own front end: its coordinator publishes counts at that interval);
 * - `fewestRequests`: smallest `waiting + running`;
 * - `roundRobin`.
 * Source: vLLM, DPLBAsyncMPClient.get_core_engine_for_request.
 */
export const ROUTINGS = [
  "leastLoaded",
  "leastLoadedStale",
  "fewestRequests",
  "roundRobin",
] as const;
export type Routing = (typeof ROUTINGS)[number];

/** What routing sees of a replica. */
export interface Load {
  readonly waiting: { readonly length: number };
  readonly running: { readonly length: number };
}

/** How old the counts of `leastLoadedStale` get. */
export const REFRESH_SECONDS = 0.1;
const WAITING_WEIGHT = 4;

export class Router {
  readonly #routing: Routing;
  readonly #replicas: readonly Load[];
  /** Scores as of the last refresh, for stale counts. */
  readonly #scores: Float64Array;
  #turn = 0;
  #refreshed = -Infinity;

  constructor(routing: Routing, replicas: readonly Load[]) {
    this.#routing = routing;
    this.#replicas = replicas;
    this.#scores = new Float64Array(replicas.length);
  }

  reset(): void {
    this.#turn = 0;
    this.#refreshed = -Infinity;
    this.#scores.fill(0);
  }

  /** The last moment before `seconds` at which counts are refreshed; Infinity if none is due. */
  nextRefresh(seconds: number): number {
    if (this.#routing !== "leastLoadedStale" || this.#replicas.length === 1) return Infinity;
    const moment = Math.floor(seconds / REFRESH_SECONDS) * REFRESH_SECONDS;
    if (moment <= this.#refreshed) return Infinity;
    this.#refreshed = moment;
    return moment;
  }

  refresh(): void {
    for (let at = 0; at < this.#scores.length; at += 1) this.#scores[at] = this.#load(at);
  }

  /**
   * Index of the replica that gets the next request; those that `isDown` marks with 1 are passed over.
   * −1 when none is up.
   */
  choose(isDown?: Uint8Array): number {
    const count = this.#replicas.length;
    if (this.#routing === "roundRobin") return this.#nextInTurn(isDown);
    let best = -1;
    for (let at = 0; at < count; at += 1) {
      if (isDown?.[at] === 1) continue;
      if (best < 0 || this.#score(at) < this.#score(best)) best = at;
    }
    if (best < 0) return best;
    this.#scores[best] = (this.#scores[best] ?? 0) + WAITING_WEIGHT;
    return best;
  }

  #nextInTurn(isDown: Uint8Array | undefined): number {
    const count = this.#replicas.length;
    for (let tried = 0; tried < count; tried += 1) {
      const turn = this.#turn;
      this.#turn = turn + 1 === count ? 0 : turn + 1;
      if (isDown?.[turn] !== 1) return turn;
    }
    return -1;
  }

  #score(at: number): number {
    switch (this.#routing) {
      case "leastLoaded":
        return this.#load(at);
      case "leastLoadedStale":
        return this.#scores[at] ?? 0;
      case "fewestRequests": {
        const replica = this.#replicas[at];
        return replica === undefined ? Infinity : replica.waiting.length + replica.running.length;
      }
      case "roundRobin":
        return 0;
      default:
        return assertNever(this.#routing);
    }
  }

  #load(at: number): number {
    const replica = this.#replicas[at];
    if (replica === undefined) return Infinity;
    return WAITING_WEIGHT * replica.waiting.length + replica.running.length;
  }
}
