import type { PlanResult, PoolSizes } from "../../contract/plan-result.js";
import type { Scenario } from "../../contract/scenario.js";
import { runWarnings } from "../../simulator/summary.js";
import { frontOf, planned, runnerUpTo, sizesOfTried, worstOf } from "./candidates.js";
import type { Tried } from "./candidates.js";
import type { Simulate } from "./evaluate.js";
import { headroomOf } from "./headroom.js";
import { replaced } from "./lattice.js";
import { promisesOf } from "./promises.js";
import { refuseContradictions } from "./contradictions.js";
import type { PlanHooks, PlanRun } from "./run.js";
import { PlanSearch } from "./search.js";
import { poolText, spacesOf } from "./space.js";
import { failing, stepText } from "./wording.js";

export type Plan = Omit<PlanResult, "provenance" | "search"> &
  Pick<PlanResult["search"], "sizesSimulated" | "mostCheaperUsd">;

/**
 * The cheapest sizes of the pools that keep every promise with 95 % confidence, over all kinds of brain
 * and caches there are to choose from, and over the bounds and targets of the pools that are scaled.
 * Queueing theory bounds the counts from below (an open load needs more servers than are busy on
 * average), a search that rules out blocks of sizes at once (lattice.ts) asks the simulator, and all
 * sizes see the same sessions. Throws `invalid-input` where nothing is promised, or what is promised
 * contradicts itself.
 */
export async function planPools(scenario: Scenario, run: PlanRun, hooks: PlanHooks): Promise<Plan> {
  const promises = promisesOf(scenario);
  refuseContradictions(scenario, promises);
  const search = new PlanSearch(scenario, run, promises, hooks);
  await search.explore(spacesOf(scenario));
  const { best, limits } = search;
  if (best === undefined) {
    return {
      plan: null,
      runnerUp: null,
      binding: null,
      headroom: [],
      cheaper: [],
      front: frontOf(search.tried),
      limits,
      warnings: [],
      sizesSimulated: search.tried.length,
      mostCheaperUsd: null,
    };
  }
  hooks.onStage("neighbours", 0.8);
  const { plan, cheaper } = await whyNothingCheaper(search, best);
  hooks.onStage("headroom", 0.9);
  const headroom = await headroomOf(plan.evaluation.scenario, promises, run, hooks.simulate);
  const runnerUp = runnerUpTo(plan, search.tried);
  const binding = plan.evaluation.promises
    .filter(({ margin }) => margin !== null)
    .toSorted((a, b) => (a.margin ?? 0) - (b.margin ?? 0))[0];
  const { scenario: chosen, records } = plan.evaluation;
  return {
    plan: planned(plan),
    runnerUp: runnerUp === undefined ? null : planned(runnerUp),
    binding: binding ?? null,
    headroom,
    cheaper,
    front: frontOf(search.tried),
    limits,
    warnings: [...freePools(plan), ...runWarnings(chosen, records)],
    sizesSimulated: search.tried.length,
    mostCheaperUsd: Math.max(0, plan.costUsd - search.floorUsd),
  };
}

/** Sizes that keep every promise at the least cost, or why there are none. */
export interface CheapestPools {
  readonly best: { readonly scenario: Scenario; readonly sizes: PoolSizes } | undefined;
  readonly limits: readonly string[];
}

/** The plan of {@link planPools} alone, without its neighbours and its headroom. */
export async function cheapestPools(
  scenario: Scenario,
  run: PlanRun,
  simulate: Simulate,
): Promise<CheapestPools> {
  const hooks = { simulate, onBest: () => {}, onStage: () => {} };
  const search = new PlanSearch(scenario, run, promisesOf(scenario), hooks);
  await search.explore(spacesOf(scenario));
  const { best, limits } = search;
  if (best === undefined) return { best, limits };
  return { best: { scenario: best.evaluation.scenario, sizes: sizesOfTried(best) }, limits };
}

/** One step less of each pool: which promise breaks then. A step that breaks none is taken. */
async function whyNothingCheaper(
  search: PlanSearch,
  best: Tried,
): Promise<{ plan: Tried; cheaper: PlanResult["cheaper"] }> {
  const { space, axes, point } = best;
  const cheaper: PlanResult["cheaper"] = [];
  for (const [at, axis] of axes.entries()) {
    const place = point[at] ?? 0;
    const isPointless =
      axis.what !== "count" && search.sizesText(best) === search.sizesText(best, at);
    if (isPointless) continue;
    const change = stepText(space, axis, place);
    if (place === 0) {
      const why =
        axis.what === "target"
          ? "no higher target is to be tried"
          : axis.what === "count" && (axis.values[0] ?? 1) > 1
            ? "the load, or a bound, needs as many"
            : "there must be one";
      cheaper.push({ change, savesUsdPer30Days: 0, fails: null, why });
      continue;
    }
    const tried = await search.attempt(space, axes, replaced(point, at, place - 1));
    const { evaluation, costUsd } = tried;
    if (evaluation.keeps && costUsd < best.costUsd) return whyNothingCheaper(search, tried);
    cheaper.push({
      change,
      savesUsdPer30Days: best.costUsd - costUsd,
      fails: evaluation.keeps ? null : worstOf(evaluation.promises),
      why: evaluation.keeps
        ? "keeps every promise, and saves nothing"
        : failing(worstOf(evaluation.promises)),
    });
  }
  return { plan: best, cheaper };
}

/** Pools that cost nothing: their size is the least that keeps the promises, and means no more. */
function freePools({ space }: Tried): string[] {
  return space.pools
    .filter(({ hourUsd }) => hourUsd === 0)
    .map(
      (pool) =>
        `${poolText(pool)} cost nothing at the scenario's prices: of the sizes that cost the same the smallest is taken`,
    );
}
