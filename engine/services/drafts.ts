import { Draft } from "../contract/library.js";
import type { DataFolder } from "./data-folder.js";
import type { Collection } from "./store/collection.js";
import { describeDamage, readJsonFile } from "./store/json-file.js";

const DRAFT_MAX_BYTES = 40_000_000;

/** Unsaved texts of scenarios, by the scenario's id. */
export class Drafts {
  readonly #drafts: Collection;
  readonly #setAside: DataFolder["setAside"];

  constructor(drafts: Collection, setAside: DataFolder["setAside"]) {
    this.#drafts = drafts;
    this.#setAside = setAside;
  }

  /** A damaged draft is set aside and counts as none. */
  async read(id: string): Promise<Draft | undefined> {
    const file = this.#drafts.fileOf(id);
    const reading = await readJsonFile(file, Draft, DRAFT_MAX_BYTES);
    if (reading.state === "read") return reading.value;
    if (reading.state === "damaged") {
      await this.#setAside(file, describeDamage(reading.problems));
    }
    return undefined;
  }

  write(id: string, draft: Draft): Promise<void> {
    return this.#drafts.replace(id, `${JSON.stringify(draft)}\n`);
  }

  erase(id: string): Promise<void> {
    return this.#drafts.erase(id);
  }

  /** To the trash with the scenario it is of, under the same stamp. */
  async remove(id: string, stamp: string): Promise<void> {
    await this.#drafts.remove(id, stamp);
  }

  async restore(id: string, stamp: string): Promise<void> {
    await this.#drafts.restore(id, stamp);
  }
}
