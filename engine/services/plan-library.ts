import { z } from "zod";
import { ItemId } from "../contract/item-id.js";
import { ItemName } from "../contract/library.js";
import { PlanResult } from "../contract/plan-result.js";
import type { ParsedInputOf, PlanEntry } from "../contract/methods.js";
import { Scenario } from "../contract/scenario.js";
import type { Collection } from "./store/collection.js";
import { RecordLibrary } from "./store/record-library.js";

const PLAN_SCHEMA = "headroom/plan/v1";

/** A saved plan: the scenario that was planned, the pools found for it, and when. */
const PlanFile = z.strictObject({
  schema: z.literal(PLAN_SCHEMA),
  name: ItemName.optional(),
  createdAt: z.iso.datetime(),
  scenarioId: ItemId.optional(),
  scenario: Scenario,
  result: PlanResult,
});
type PlanFile = z.infer<typeof PlanFile>;

/** Saved plans. */
export type PlanLibrary = RecordLibrary<typeof PlanFile, PlanEntry>;

export function planLibrary(plans: Collection): PlanLibrary {
  return new RecordLibrary(plans, {
    noun: "plan",
    schema: PlanFile,
    entryOf,
    damagedEntry: (id, createdAt, damage) => ({
      id,
      scenarioName: id,
      createdAt,
      seed: 0,
      costUsdPer30Days: null,
      damage,
    }),
  });
}

export function savePlan(
  plans: PlanLibrary,
  now: Date,
  { scenarioId, scenario, result }: ParsedInputOf<"plan.save">,
): Promise<PlanEntry> {
  return plans.save(scenario.name, now, {
    schema: PLAN_SCHEMA,
    createdAt: now.toISOString(),
    ...(scenarioId === undefined ? {} : { scenarioId }),
    scenario,
    result,
  });
}

function entryOf(
  id: string,
  { name, scenarioId, scenario, createdAt, result }: PlanFile,
): PlanEntry {
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(scenarioId === undefined ? {} : { scenarioId }),
    scenarioName: scenario.name,
    createdAt,
    seed: result.provenance.seed,
    costUsdPer30Days: result.plan?.costUsdPer30Days.mean ?? null,
  };
}
