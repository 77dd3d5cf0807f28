import type { z } from "zod";
import { HeadroomError } from "../../contract/errors.js";
import { modifiedAt } from "./collection.js";
import type { Collection } from "./collection.js";
import { compactTime, idFromName } from "./ids.js";
import { describeDamage, readJsonFile } from "./json-file.js";

const MAX_BYTES = 50_000_000;

interface RecordEntry {
  readonly id: string;
  readonly createdAt: string;
}

/** What one kind of record is. */
interface RecordKind<Schema extends z.ZodType, Entry extends RecordEntry> {
  /** `run`: in messages, and the name of one that has no other. */
  readonly noun: string;
  readonly schema: Schema;
  entryOf(id: string, file: z.output<Schema>): Entry;
  /** What can still be said of a file that cannot be read. */
  damagedEntry(id: string, createdAt: string, damage: string): Entry;
}

/** Results that were kept. They are never changed, so an entry once read is known as long as its file is. */
export class RecordLibrary<Schema extends z.ZodType, Entry extends RecordEntry> {
  readonly #records: Collection;
  readonly #kind: RecordKind<Schema, Entry>;
  readonly #known = new Map<string, { readonly modifiedMs: number; readonly entry: Entry }>();

  constructor(records: Collection, kind: RecordKind<Schema, Entry>) {
    this.#records = records;
    this.#kind = kind;
  }

  /** Newest first. */
  async list(): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const id of await this.#records.ids()) {
      const entry = await this.#entry(id);
      if (entry !== undefined) entries.push(entry);
    }
    return entries.toSorted(
      (a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id),
    );
  }

  /** Throws `not-found`, or `damaged-file` with what is wrong. */
  async read(id: string): Promise<{ entry: Entry; file: z.output<Schema> }> {
    const reading = await this.#file(id);
    if (reading.state === "missing") throw this.#missing(id);
    if (reading.state === "damaged") {
      throw new HeadroomError("damaged-file", `${id}.json cannot be read`, reading.problems);
    }
    return { entry: this.#kind.entryOf(id, reading.value), file: reading.value };
  }

  /** Keeps a record under an id made of `name` and the time. */
  async save(name: string, now: Date, file: z.output<Schema>): Promise<Entry> {
    const stem = `${idFromName(name, this.#kind.noun).slice(0, 50)}-${compactTime(now)}`;
    const id = await this.#records.createNamed(stem, `${JSON.stringify(file)}\n`);
    return this.#kind.entryOf(id, file);
  }

  async remove(id: string): Promise<void> {
    if ((await this.#records.remove(id)) === undefined) throw this.#missing(id);
    this.#known.delete(id);
  }

  async #entry(id: string): Promise<Entry | undefined> {
    const time = await modifiedAt(this.#records.fileOf(id));
    if (time === undefined) return undefined;
    const modifiedMs = time.getTime();
    const known = this.#known.get(id);
    if (known?.modifiedMs === modifiedMs) return known.entry;
    const reading = await this.#file(id);
    if (reading.state === "missing") return undefined;
    const entry =
      reading.state === "read"
        ? this.#kind.entryOf(id, reading.value)
        : this.#kind.damagedEntry(
            id,
            time.toISOString(),
            `${id}.json cannot be read: ${describeDamage(reading.problems)}`,
          );
    this.#known.set(id, { modifiedMs, entry });
    return entry;
  }

  #file(id: string) {
    return readJsonFile(this.#records.fileOf(id), this.#kind.schema, MAX_BYTES);
  }

  #missing(id: string): HeadroomError {
    return new HeadroomError("not-found", `there is no ${this.#kind.noun} ${id}`);
  }
}
