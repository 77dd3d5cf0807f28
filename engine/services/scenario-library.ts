import { isRecord } from "../base/guards.js";
import { readDocument } from "../contract/document.js";
import { HeadroomError } from "../contract/errors.js";
import type { Problem } from "../contract/errors.js";
import { isItemId } from "../contract/item-id.js";
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
import type { Drafts } from "./drafts.js";
import type { Collection } from "./store/collection.js";
import { idFromName } from "./store/ids.js";
import { describeDamage } from "./store/json-file.js";
import { copyName, renamedText, restoreLast, storeRenamed, withFields } from "./store/naming.js";
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
  readonly #drafts: Drafts;
  readonly #keepBeside: DataFolder["keepBeside"];
  readonly #shipped: Collection | undefined;

  constructor(
    own: Collection,
    shipped: Collection | undefined,
    drafts: Drafts,
    keepBeside: DataFolder["keepBeside"],
  ) {
    this.#own = own;
    this.#shipped = shipped;
    this.#drafts = drafts;
    this.#keepBeside = keepBeside;
  }

  /** Shipped ones first, each part in order of id; none of a folder that cannot be read. */
  async list(): Promise<ScenarioEntry[]> {
    const own = await this.#own.readableIds();
    const shipped = ((await this.#shipped?.ids()) ?? []).filter((id) => !own.includes(id));
    const stored = await Promise.all([...shipped, ...own].map((id) => this.find(id)));
    // One that was removed since the folder was read is not there any more.
    return stored.flatMap((one) => (one === undefined ? [] : [one.entry]));
  }

  /** The text of a base that is named by its id. */
  readonly findBase: FindBase = async (base) => {
    if (!isItemId(base)) return undefined;
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
    if (stored === undefined) throw (await this.#own.fault()) ?? noScenario(id);
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

  /** Takes in a text as it is, as a new scenario whose id comes from `name`. */
  async import(name: string, text: string): Promise<ScenarioEntry> {
    const shipped = new Set(await this.#shipped?.ids());
    const stem = idFromName(name, "scenario");
    const created = await this.#own.createNamed(stem, text, (taken) => shipped.has(taken));
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

  /** What is wrong with a text that is to become the file of that id. */
  async problemsIn(id: string, source: string | Uint8Array): Promise<readonly Problem[]> {
    return (await readScenarioOver(source, this.findBase, [id])).problems;
  }

  /** What is about to be replaced but cannot be read is kept beside it: nothing is lost. Tells whether it was so. */
  async #keepDamaged(id: string): Promise<boolean> {
    const stored = await readStored(this.#own, id, "user", this.findBase);
    if (stored === undefined || stored.scenario !== undefined) return false;
    await this.#keepBeside(this.#own.fileOf(id), describeDamage(stored.problems));
    return true;
  }

  /** Copies a scenario to a new one of the user's, under a name that no other has where none is given. */
  async duplicate(id: string, name: string | undefined): Promise<ScenarioEntry> {
    const { entry, text } = await this.read(id);
    const to = name ?? copyName(entry.name, new Set((await this.list()).map((one) => one.name)));
    const copy = renamedText(text, to, `${id}.json`);
    const shipped = new Set(await this.#shipped?.ids());
    const stem = idFromName(to, "scenario");
    const created = await this.#own.createNamed(stem, copy, (taken) => shipped.has(taken));
    return (await this.read(created)).entry;
  }

  /**
   * Gives a scenario of the user's another name, and its file the id that goes with it. A new file is whole
   * before `follow` and the scenarios that inherit from it turn to it, and the old one goes last: wherever this
   * is broken off, nothing is lost and nothing points nowhere.
   */
  async rename(
    id: string,
    name: string,
    newId: string | undefined,
    follow: (from: string, to: string) => Promise<void>,
  ): Promise<ScenarioEntry> {
    const stored = await readStored(this.#own, id, "user", this.findBase);
    if (stored === undefined) throw await this.#notOwn(id);
    const text = renamedText(stored.text, name, `${id}.json`);
    const shipped = new Set(await this.#shipped?.ids());
    const place = { id, newId, stem: idFromName(name, "scenario") };
    const now = await storeRenamed(this.#own, place, text, (taken) => shipped.has(taken));
    await this.#renameDraft(id, now, name);
    if (now !== id) {
      await this.#rebase(id, now);
      await follow(id, now);
      await this.#drafts.erase(id);
      await this.#own.erase(id);
    }
    return (await this.read(now)).entry;
  }

  /** Unsaved text goes along. Where it is no JSON (yet) it stays as typed. */
  async #renameDraft(from: string, to: string, name: string): Promise<void> {
    const draft = await this.#drafts.read(from);
    if (draft === undefined) return;
    const text = withFields(draft.text, { name }) ?? draft.text;
    await this.#drafts.write(to, { ...draft, text });
  }

  /** What inherits from one scenario inherits from the other. */
  async #rebase(from: string, to: string): Promise<void> {
    for (const id of await this.#own.ids()) {
      const stored = await readStored(this.#own, id, "user", this.findBase);
      const reading = readDocument(stored?.text ?? "", SCENARIO_MAX_BYTES);
      if ("problem" in reading || !isRecord(reading.document)) continue;
      if (stored === undefined || reading.document["base"] !== from) continue;
      await this.#own.replace(id, withFields(stored.text, { base: to }) ?? stored.text);
    }
  }

  /** Moves a scenario to the trash, and its unsaved text with it. */
  async remove(id: string): Promise<void> {
    const stamp = await this.#own.remove(id);
    if (stamp === undefined) throw await this.#notOwn(id);
    await this.#drafts.remove(id, stamp);
  }

  /** Brings back the one of that id that was removed last; a damaged one gives way to it. */
  async restore(id: string): Promise<ScenarioEntry> {
    const [stamp] = await this.#own.removed(id);
    if (stamp !== undefined && (await this.#keepDamaged(id))) {
      await this.#own.restoreOver(id, stamp);
    } else await restoreLast(this.#own, id, "scenario");
    if (stamp !== undefined) await this.#drafts.restore(id, stamp);
    return (await this.read(id)).entry;
  }

  /** Why there is none of the user's to change: not one at all, or one that came with Headroom. */
  async #notOwn(id: string): Promise<HeadroomError> {
    await this.read(id);
    return new HeadroomError("conflict", `${id} came with Headroom: duplicate it to change it`);
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
    if (reading.missing || (await collection.fault()) !== undefined) return undefined;
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
