import { HeadroomError } from "../contract/errors.js";
import type { Problem } from "../contract/errors.js";
import { ItemId } from "../contract/methods.js";
import type { ScenarioEntry } from "../contract/methods.js";
import {
  readScenarioOver,
  SCENARIO_MAX_BYTES,
  writeScenario,
  writeScenarioFile,
} from "../contract/scenario-file.js";
import type { FindBase } from "../contract/scenario-file.js";
import type { Scenario } from "../contract/scenario.js";
import type { DataFolder } from "./data-folder.js";
import type { Collection } from "./store/collection.js";
import { idFromName } from "./store/ids.js";
import { describeDamage } from "./store/json-file.js";
import { readRegularFile } from "./store/read-file.js";

/** One scenario file as it lies on the disk, valid or not. */
export interface StoredScenario {
  readonly entry: ScenarioEntry;
  readonly text: string;
  readonly scenario: Scenario | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Shipped scenarios, which never change, and the user's own. A user's scenario hides a shipped one of
 * the same id. Nothing here overwrites or deletes a scenario that was not named by its id.
 */
export class ScenarioLibrary {
  readonly #own: Collection;
  readonly #drafts: Collection;
  readonly #setAside: DataFolder["setAside"];
  readonly #shipped: Collection | undefined;

  constructor(data: DataFolder, shipped: Collection | undefined) {
    this.#own = data.scenarios;
    this.#drafts = data.drafts;
    this.#setAside = data.setAside;
    this.#shipped = shipped;
  }

  /** Shipped ones first, each part in order of id. */
  async list(): Promise<ScenarioEntry[]> {
    const own = await this.#own.ids();
    const shipped = ((await this.#shipped?.ids()) ?? []).filter((id) => !own.includes(id));
    const stored = await Promise.all([...shipped, ...own].map((id) => this.find(id)));
    // One that was removed since the folder was read is not there any more.
    return stored.flatMap((one) => (one === undefined ? [] : [one.entry]));
  }

  /** The text of a base that is named by its id. */
  readonly findBase: FindBase = async (base) => {
    if (!ItemId.safeParse(base).success) return undefined;
    for (const collection of [this.#own, this.#shipped]) {
      if (collection === undefined) continue;
      const reading = await readRegularFile(collection.fileOf(base), SCENARIO_MAX_BYTES);
      if (reading.bytes !== undefined) return { key: base, source: reading.bytes };
    }
    return undefined;
  };

  async find(id: string): Promise<StoredScenario | undefined> {
    return (
      (await readStored(this.#own, id, "user", this.findBase)) ??
      (this.#shipped === undefined
        ? undefined
        : readStored(this.#shipped, id, "shipped", this.findBase))
    );
  }

  /** {@link find}, throwing `not-found`. */
  async read(id: string): Promise<StoredScenario> {
    const stored = await this.find(id);
    if (stored === undefined) throw noScenario(id);
    return stored;
  }

  /**
   * Saves under `id` where it is the user's own or free, and drops its draft; a shipped id, and none,
   * make a new scenario with an id from its name.
   */
  async save(id: string | undefined, scenario: Scenario): Promise<ScenarioEntry> {
    const text = await this.#textOf(scenario, id);
    const shipped = new Set(await this.#shipped?.ids());
    const isOwn = id !== undefined && (!shipped.has(id) || (await this.#own.has(id)));
    if (isOwn) {
      await this.#keepDamaged(id);
      await this.#own.replace(id, text);
      await this.#drafts.erase(id);
      return (await this.read(id)).entry;
    }
    const stem = idFromName(scenario.name, "scenario");
    const created = await this.#own.createNamed(stem, text, (taken) => shipped.has(taken));
    for (const saved of new Set([id ?? created, created])) await this.#drafts.erase(saved);
    return (await this.read(created)).entry;
  }

  /** What a scenario inherits stays inherited where its base is in the library, and has it all. */
  async #textOf(scenario: Scenario, id: string | undefined): Promise<string> {
    const { whatIf: _mark, ...own } = scenario;
    const text = writeScenarioFile(scenario);
    const again = (await readScenarioOver(text, this.findBase, id === undefined ? [] : [id]))
      .scenario;
    if (again === undefined) return writeScenario(own);
    const { whatIf: _again, ...same } = again;
    return writeScenario(same) === writeScenario(own) ? text : writeScenario(own);
  }

  /** What is about to be replaced but cannot be read is set aside first: nothing is lost. */
  async #keepDamaged(id: string): Promise<void> {
    const stored = await readStored(this.#own, id, "user", this.findBase);
    if (stored === undefined || stored.scenario !== undefined) return;
    const reason = describeDamage(stored.problems);
    if (await this.#setAside(this.#own.fileOf(id), reason)) return;
    throw new HeadroomError("damaged-file", `${id}.json is damaged and cannot be set aside`);
  }

  /** Moves a scenario to the trash, and its unsaved text with it. */
  async remove(id: string): Promise<void> {
    const stamp = await this.#own.remove(id);
    if (stamp !== undefined) {
      await this.#drafts.remove(id, stamp);
      return;
    }
    if ((await this.find(id)) === undefined) throw noScenario(id);
    throw new HeadroomError("conflict", `${id} came with Headroom and cannot be removed`);
  }

  async restore(id: string): Promise<ScenarioEntry> {
    const stamp = await this.#own.lastRemoved(id);
    const outcome = stamp === undefined ? "missing" : await this.#own.restore(id, stamp);
    if (stamp === undefined || outcome === "missing") {
      throw new HeadroomError("not-found", `there is no removed scenario ${id}`);
    }
    if (outcome === "taken") {
      throw new HeadroomError("conflict", `another scenario has taken the id ${id} meanwhile`);
    }
    await this.#drafts.restore(id, stamp);
    return (await this.read(id)).entry;
  }
}

function noScenario(id: string): HeadroomError {
  return new HeadroomError("not-found", `there is no scenario ${id}`);
}

/** A file that cannot be read is listed with its damage, under its id for a name. */
async function readStored(
  collection: Collection,
  id: string,
  origin: ScenarioEntry["origin"],
  findBase: FindBase,
): Promise<StoredScenario | undefined> {
  const file = collection.fileOf(id);
  const reading = await readRegularFile(file, SCENARIO_MAX_BYTES);
  if (reading.bytes === undefined) {
    if (reading.missing) return undefined;
    return damaged({ id, origin, modifiedAt: new Date(0) }, "", [reading.problem]);
  }
  const { scenario, problems } = await readScenarioOver(reading.bytes, findBase, [id]);
  const text = new TextDecoder().decode(reading.bytes);
  const modifiedAt = reading.modifiedAt;
  if (scenario === undefined) return damaged({ id, origin, modifiedAt }, text, problems);
  const { name, description } = scenario;
  const entry = { id, name, description, origin, modifiedAt: modifiedAt.toISOString() };
  return { entry, text, scenario, problems };
}

function damaged(
  { id, origin, modifiedAt }: { id: string; origin: ScenarioEntry["origin"]; modifiedAt: Date },
  text: string,
  problems: readonly Problem[],
): StoredScenario {
  const damage = `${id}.json cannot be read: ${describeDamage(problems)}`;
  return {
    entry: { id, name: id, description: "", origin, modifiedAt: modifiedAt.toISOString(), damage },
    text,
    scenario: undefined,
    problems,
  };
}
