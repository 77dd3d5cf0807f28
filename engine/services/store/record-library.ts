import type { z } from "zod";
import { HeadroomError } from "../../contract/errors.js";
import type { Problem } from "../../contract/errors.js";
import { modifiedAt } from "./collection.js";
import type { Collection } from "./collection.js";
import { compactTime, idFromName } from "./ids.js";
import { describeDamage, parseAs, readJsonFile } from "./json-file.js";
import { copyName, restoreLast } from "./naming.js";

export const RECORD_MAX_BYTES = 50_000_000;
/** Of a file of another kind every field is a fault, which nobody reads to the end. */
const MOST_PROBLEMS = 50;

interface RecordEntry {
  readonly id: string;
  readonly name?: string | undefined;
  readonly scenarioId?: string | undefined;
  readonly createdAt: string;
  readonly damage?: string | undefined;
}

/** What one kind of record is. */
interface RecordKind<Schema extends z.ZodType, Entry extends RecordEntry> {
  /** `run`: in messages, and the name of one that has no other. */
  readonly noun: string;
  readonly schema: Schema;
  /** What an entry is called that was given no name. */
  titleOf(entry: Entry): string;
  entryOf(id: string, file: z.output<Schema>): Entry;
  /** What can still be said of a file that cannot be read. */
  damagedEntry(id: string, createdAt: string, damage: string): Entry;
}

/**
 * Results that were kept. Of one that is there only its name and the id of its scenario ever change. An entry
 * once read is known as long as its file is as it was.
 */
export class RecordLibrary<Schema extends z.ZodType, Entry extends RecordEntry> {
  readonly #records: Collection;
  readonly #kind: RecordKind<Schema, Entry>;
  readonly #known = new Map<string, { readonly modifiedMs: number; readonly entry: Entry }>();

  constructor(records: Collection, kind: RecordKind<Schema, Entry>) {
    this.#records = records;
    this.#kind = kind;
  }

  /** Newest first; none of a folder that cannot be read. */
  async list(): Promise<Entry[]> {
    return this.#entries(await this.#records.readableIds());
  }

  async #entries(ids: readonly string[]): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const id of ids) {
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
    const id = await this.#records.createNamed(stem, textOf(file));
    return this.#kind.entryOf(id, file);
  }

  /** Copies a record beside itself, under a name that no other has where none is given. */
  async duplicate(id: string, name: string | undefined): Promise<Entry> {
    const { entry, file } = await this.read(id);
    const shownName = (one: Entry): string => one.name ?? this.#kind.titleOf(one);
    const taken = new Set((await this.list()).map(shownName));
    const named = { name: name ?? copyName(shownName(entry), taken) };
    const copy = this.#kind.schema.parse(Object.assign({}, file, named));
    return this.#kind.entryOf(
      await this.#records.createNamed(`${id.slice(0, 70)}-copy`, textOf(copy)),
      copy,
    );
  }

  async rename(id: string, name: string): Promise<Entry> {
    return this.#change(id, { name });
  }

  /** The scenario that records were made of has another id now. Throws where their folder may not be read. */
  async followScenario(from: string, to: string): Promise<void> {
    const all = await this.#entries(await this.#records.ids());
    for (const { id, scenarioId, damage } of all) {
      if (scenarioId === from && damage === undefined) await this.#change(id, { scenarioId: to });
    }
  }

  async remove(id: string): Promise<void> {
    if ((await this.#records.remove(id)) === undefined) throw this.#missing(id);
    this.#known.delete(id);
  }

  async restore(id: string): Promise<Entry> {
    await restoreLast(this.#records, id, this.#kind.noun);
    const entry = await this.#entry(id);
    if (entry === undefined) throw this.#missing(id);
    return entry;
  }

  /** What is wrong with a text that is to become a file of this kind. */
  problemsIn(source: string | Uint8Array): readonly Problem[] {
    const parsed = parseAs(source, this.#kind.schema);
    return "problems" in parsed ? parsed.problems.slice(0, MOST_PROBLEMS) : [];
  }

  async #change(id: string, fields: Pick<RecordEntry, "name" | "scenarioId">): Promise<Entry> {
    const { file } = await this.read(id);
    const changed = this.#kind.schema.parse(Object.assign({}, file, fields));
    await this.#records.replace(id, textOf(changed));
    this.#known.delete(id);
    return this.#kind.entryOf(id, changed);
  }

  async #entry(id: string): Promise<Entry | undefined> {
    // What may not be looked at, such as a loop of links, is there all the same.
    const time = (await modifiedAt(this.#records.fileOf(id))) ?? new Date(0);
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
    return readJsonFile(this.#records.fileOf(id), this.#kind.schema, RECORD_MAX_BYTES);
  }

  #missing(id: string): HeadroomError {
    return new HeadroomError("not-found", `there is no ${this.#kind.noun} ${id}`);
  }
}

/** In lines, so that two versions can be held against each other. */
function textOf(file: unknown): string {
  return `${JSON.stringify(file, undefined, 1)}\n`;
}
