import { z } from "zod";
import { ItemId } from "../contract/item-id.js";
import { ItemName } from "../contract/library.js";
import { RunResult } from "../contract/result.js";
import type { ParsedInputOf, RunEntry } from "../contract/methods.js";
import { Scenario } from "../contract/scenario.js";
import type { Collection } from "./store/collection.js";
import { RecordLibrary } from "./store/record-library.js";

const RUN_SCHEMA = "headroom/run/v1";

/** A saved run: the scenario as it ran, what came out, and when. */
const RunFile = z.strictObject({
  schema: z.literal(RUN_SCHEMA),
  name: ItemName.optional(),
  createdAt: z.iso.datetime(),
  scenarioId: ItemId.optional(),
  scenario: Scenario,
  result: RunResult,
});
type RunFile = z.infer<typeof RunFile>;

/** Saved runs. */
export type RunLibrary = RecordLibrary<typeof RunFile, RunEntry>;

export function runLibrary(runs: Collection): RunLibrary {
  return new RecordLibrary(runs, {
    noun: "run",
    schema: RunFile,
    entryOf,
    damagedEntry: (id, createdAt, damage) => ({
      id,
      scenarioName: id,
      createdAt,
      seed: 0,
      requirementsMet: null,
      damage,
    }),
  });
}

export function saveRun(
  runs: RunLibrary,
  now: Date,
  { scenarioId, scenario, result }: ParsedInputOf<"run.save">,
): Promise<RunEntry> {
  return runs.save(scenario.name, now, {
    schema: RUN_SCHEMA,
    createdAt: now.toISOString(),
    ...(scenarioId === undefined ? {} : { scenarioId }),
    scenario,
    result,
  });
}

function entryOf(id: string, { name, scenarioId, scenario, createdAt, result }: RunFile): RunEntry {
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(scenarioId === undefined ? {} : { scenarioId }),
    scenarioName: scenario.name,
    createdAt,
    seed: result.provenance.seed,
    requirementsMet: result.requirementsMet,
  };
}
