import { MS_PER_SECOND } from "../../engine/base/units.js";
import type { Client } from "../../engine/contract/client.js";
import type { Architecture } from "../../engine/contract/result.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type { SliceCreator } from "./app-state.js";
import type { EstimateSlice } from "./result-slices.js";
import { codeOf, messageOf } from "./errors.js";
import { createLatest } from "./latest.js";
import type { EstimateState, Followed, QuickResult } from "./estimate-parts.js";
import { architecturesOf } from "./simulation.js";

/** A quick simulation begins once nothing has changed for so long. */
const QUICK_AFTER_MS = 150;
const REPLICATIONS = 5;
const FIRST_REQUESTS = 500;
/** More sessions would only narrow the intervals of a glance, and take long where a run has the processor. */
const ENOUGH_REQUESTS = 2000;
const MOST_REQUESTS = 20_000;
/** How long a quick simulation may compute. */
const WANTED_SECONDS = 0.5;

/**
 * What the scenario in the editor would do, as far as arithmetic tells at once and a short simulation
 * soon after. The newest scenario wins: arithmetic of an older one is skipped, a simulation broken off.
 */
export const createEstimateSlice: SliceCreator<EstimateSlice> = (set, get, { client }) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;
  /** Nothing has changed for a while: a simulation begins as soon as the bounds say how long it must be. */
  let isDue = false;
  /** What the bounds were last computed for, or could not be. */
  let bounded: Scenario | undefined;
  /** Sessions in a replication, so that a simulation takes about as long as wanted. */
  let requests = FIRST_REQUESTS;

  const patch = (change: Partial<EstimateState>): void =>
    set({ estimate: { ...get().estimate, ...change } });

  const bounds = createLatest(async ({ key, scenario }: Followed) => {
    try {
      const result = await client.call("estimate", { scenario });
      if (get().estimate.followed?.key === key) {
        patch({ bounds: { scenario, result }, boundsFault: undefined });
      }
    } catch (error) {
      if (get().estimate.followed?.key === key) {
        patch({ bounds: undefined, boundsFault: messageOf(error) });
      }
    }
    bounded = scenario;
    startOnceDue();
  });
  const savedBounds = createLatest(async (saved: Scenario) => {
    // Without it there is nothing to compare with, which is no fault.
    const result = await client.call("estimate", { scenario: saved }).catch(() => undefined);
    if (get().estimate.followed?.saved !== saved) return;
    patch({ savedBounds: result === undefined ? undefined : { scenario: saved, result } });
  });

  /** The scenario as it stands, and as it was saved where that is another. */
  const simulate = async (own: AbortController): Promise<void> => {
    const { followed, architecture: asked } = get().estimate;
    if (followed === undefined) return;
    const { scenario, saved } = followed;
    const architecture = shownArchitecture(scenario, asked);
    const run = (of: Scenario, sessions: number): Promise<QuickResult> =>
      simulateQuickly(client, of, architecture, sessions, own.signal);
    const least = Math.min(leastRequests(get().estimate, architecture), scenario.run.requests);
    requests = Math.max(least, Math.min(requests, scenario.run.requests));
    const quick = await run(scenario, requests);
    patch({ quick, quickState: "done" });
    const { wallSeconds } = quick;
    // As many sessions next time as take about as long as wanted; small changes are not worth one.
    if (wallSeconds > 2 * WANTED_SECONDS || wallSeconds < WANTED_SECONDS / 4) {
      requests = requestsFor(requests, wallSeconds);
    }
    if (saved === undefined || saved === scenario) return;
    const { savedQuick } = get().estimate;
    const isKnown =
      savedQuick?.scenario === saved &&
      savedQuick.architecture === architecture &&
      savedQuick.requests === quick.requests;
    if (isKnown) return;
    const hadIt = architecturesOf(saved).includes(architecture);
    patch({ savedQuick: hadIt ? await run(saved, quick.requests) : undefined });
  };

  const start = async (): Promise<void> => {
    const own = new AbortController();
    running = own;
    patch({ quickState: "running", quickFault: undefined });
    try {
      await simulate(own);
      if (running === own) patch({ quickState: "done" });
    } catch (error) {
      if (running !== own || codeOf(error) === "cancelled") return;
      patch({ quick: undefined, quickState: "failed", quickFault: messageOf(error) });
    }
  };

  const startOnceDue = (): void => {
    if (!isDue || bounded !== get().estimate.followed?.scenario) return;
    isDue = false;
    void start();
  };

  const stop = (): void => {
    clearTimeout(timer);
    isDue = false;
    running?.abort();
    running = undefined;
  };
  const soon = (): void => {
    stop();
    patch({ quickState: "waiting" });
    timer = setTimeout(() => {
      isDue = true;
      startOnceDue();
    }, QUICK_AFTER_MS);
  };

  return {
    estimate: NOTHING,

    followEstimate(key, scenario, saved) {
      const { followed, architecture } = get().estimate;
      const isOther = followed?.key !== key;
      if (!isOther && followed.scenario === scenario && followed.saved === saved) return;
      const next = { key, scenario, saved };
      if (isOther) {
        requests = FIRST_REQUESTS;
        set({ estimate: { ...NOTHING, architecture } });
      }
      patch({ followed: next });
      bounds(next);
      if (saved !== undefined && (isOther || followed.saved !== saved)) savedBounds(saved);
      soon();
    },

    leaveEstimate() {
      stop();
      patch({ followed: undefined, quickState: "waiting" });
    },

    chooseEstimated(architecture) {
      patch({ architecture, quick: undefined, savedQuick: undefined });
      if (get().estimate.followed !== undefined) soon();
    },
  };
};

const NOTHING: EstimateState = {
  followed: undefined,
  bounds: undefined,
  boundsFault: undefined,
  savedBounds: undefined,
  quick: undefined,
  savedQuick: undefined,
  quickState: "waiting",
  quickFault: undefined,
  architecture: "decoupled",
};

/** The deployment asked for where the scenario has it, else the one that it has. */
export function shownArchitecture(scenario: Scenario, asked: Architecture): Architecture {
  const known = architecturesOf(scenario);
  return known.includes(asked) ? asked : known[0];
}

/** So many sessions in flight must have come and gone before a run shows more than how it began. */
const LIVES = 25;

/** Fewest sessions of a replication that tell anything, by Little's law of the sessions in flight. */
function leastRequests({ bounds }: EstimateState, architecture: Architecture): number {
  const known = bounds?.result.architectures[architecture];
  if (known === undefined) return FIRST_REQUESTS;
  const inFlight = (known.arrivals.perSecond * known.leastLatencyMs) / MS_PER_SECOND;
  return Math.min(MOST_REQUESTS, Math.max(FIRST_REQUESTS, roundUp(LIVES * inFlight)));
}

function requestsFor(before: number, wallSeconds: number): number {
  const wanted = (before * WANTED_SECONDS) / Math.max(wallSeconds, 0.001);
  return roundUp(Math.min(ENOUGH_REQUESTS, Math.max(1, wanted)));
}

/** To 1, 2 or 5 times a power of ten. */
function roundUp(count: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, count)));
  const step = [1, 2, 5].find((one) => one * power >= count) ?? 10;
  return step * power;
}

async function simulateQuickly(
  client: Client,
  scenario: Scenario,
  architecture: Architecture,
  requests: number,
  signal: AbortSignal,
): Promise<QuickResult> {
  const { architectures } = await client.call(
    "simulate",
    { scenario, architecture, requests, replications: REPLICATIONS },
    { signal },
  );
  const result = architectures[architecture];
  if (result === undefined) throw new Error(`the ${architecture} deployment was not simulated`);
  const { wallSeconds } = result;
  return { scenario, architecture, result, requests, replications: REPLICATIONS, wallSeconds };
}
