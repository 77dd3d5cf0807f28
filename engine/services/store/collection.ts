import { randomBytes } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { HeadroomError } from "../../contract/errors.js";
import { isItemId } from "../../contract/item-id.js";
import { createFile, isTemporary, moveFile, moveOver, replaceFile } from "./atomic-write.js";
import { describeFileError, errorCode, writing } from "./file-system.js";
import type { WritableFileSystem } from "./file-system.js";
import { compactTime } from "./ids.js";

const LEFTOVER_AGE_MS = 3_600_000;
/** What the trash keeps an item under: when it went there, and a few letters that part it from others. */
const STAMP = /^\d{8}t\d{9}z-[0-9a-f]{6}$/;

/** What a collection stores with: shared by every collection of one data folder. */
export interface CollectionPorts {
  readonly fs: WritableFileSystem;
  readonly now: () => Date;
}

/** A folder that is there and cannot be read. */
export class FolderFault extends HeadroomError {
  readonly folder: string;
  /** What was found in its place, in words. */
  readonly found: string;

  constructor(folder: string, error: unknown) {
    const found = /^(EACCES|EPERM)$/.test(errorCode(error) ?? "")
      ? "a folder that may not be read"
      : describeFileError(error);
    super("unavailable", `the folder ${folder} cannot be read: found ${found}`);
    this.folder = folder;
    this.found = found;
  }
}

/** A folder of JSON files named by id, with a trash folder beside it. Holds no state but its paths. */
export class Collection {
  readonly #ports: CollectionPorts;
  readonly #folder: string;
  readonly #trash: string;
  readonly #ending: string;

  /** `ending` of the files' names, so that two kinds of item may share a folder. */
  constructor(ports: CollectionPorts, folder: string, trash: string, ending = ".json") {
    this.#ports = ports;
    this.#folder = folder;
    this.#trash = trash;
    this.#ending = ending;
  }

  /** The folder of the files: relative names inside them are looked up here. */
  get folder(): string {
    return this.#folder;
  }

  fileOf(id: string): string {
    return path.join(this.#folder, id + this.#ending);
  }

  /** Why the folder, which is there, cannot be read; undefined where it can be, and where there is none. */
  async fault(): Promise<FolderFault | undefined> {
    return readdir(this.#folder).then(
      () => undefined,
      (error: unknown) =>
        errorCode(error) === "ENOENT" ? undefined : new FolderFault(this.#folder, error),
    );
  }

  /** {@link ids}, and none of a folder that cannot be read: it hides nothing that lies elsewhere. */
  async readableIds(): Promise<string[]> {
    return (await this.fault()) === undefined ? this.ids() : [];
  }

  /**
   * Ids in use, sorted. Files whose name is no id are not ours and are left alone. Throws a {@link FolderFault}
   * where the folder may not be read, for whoever has to know all of them.
   */
  async ids(): Promise<string[]> {
    const names = await namesIn(this.#folder);
    await this.#sweep(names.filter(isTemporary));
    return names
      .filter((name) => name.endsWith(this.#ending))
      .map((name) => name.slice(0, -this.#ending.length))
      .filter(isItemId)
      .toSorted();
  }

  async has(id: string): Promise<boolean> {
    return (await modifiedAt(this.fileOf(id))) !== undefined;
  }

  async replace(id: string, text: string): Promise<void> {
    const file = this.fileOf(id);
    await writing(file, () => replaceFile(this.#ports.fs, file, text));
  }

  /** Stores under `id`, or changes nothing and returns false where the id is taken. */
  async create(id: string, text: string): Promise<boolean> {
    const file = this.fileOf(id);
    return writing(file, () => createFile(this.#ports.fs, file, text));
  }

  /** Stores under the first free id of `stem`, `stem-2`, `stem-3`…, skipping those `isTaken` elsewhere. */
  async createNamed(
    stem: string,
    text: string,
    isTaken: (id: string) => boolean = () => false,
  ): Promise<string> {
    for (let number = 1; ; number += 1) {
      const id = number === 1 ? stem : `${stem}-${number}`;
      if (!isTaken(id) && (await this.create(id, text))) return id;
    }
  }

  /**
   * Moves an item to the trash and gives the stamp it is kept under, or undefined where there is none.
   * Items removed together share a stamp. Nothing in the trash is ever overwritten.
   */
  async remove(id: string, stamp = this.#newStamp()): Promise<string | undefined> {
    const outcome = await this.#move(this.fileOf(id), this.fileInTrash(id, stamp));
    return outcome === "moved" ? stamp : undefined;
  }

  /** Stamps of the items of that id in the trash, removed last first. */
  async removed(id: string): Promise<string[]> {
    return (await namesIn(this.#trash))
      .filter((name) => name.startsWith(`${id}.`) && name.endsWith(this.#ending))
      .map((name) => name.slice(id.length + 1, -this.#ending.length))
      .filter((stamp) => STAMP.test(stamp))
      .toSorted()
      .toReversed();
  }

  /** Where a removed item lies. */
  fileInTrash(id: string, stamp: string): string {
    return path.join(this.#trash, `${id}.${stamp}${this.#ending}`);
  }

  /** Brings a removed item back, unless its id is in use again. */
  async restore(id: string, stamp: string): Promise<"moved" | "missing" | "taken"> {
    return this.#move(this.fileInTrash(id, stamp), this.fileOf(id));
  }

  /** Puts a removed item in the place of the one that has its id now, in one step. */
  async restoreOver(id: string, stamp: string): Promise<void> {
    const file = this.fileOf(id);
    await writing(file, () => moveOver(this.#ports.fs, this.fileInTrash(id, stamp), file));
  }

  /** Deletes an item for good; nothing happens where there is none. */
  async erase(id: string): Promise<void> {
    const file = this.fileOf(id);
    await writing(file, async () => {
      try {
        await this.#ports.fs.unlink(file);
      } catch (error) {
        if (errorCode(error) !== "ENOENT") throw error;
      }
    });
  }

  async #move(from: string, to: string): Promise<"moved" | "missing" | "taken"> {
    return writing(from, async () => {
      try {
        await moveFile(this.#ports.fs, from, to);
        return "moved";
      } catch (error) {
        if (errorCode(error) === "ENOENT") return "missing";
        if (errorCode(error) === "EEXIST") return "taken";
        throw error;
      }
    });
  }

  #newStamp(): string {
    return `${compactTime(this.#ports.now())}-${randomBytes(3).toString("hex")}`;
  }

  /** Removes what interrupted writes left long ago; a young one may belong to a running process. */
  async #sweep(names: readonly string[]): Promise<void> {
    const oldest = this.#ports.now().getTime() - LEFTOVER_AGE_MS;
    for (const name of names) {
      const file = path.join(this.#folder, name);
      const time = await modifiedAt(file);
      if (time !== undefined && time.getTime() < oldest) {
        await this.#ports.fs.unlink(file).catch(() => undefined);
      }
    }
  }
}

/** When a file was last written, or undefined where there is none. */
export async function modifiedAt(file: string): Promise<Date | undefined> {
  try {
    return (await stat(file)).mtime;
  } catch {
    return undefined;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // A file in the place of a folder has no files in it; whoever writes into it is told.
    if (/^(ENOENT|ENOTDIR)$/.test(errorCode(error) ?? "")) return [];
    throw new FolderFault(folder, error);
  }
}
