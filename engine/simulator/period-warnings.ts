import { HOURS_PER_DAY, MS_PER_HOUR, MS_PER_SECOND } from "../base/units.js";
import type { Scenario } from "../contract/scenario.js";
import { meanRatePerSecond } from "./varying-rate.js";

const MS_PER_DAY = HOURS_PER_DAY * MS_PER_HOUR;
/** A part of a day this small, out of all that was measured, moves no figure that matters. */
const LEAST_PART = 0.03;
/** Below this many bursts a run shows these bursts, not bursts in general. */
const LEAST_BURSTS = 20;

/**
 * What a reader must know where arrivals have a period and the measured window, `windowMs` of
 * replications of `requests` sessions, does not hold whole ones: its figures are those of the hours or
 * of the few bursts that it happened to see.
 */
export function periodWarnings(scenario: Scenario, requests: number, windowMs: number): string[] {
  return scenario.workloads.flatMap(({ name, arrivals }) => {
    if ("daily" in arrivals) {
      const days = windowMs / MS_PER_DAY;
      const whole = Math.max(1, Math.round(days));
      if (Math.abs(days - whole) / whole <= LEAST_PART) return [];
      return [
        `${name} follows the time of day, and the measured time is ${days.toFixed(2)} days: the ` +
          `figures are those of the hours it covers. With run.requests ${requestsFor(scenario, requests, windowMs, whole * MS_PER_DAY)} ` +
          `it is about ${whole === 1 ? "one day" : `${whole} days`}.`,
      ];
    }
    if ("bursty" in arrivals) {
      const { quiet, burst } = arrivals.bursty;
      const cycleMs = (quiet.meanSeconds + burst.meanSeconds) * MS_PER_SECOND;
      const bursts = windowMs / cycleMs;
      if (bursts >= LEAST_BURSTS) return [];
      return [
        `${name} comes in bursts, and each replication measured about ${bursts.toFixed(1)} of them: ` +
          `raise run.requests to ${requestsFor(scenario, requests, windowMs, LEAST_BURSTS * cycleMs)} for figures of bursts in general.`,
      ];
    }
    return [];
  });
}

/** Sessions a replication must inject for a measured window of `wantedMs`. */
function requestsFor(
  { workloads, run }: Scenario,
  requests: number,
  windowMs: number,
  wantedMs: number,
): number {
  let perSecond = 0;
  for (const { arrivals, weight } of workloads)
    perSecond += (meanRatePerSecond(arrivals) ?? Number.NaN) * weight;
  // Closed users come as fast as they are served: then as in this run.
  if (Number.isNaN(perSecond)) return Math.ceil((requests * wantedMs) / windowMs);
  return Math.ceil((perSecond * wantedMs) / MS_PER_SECOND / (1 - run.warmUpShare));
}
