import { z } from "zod";
import { DriveResult } from "../../../contract/drive.js";
import type { Problem } from "../../../contract/errors.js";
import type { DriveEntry } from "../../../contract/methods.js";
import { ARCHITECTURES } from "../../../contract/result.js";
import { Scenario } from "../../../contract/scenario.js";
import type { Collection } from "../../store/collection.js";
import { RecordLibrary } from "../../store/record-library.js";

const DRIVE_SCHEMA = "headroom/drive/v1";

/** A live measurement: the scenario that was played, what came out, and when. */
const DriveFile = z.strictObject({
  schema: z.literal(DRIVE_SCHEMA),
  createdAt: z.iso.datetime(),
  scenario: Scenario,
  result: DriveResult,
});
type DriveFile = z.infer<typeof DriveFile>;

/** Live measurements that were kept. */
export class DriveLibrary {
  readonly #drives: RecordLibrary<typeof DriveFile, DriveEntry>;
  readonly #now: () => Date;

  constructor(drives: Collection, now: () => Date) {
    this.#now = now;
    this.#drives = new RecordLibrary<typeof DriveFile, DriveEntry>(drives, {
      noun: "drive",
      schema: DriveFile,
      titleOf: ({ scenarioName }) => scenarioName,
      entryOf,
      damagedEntry: (id, createdAt, damage) => ({
        id,
        scenarioName: id,
        createdAt,
        workload: "",
        origin: null,
        ratePerSecond: null,
        repeats: null,
        architectures: [],
        damage,
      }),
    });
  }

  /** Newest first. */
  list(): Promise<DriveEntry[]> {
    return this.#drives.list();
  }

  async read(id: string): Promise<{ entry: DriveEntry; scenario: Scenario; result: DriveResult }> {
    const { entry, file } = await this.#drives.read(id);
    return { entry, scenario: file.scenario, result: file.result };
  }

  async save(scenario: Scenario, result: DriveResult): Promise<DriveEntry> {
    const now = this.#now();
    return this.#drives.save(scenario.name, now, {
      schema: DRIVE_SCHEMA,
      createdAt: now.toISOString(),
      scenario,
      result,
    });
  }

  problemsIn(source: string | Uint8Array): readonly Problem[] {
    return this.#drives.problemsIn(source);
  }

  remove(id: string): Promise<void> {
    return this.#drives.remove(id);
  }

  restore(id: string): Promise<DriveEntry> {
    return this.#drives.restore(id);
  }
}

function entryOf(id: string, { createdAt, result }: DriveFile): DriveEntry {
  const { scenarioName, workload, origin, ratePerSecond, repeats, architectures } = result;
  return {
    id,
    scenarioName,
    createdAt,
    workload,
    origin,
    ratePerSecond,
    repeats,
    architectures: ARCHITECTURES.filter((one) => architectures[one] !== undefined),
  };
}
