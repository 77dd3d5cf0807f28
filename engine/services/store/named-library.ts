import { HeadroomError } from "../../contract/errors.js";
import type { Problem } from "../../contract/errors.js";
import type { DataFolder } from "../data-folder.js";
import type { Collection, FolderFault } from "./collection.js";
import { idFromName } from "./ids.js";
import { describeDamage } from "./json-file.js";
import { copyName, renamedText, restoreLast, storeRenamed } from "./naming.js";
import { readRegularFile } from "./read-file.js";

interface NamedEntry {
  readonly id: string;
  readonly name: string;
  readonly damage?: string | undefined;
}

type Origin = "shipped" | "user";

/** Where an item was found. */
export interface Found {
  readonly id: string;
  readonly origin: Origin;
  readonly modifiedAt: Date;
}

/** What one kind of item is. */
interface NamedKind<Entry extends NamedEntry> {
  /** `claim set`: in messages. */
  readonly noun: string;
  /** The id of one whose name makes none. */
  readonly stem: string;
  /** Of the files' names, as the collections have it. */
  readonly ending: string;
  readonly maxBytes: number;
  /** Throws a HeadroomError with what is wrong with the text. */
  entryOf(found: Found, source: string | Uint8Array): Entry;
  /** What can still be said of a file that cannot be read. */
  damagedEntry(found: Found, damage: string): Entry;
}

interface Stored<Entry> {
  readonly entry: Entry;
  readonly text: string;
}

/**
 * Files that are called after the name in them, kept as they were typed: shipped ones, which never change, and
 * the user's own. One of the user's hides a shipped one of the same id.
 */
export class NamedLibrary<Entry extends NamedEntry> {
  readonly #own: Collection;
  readonly #shipped: Collection | undefined;
  readonly #keepBeside: DataFolder["keepBeside"];
  readonly #kind: NamedKind<Entry>;

  constructor(
    own: Collection,
    shipped: Collection | undefined,
    keepBeside: DataFolder["keepBeside"],
    kind: NamedKind<Entry>,
  ) {
    this.#own = own;
    this.#shipped = shipped;
    this.#keepBeside = keepBeside;
    this.#kind = kind;
  }

  /** Shipped ones first, each part in order of id; none of a folder that cannot be read. */
  async list(): Promise<Entry[]> {
    return (await this.all()).map(({ entry }) => entry);
  }

  /** {@link list}, with the text of each. */
  async all(): Promise<Stored<Entry>[]> {
    const own = await this.#own.readableIds();
    const shipped = ((await this.#shipped?.ids()) ?? []).filter((id) => !own.includes(id));
    const stored = await Promise.all([...shipped, ...own].map((id) => this.#find(id)));
    return stored.filter((one) => one !== undefined);
  }

  /** Of the user's own. Throws where their folder may not be read. */
  ids(): Promise<string[]> {
    return this.#own.ids();
  }

  /** Why the folder of the user's own cannot be read. */
  fault(): Promise<FolderFault | undefined> {
    return this.#own.fault();
  }

  /** Throws `not-found`. A file that is not what it should be is given as it stands, so that it can be mended. */
  async read(id: string): Promise<Stored<Entry>> {
    const stored = await this.#find(id);
    if (stored !== undefined) return stored;
    const none = new HeadroomError("not-found", `there is no ${this.#kind.noun} ${id}`);
    throw (await this.fault()) ?? none;
  }

  /** Saves under `id` where it is the user's own; a shipped id, and none, make a new one named by itself. */
  async save(id: string | undefined, text: string): Promise<Entry> {
    const found = { id: "", origin: "user", modifiedAt: new Date(0) } as const;
    const { name } = this.#kind.entryOf(found, text);
    if (id !== undefined && (await this.#own.has(id))) {
      const damage = (await this.#readStored(this.#own, id, "user"))?.entry.damage;
      if (damage !== undefined) await this.#keepBeside(this.#own.fileOf(id), damage);
      await this.#own.replace(id, text);
      return (await this.read(id)).entry;
    }
    const shipped = new Set(await this.#shipped?.ids());
    const stem = idFromName(name, this.#kind.stem);
    const created = await this.#own.createNamed(stem, text, (taken) => shipped.has(taken));
    return (await this.read(created)).entry;
  }

  /** What is wrong with a text that is to become the file of that id. */
  problemsIn(id: string, source: string | Uint8Array): readonly Problem[] {
    try {
      this.#kind.entryOf({ id, origin: "user", modifiedAt: new Date(0) }, source);
      return [];
    } catch (error) {
      if (error instanceof HeadroomError) return error.problems;
      throw error;
    }
  }

  /** Copies an item to a new one of the user's, under a name that no other has where none is given. */
  async duplicate(id: string, name: string | undefined): Promise<Entry> {
    const { entry, text } = await this.read(id);
    const to = name ?? copyName(entry.name, new Set((await this.list()).map((one) => one.name)));
    return this.save(undefined, renamedText(text, to, id + this.#kind.ending));
  }

  /** Gives an item of the user's another name, and its file the id that goes with it. */
  async rename(id: string, name: string, newId: string | undefined): Promise<Entry> {
    const stored = await this.#readStored(this.#own, id, "user");
    if (stored === undefined) throw await this.#notOwn(id);
    const text = renamedText(stored.text, name, id + this.#kind.ending);
    const shipped = new Set(await this.#shipped?.ids());
    const place = { id, newId, stem: idFromName(name, this.#kind.stem) };
    const now = await storeRenamed(this.#own, place, text, (taken) => shipped.has(taken));
    if (now !== id) await this.#own.erase(id);
    return (await this.read(now)).entry;
  }

  /** Moves an item to the trash. */
  async remove(id: string): Promise<void> {
    if ((await this.#own.remove(id)) === undefined) throw await this.#notOwn(id);
  }

  async restore(id: string): Promise<Entry> {
    await restoreLast(this.#own, id, this.#kind.noun);
    return (await this.read(id)).entry;
  }

  /** Why there is none of the user's to change: not one at all, or one that came with Headroom. */
  async #notOwn(id: string): Promise<HeadroomError> {
    await this.read(id);
    return new HeadroomError("conflict", `${id} came with Headroom: duplicate it to change it`);
  }

  async #find(id: string): Promise<Stored<Entry> | undefined> {
    const own = await this.#readStored(this.#own, id, "user");
    if (own !== undefined || this.#shipped === undefined) return own;
    return this.#readStored(this.#shipped, id, "shipped");
  }

  async #readStored(
    items: Collection,
    id: string,
    origin: Origin,
  ): Promise<Stored<Entry> | undefined> {
    const file = items.fileOf(id);
    const { ending, maxBytes } = this.#kind;
    const reading = await readRegularFile(file, maxBytes);
    /** It is listed with its damage, under its id for a name. */
    const damaged = (modifiedAt: Date, why: string): Entry =>
      this.#kind.damagedEntry({ id, origin, modifiedAt }, `${id}${ending} cannot be read: ${why}`);
    if (reading.bytes === undefined) {
      if (reading.missing || (await items.fault()) !== undefined) return undefined;
      return { entry: damaged(new Date(0), describeDamage([reading.problem])), text: "" };
    }
    const { bytes, modifiedAt } = reading;
    const text = new TextDecoder().decode(bytes);
    try {
      return { entry: this.#kind.entryOf({ id, origin, modifiedAt }, bytes), text };
    } catch (error) {
      if (!(error instanceof HeadroomError)) throw error;
      return { entry: damaged(modifiedAt, describeDamage(error.problems)), text };
    }
  }
}
