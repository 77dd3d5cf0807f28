import type { z } from "zod";
import { HeadroomError } from "../../contract/errors.js";
import { replaceFile } from "./atomic-write.js";
import { compactTime } from "./ids.js";
import { errorCode, writing } from "./file-system.js";
import type { CollectionPorts } from "./collection.js";
import { describeDamage, readJsonFile } from "./json-file.js";

const MAX_BYTES = 20_000_000;

/** A damaged file, why it cannot be read, and where its bytes are kept. */
export interface Recovery {
  readonly file: string;
  readonly reason: string;
  readonly keptAs: string;
}

/** Collects what was found damaged while this process ran. */
export type NoteRecovery = (recovery: Recovery) => void;

/**
 * Sets a damaged file aside under a name that says so, and notes it. Returns false where the folder
 * cannot be written; the file then stays, and so do its bytes.
 */
export async function setAside(
  { fs, now }: CollectionPorts,
  note: NoteRecovery,
  file: string,
  reason: string,
): Promise<boolean> {
  const keptAs = `${file}.damaged-${compactTime(now())}`;
  try {
    await fs.rename(file, keptAs);
    note({ file, reason, keptAs });
    return true;
  } catch {
    note({ file, reason, keptAs: file });
    return false;
  }
}

/**
 * Gives a damaged file a second name that says so, and notes it: until something takes its place it stays where
 * it is. Where no file can have two names it is set aside. Gives the second name; throws where that fails.
 */
export async function keepBeside(
  { fs, now }: CollectionPorts,
  note: NoteRecovery,
  file: string,
  reason: string,
): Promise<string> {
  const name = `${file}.damaged-${compactTime(now())}`;
  return writing(file, async () => {
    for (let number = 1; ; number += 1) {
      const keptAs = number === 1 ? name : `${name}-${number}`;
      try {
        await fs.link(file, keptAs);
      } catch (error) {
        if (errorCode(error) === "EEXIST") continue;
        await fs.rename(file, keptAs);
      }
      note({ file, reason, keptAs });
      return keptAs;
    }
  });
}

/** One JSON file with a default: settings, recents. A damaged one is set aside and starts afresh. */
export class StoredDocument<S extends z.ZodType> {
  readonly #ports: CollectionPorts;
  readonly #note: NoteRecovery;
  readonly #file: string;
  readonly #schema: S;
  readonly #fresh: z.output<S>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    ports: CollectionPorts,
    note: NoteRecovery,
    file: string,
    schema: S,
    fresh: z.output<S>,
  ) {
    this.#ports = ports;
    this.#note = note;
    this.#file = file;
    this.#schema = schema;
    this.#fresh = fresh;
  }

  async read(): Promise<z.output<S>> {
    return (await this.#load()).value;
  }

  /**
   * Writes what `change` makes of the present value. Changes of this process never interleave. Throws
   * rather than overwrite a damaged file that could not be set aside.
   */
  async update(change: (current: z.output<S>) => z.output<S>): Promise<z.output<S>> {
    const next = this.#last.then(async () => {
      const { value, replaceable } = await this.#load();
      if (!replaceable) {
        throw new HeadroomError("damaged-file", `${this.#file} is damaged and cannot be set aside`);
      }
      const changed = change(value);
      const text = `${JSON.stringify(changed, undefined, 2)}\n`;
      await writing(this.#file, () => replaceFile(this.#ports.fs, this.#file, text));
      return changed;
    });
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #load(): Promise<{ value: z.output<S>; replaceable: boolean }> {
    const reading = await readJsonFile(this.#file, this.#schema, MAX_BYTES);
    if (reading.state === "read") return { value: reading.value, replaceable: true };
    if (reading.state === "missing") return { value: this.#fresh, replaceable: true };
    const reason = describeDamage(reading.problems);
    return {
      value: this.#fresh,
      replaceable: await setAside(this.#ports, this.#note, this.#file, reason),
    };
  }
}
