import { HeadroomError } from "../contract/errors.js";
import type { Model } from "./model.js";
import type { HandsPlan } from "./hands-plan.js";
import { BRAIN_POOL, COUPLED_POOL, handsPoolName } from "./pool-names.js";
import type { Station } from "./station.js";

/**
 * Most sessions in flight at once, about 400 MB. A queue that has grown to this has no steady state that
 * a longer run could show, and would only take more memory.
 */
export const MOST_LIVE_SESSIONS = 1_000_000;

/** Why a replication came to {@link MOST_LIVE_SESSIONS}: the pool that cannot carry its load. */
export function overload(model: Model, hands: readonly HandsPlan[], nowMs: number): HeadroomError {
  const queues = [
    ...model.stations.map((station) => ({
      name: station.name,
      waitedMs: station.queue.waitedMs(),
      found: `${station.servers + station.slots * station.added.count} servers`,
      needed: `${serversNeeded(station, nowMs)} servers or more, by what has come in so far`,
    })),
    ...model.meters.map(({ name, servers, queue }) => ({
      name,
      waitedMs: queue?.waitedMs() ?? 0,
      found: `${servers} servers`,
      needed: "more servers",
    })),
  ];
  const [longest] = queues.toSorted((a, b) => b.waitedMs - a.waitedMs);
  const most = `${MOST_LIVE_SESSIONS.toLocaleString("en-US")} sessions`;
  // A queue that grows steadily has half of its length on average.
  if (longest === undefined || longest.waitedMs < (nowMs * MOST_LIVE_SESSIONS) / 4) {
    return new HeadroomError("invalid-input", "too many sessions are in flight at once", [
      { path: "workloads", expected: `at most ${most} in flight`, found: "more" },
    ]);
  }
  const { name, found, needed } = longest;
  return new HeadroomError(
    "invalid-input",
    `${name} cannot carry its load: more than ${most} are in flight, and most of them wait for it`,
    [{ path: pathOf(name, hands), expected: `${needed}, or fewer sessions`, found }],
  );
}

/** Fewest servers above the offered load: mean busy servers, if what waits had been served too. */
function serversNeeded(station: Station, nowMs: number): number {
  const offered = station.begun + station.queue.length;
  const busy = station.totalMs() / nowMs;
  return Math.floor((busy * offered) / Math.max(1, station.begun)) + 1;
}

function pathOf(pool: string, hands: readonly HandsPlan[]): string {
  if (pool === BRAIN_POOL) return "brain.replicas";
  if (pool === COUPLED_POOL) return "coupled.replicas";
  const found = hands.find(({ name }) => handsPoolName(name) === pool);
  return found === undefined ? "workloads" : `hands.${found.name}.workers`;
}
