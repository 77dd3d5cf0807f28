import { z } from "zod";
import { HeadroomError } from "../contract/errors.js";
import { ItemId } from "../contract/methods.js";
import type { ParsedInputOf, RunEntry } from "../contract/methods.js";
import { CompareResult } from "../contract/result.js";
import { Scenario } from "../contract/scenario.js";
import { modifiedAt } from "./store/collection.js";
import type { Collection } from "./store/collection.js";
import { compactTime, idFromName } from "./store/ids.js";
import { describeDamage, readJsonFile } from "./store/json-file.js";
import type { JsonReading } from "./store/json-file.js";

const RUN_SCHEMA = "headroom/run/v1";
const MAX_BYTES = 50_000_000;

/** A saved comparison: the scenario as it ran, what came out, and when. */
const RunFile = z.strictObject({
  schema: z.literal(RUN_SCHEMA),
  createdAt: z.iso.datetime(),
  scenarioId: ItemId.optional(),
  scenario: Scenario,
  result: CompareResult,
});
type RunFile = z.infer<typeof RunFile>;

/** Saved comparisons. They are never changed, so an entry once read is known as long as its file is. */
export class RunLibrary {
  readonly #runs: Collection;
  readonly #now: () => Date;
  readonly #known = new Map<string, { readonly modifiedMs: number; readonly entry: RunEntry }>();

  constructor(runs: Collection, now: () => Date) {
    this.#runs = runs;
    this.#now = now;
  }

  /** Newest first. */
  async list(): Promise<RunEntry[]> {
    const entries: RunEntry[] = [];
    for (const id of await this.#runs.ids()) {
      const entry = await this.#entry(id);
      if (entry !== undefined) entries.push(entry);
    }
    return entries.toSorted(
      (a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id),
    );
  }

  async read(id: string): Promise<{ entry: RunEntry; scenario: Scenario; result: CompareResult }> {
    const reading = await this.#file(id);
    if (reading.state === "missing") throw noRun(id);
    if (reading.state === "damaged") {
      throw new HeadroomError("damaged-file", `${id}.json cannot be read`, reading.problems);
    }
    const { scenario, result } = reading.value;
    return { entry: entryOf(id, reading.value), scenario, result };
  }

  async save({ scenarioId, scenario, result }: ParsedInputOf<"run.save">): Promise<RunEntry> {
    const now = this.#now();
    const file: RunFile = {
      schema: RUN_SCHEMA,
      createdAt: now.toISOString(),
      ...(scenarioId === undefined ? {} : { scenarioId }),
      scenario,
      result,
    };
    const stem = `${idFromName(scenario.name, "run").slice(0, 50)}-${compactTime(now)}`;
    const id = await this.#runs.createNamed(stem, `${JSON.stringify(file)}\n`);
    return entryOf(id, file);
  }

  async remove(id: string): Promise<void> {
    if ((await this.#runs.remove(id)) === undefined) throw noRun(id);
    this.#known.delete(id);
  }

  async #entry(id: string): Promise<RunEntry | undefined> {
    const time = await modifiedAt(this.#runs.fileOf(id));
    if (time === undefined) return undefined;
    const modifiedMs = time.getTime();
    const known = this.#known.get(id);
    if (known?.modifiedMs === modifiedMs) return known.entry;
    const reading = await this.#file(id);
    if (reading.state === "missing") return undefined;
    const entry =
      reading.state === "read"
        ? entryOf(id, reading.value)
        : damagedEntry(id, time, `${id}.json cannot be read: ${describeDamage(reading.problems)}`);
    this.#known.set(id, { modifiedMs, entry });
    return entry;
  }

  #file(id: string): Promise<JsonReading<RunFile>> {
    return readJsonFile(this.#runs.fileOf(id), RunFile, MAX_BYTES);
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

/** What can still be said of a run whose file cannot be read. */
function damagedEntry(id: string, time: Date, damage: string): RunEntry {
  const createdAt = time.toISOString();
  return { id, scenarioName: id, createdAt, seed: 0, requirementsMet: null, damage };
}

function noRun(id: string): HeadroomError {
  return new HeadroomError("not-found", `there is no run ${id}`);
}
