import path from "node:path";
import { z } from "zod";
import { Draft, ItemId } from "../contract/methods.js";
import { Settings } from "../contract/settings.js";
import type { ServicePorts } from "./ports.js";
import { Collection } from "./store/collection.js";
import { setAside, StoredDocument } from "./store/document.js";
import type { Recovery } from "./store/document.js";
import { describeDamage, readJsonFile } from "./store/json-file.js";

/** Ids, last used first. */
export const Recents = z.strictObject({ ids: z.array(ItemId) });

const DRAFT_MAX_BYTES = 40_000_000;

/** Everything kept under the user's data folder. Creating one touches no file. */
export class DataFolder {
  readonly folder: string;
  readonly scenarios: Collection;
  readonly runs: Collection;
  readonly drives: Collection;
  readonly drafts: Collection;
  readonly settings: StoredDocument<typeof Settings>;
  readonly recents: StoredDocument<typeof Recents>;
  readonly #ports: ServicePorts;
  readonly #recovered = new Map<string, Recovery>();

  constructor(ports: ServicePorts) {
    const { dataFolder } = ports;
    const within = (...parts: string[]): string => path.join(dataFolder, ...parts);
    const collection = (name: string): Collection =>
      new Collection(ports, within(name), within("trash", name));
    this.#ports = ports;
    this.folder = dataFolder;
    this.scenarios = collection("scenarios");
    this.runs = collection("runs");
    this.drives = collection("drives");
    this.drafts = collection("drafts");
    const fresh = Settings.parse({});
    this.settings = new StoredDocument(ports, this.note, within("settings.json"), Settings, fresh);
    this.recents = new StoredDocument(ports, this.note, within("recents.json"), Recents, {
      ids: [],
    });
  }

  /** What was found damaged so far, oldest first; reads the files that recover by themselves. */
  async recovered(): Promise<Recovery[]> {
    await this.settings.read();
    await this.recents.read();
    return [...this.#recovered.values()];
  }

  /** The unsaved text of a scenario; a damaged draft is set aside and counts as none. */
  async readDraft(id: string): Promise<Draft | undefined> {
    const file = this.drafts.fileOf(id);
    const reading = await readJsonFile(file, Draft, DRAFT_MAX_BYTES);
    if (reading.state === "read") return reading.value;
    if (reading.state === "damaged") {
      await this.setAside(file, describeDamage(reading.problems));
    }
    return undefined;
  }

  /** Renames a damaged file so that its bytes stay; false where that cannot be done. */
  readonly setAside = (file: string, reason: string): Promise<boolean> =>
    setAside(this.#ports, this.note, file, reason);

  /** By the file's name, because a file that cannot be set aside is found damaged at every read. */
  readonly note = (recovery: Recovery): void => {
    this.#recovered.set(recovery.keptAs, recovery);
  };
}
