import { z } from "zod";
import { ItemId } from "../contract/methods.js";
import type { ParsedInputOf, RunEntry } from "../contract/methods.js";
import { CompareResult } from "../contract/result.js";
import { Scenario } from "../contract/scenario.js";
import type { Collection } from "./store/collection.js";
import { RecordLibrary } from "./store/record-library.js";

const RUN_SCHEMA = "headroom/run/v1";

/** A saved comparison: the scenario as it ran, what came out, and when. */
const RunFile = z.strictObject({
  schema: z.literal(RUN_SCHEMA),
  createdAt: z.iso.datetime(),
  scenarioId: ItemId.optional(),
  scenario: Scenario,
  result: CompareResult,
});
type RunFile = z.infer<typeof RunFile>;

/** Saved comparisons. */
export class RunLibrary {
  readonly #runs: RecordLibrary<typeof RunFile, RunEntry>;
  readonly #now: () => Date;

  constructor(runs: Collection, now: () => Date) {
    this.#now = now;
    this.#runs = new RecordLibrary<typeof RunFile, RunEntry>(runs, {
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

  /** Newest first. */
  list(): Promise<RunEntry[]> {
    return this.#runs.list();
  }

  async read(id: string): Promise<{ entry: RunEntry; scenario: Scenario; result: CompareResult }> {
    const { entry, file } = await this.#runs.read(id);
    return { entry, scenario: file.scenario, result: file.result };
  }

  async save({ scenarioId, scenario, result }: ParsedInputOf<"run.save">): Promise<RunEntry> {
    const now = this.#now();
    return this.#runs.save(scenario.name, now, {
      schema: RUN_SCHEMA,
      createdAt: now.toISOString(),
      ...(scenarioId === undefined ? {} : { scenarioId }),
      scenario,
      result,
    });
  }

  remove(id: string): Promise<void> {
    return this.#runs.remove(id);
  }
}

function entryOf(id: string, { scenarioId, scenario, createdAt, result }: RunFile): RunEntry {
  return {
    id,
    ...(scenarioId === undefined ? {} : { scenarioId }),
    scenarioName: scenario.name,
    createdAt,
    seed: result.provenance.seed,
    requirementsMet: result.requirementsMet,
  };
}
