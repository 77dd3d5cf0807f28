import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { HeadroomError } from "../contract/errors.js";
import type { Problem } from "../contract/errors.js";
import { FILE_TEXT_MAX_BYTES } from "../contract/file-methods.js";
import type { FileKind, fileMethods } from "../contract/file-methods.js";
import type { OutputOf } from "../contract/methods.js";
import type { Services } from "../contract/service.js";
import type { DataFolder } from "./data-folder.js";
import type { Collection } from "./store/collection.js";
import { timeOfStamp } from "./store/ids.js";
import { describeDamage } from "./store/json-file.js";
import { readRegularFile } from "./store/read-file.js";

/** One kind of file, as text. */
export interface TextKind {
  readonly items: Collection;
  /** Of a file that can be read. */
  readonly maxBytes: number;
  /** What is wrong with a text that is to become the file of that id; empty: nothing. */
  problemsIn(id: string, source: string | Uint8Array): Promise<readonly Problem[]>;
  /** Brings back what went to the trash with an item. */
  restored?(id: string, stamp: string): Promise<unknown>;
}

type Kept = OutputOf<"file.save">;

/** The files of a library as they lie there, whatever is in them: read, mended, put back. */
export class LibraryFiles {
  readonly #keepBeside: DataFolder["keepBeside"];
  readonly #kinds: Readonly<Record<FileKind, TextKind>>;

  constructor(keepBeside: DataFolder["keepBeside"], kinds: Readonly<Record<FileKind, TextKind>>) {
    this.#keepBeside = keepBeside;
    this.#kinds = kinds;
  }

  /** Never throws for what it finds, nor for finding nothing: that is what the problems say. */
  async read(kind: FileKind, id: string): Promise<OutputOf<"file.read">> {
    const { items } = this.#kinds[kind];
    const file = items.fileOf(id);
    const good = await this.#lastGood(kind, id);
    const trash = good === undefined ? {} : { removedAt: timeOfStamp(good) };
    const { reading, problems } = await this.#look(kind, id, file);
    const found = { file, problems: [...problems], ...trash };
    if (reading.bytes === undefined) return { ...found, bytes: await sizeOf(file) };
    const { bytes } = reading;
    const stands = { ...found, bytes: bytes.length, version: versionOf(bytes) };
    const text = new TextDecoder().decode(bytes);
    return bytes.length > FILE_TEXT_MAX_BYTES ? stands : { ...stands, text };
  }

  check(kind: FileKind, id: string, text: string): Promise<readonly Problem[]> {
    return this.#kinds[kind].problemsIn(id, text);
  }

  /** Throws `invalid-input` with what is wrong with the text, `conflict` where the file is not the one that was read. */
  async save(
    kind: FileKind,
    id: string,
    text: string,
    replaces: string | undefined,
  ): Promise<Kept> {
    const { items } = this.#kinds[kind];
    const file = items.fileOf(id);
    const faults = await this.check(kind, id, text);
    if (faults.length > 0) {
      throw new HeadroomError("invalid-input", `${file} was not written: the text has faults`, [
        ...faults,
      ]);
    }
    const { reading, problems } = await this.#look(kind, id, file);
    const present = reading.bytes === undefined ? undefined : versionOf(reading.bytes);
    if (replaces !== undefined && present !== replaces) {
      const why = "it was changed since it was read: read it again";
      throw new HeadroomError("conflict", `${file} was not written: ${why}`);
    }
    const kept = await this.#keep(file, reading, problems);
    await items.replace(id, text);
    return { file, ...kept };
  }

  /** Throws `not-found` where the trash has nothing that can be read, `conflict` where nothing is damaged. */
  async restore(kind: FileKind, id: string): Promise<Kept> {
    const its = this.#kinds[kind];
    const file = its.items.fileOf(id);
    const stamp = await this.#lastGood(kind, id);
    if (stamp === undefined) {
      throw new HeadroomError("not-found", `the trash folder has no ${kind} ${id} to put back`);
    }
    const { reading, problems } = await this.#look(kind, id, file);
    if (problems.length === 0) {
      throw new HeadroomError("conflict", `${file} can be read: nothing takes its place`);
    }
    const kept = await this.#keep(file, reading, problems);
    await its.items.restoreOver(id, stamp);
    await its.restored?.(id, stamp);
    return { file, ...kept };
  }

  /** Stamp of the newest version in the trash that can be read. */
  async #lastGood(kind: FileKind, id: string): Promise<string | undefined> {
    const { items } = this.#kinds[kind];
    for (const stamp of await items.removed(id)) {
      const { problems } = await this.#look(kind, id, items.fileInTrash(id, stamp));
      if (problems.length === 0) return stamp;
    }
    return undefined;
  }

  async #look(kind: FileKind, id: string, file: string) {
    const its = this.#kinds[kind];
    // One that is too large for its kind may be cut down as text.
    const reading = await readRegularFile(file, Math.max(its.maxBytes, FILE_TEXT_MAX_BYTES));
    const problems =
      reading.bytes === undefined ? [reading.problem] : await its.problemsIn(id, reading.bytes);
    return { reading, problems };
  }

  async #keep(
    file: string,
    reading: Awaited<ReturnType<typeof readRegularFile>>,
    problems: readonly Problem[],
  ): Promise<{ keptAs?: string }> {
    const isMissing = reading.bytes === undefined && reading.missing;
    if (problems.length === 0 || isMissing) return {};
    return { keptAs: await this.#keepBeside(file, describeDamage(problems)) };
  }
}

/** Bytes of a file; null where it is none, or cannot be looked at. */
async function sizeOf(file: string): Promise<number | null> {
  return stat(file).then(
    (found) => (found.isFile() ? found.size : null),
    () => null,
  );
}

const versionOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The methods of files as they lie there. */
export function fileServices(
  libraryOf: (folder: string | undefined) => Promise<{ readonly files: LibraryFiles }>,
): Pick<Services, keyof typeof fileMethods> {
  const filesOf = async (keptIn: string | undefined) => (await libraryOf(keptIn)).files;
  return {
    "file.read": async ({ kind, id, keptIn }) => (await filesOf(keptIn)).read(kind, id),
    "file.check": async ({ kind, id, text, keptIn }) => ({
      problems: [...(await (await filesOf(keptIn)).check(kind, id, text))],
    }),
    "file.save": async ({ kind, id, text, replaces, keptIn }) =>
      (await filesOf(keptIn)).save(kind, id, text, replaces),
    "file.restore": async ({ kind, id, keptIn }) => (await filesOf(keptIn)).restore(kind, id),
  };
}
