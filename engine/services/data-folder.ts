import path from "node:path";
import { Settings } from "../contract/settings.js";
import type { ServicePorts } from "./ports.js";
import { keepBeside, setAside, StoredDocument } from "./store/document.js";
import type { Recovery } from "./store/document.js";

/** What belongs to this user on this machine, and what was found damaged. Creating one touches no file. */
export class DataFolder {
  readonly folder: string;
  readonly settings: StoredDocument<typeof Settings>;
  readonly #ports: ServicePorts;
  readonly #recovered = new Map<string, Recovery>();

  constructor(ports: ServicePorts) {
    const { dataFolder } = ports;
    this.#ports = ports;
    this.folder = dataFolder;
    const fresh = Settings.parse({});
    this.settings = new StoredDocument(
      ports,
      this.note,
      path.join(dataFolder, "settings.json"),
      Settings,
      fresh,
    );
  }

  /** What was found damaged so far, oldest first; reads the files that recover by themselves. */
  async recovered(): Promise<Recovery[]> {
    await this.settings.read();
    return [...this.#recovered.values()];
  }

  /** Renames a damaged file so that its bytes stay; false where that cannot be done. */
  readonly setAside = (file: string, reason: string): Promise<boolean> =>
    setAside(this.#ports, this.note, file, reason);

  /** Keeps the bytes of a damaged file that is about to be replaced, and gives the name of the file they are in. */
  readonly keepBeside = (file: string, reason: string): Promise<string> =>
    keepBeside(this.#ports, this.note, file, reason);

  /** By the file's name, because a file that cannot be set aside is found damaged at every read. */
  readonly note = (recovery: Recovery): void => {
    this.#recovered.set(recovery.keptAs, recovery);
  };
}
