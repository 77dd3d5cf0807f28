import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { HeadroomError } from "../contract/errors.js";
import { throwIfCancelled } from "../base/progress.js";
import type { CallContext, Services } from "../contract/service.js";
import type { WorkspaceEntry } from "../contract/workspace.js";
import type { DataFolder } from "./data-folder.js";
import { FOLDERS, Library } from "./library.js";
import type { ServicePorts } from "./ports.js";
import { createFile } from "./store/atomic-write.js";
import { StoredDocument } from "./store/document.js";
import { describeFileError, errorCode, writing } from "./store/file-system.js";
import { readJsonFile } from "./store/json-file.js";
import { watchFolders } from "./store/watch.js";

const FILE = "workspaces.json";
const MAX_BYTES = 1_000_000;
const MOST_RECENT = 20;
/** What of a workspace belongs to one machine: drafts, the trash, what was opened last. */
const LOCAL = ".headroom";

const Opened = z.strictObject({
  /** null: the data folder's own. */
  present: z.string().nullable(),
  recent: z.array(z.strictObject({ folder: z.string(), openedAt: z.iso.datetime() })),
});

type FolderPorts = Pick<ServicePorts, "fs" | "shippedFolder">;

/**
 * A folder as a workspace: its real path, with the git-ignored folder for what stays on this machine in it.
 * Throws `invalid-input`, naming `field`, for what is no folder, cannot be written or is the app's own.
 */
export async function workspaceFolder(
  { fs, shippedFolder }: FolderPorts,
  asked: string,
  { create, field }: { readonly create: boolean; readonly field: string },
): Promise<string> {
  const refused = (expected: string, found: string): HeadroomError =>
    new HeadroomError("invalid-input", `${asked} cannot be a workspace`, [
      { path: field, expected, found },
    ]);
  if (!path.isAbsolute(asked)) throw refused("an absolute path", asked);
  if (create) await writing(asked, () => fs.mkdir(asked, { recursive: true, mode: 0o700 }));
  const found = await whatElse(asked);
  if (found !== undefined) throw refused("a folder that is there", found);
  const folder = await realpath(asked);
  const app = shippedFolder === undefined ? undefined : await realpath(path.dirname(shippedFolder));
  if (app !== undefined && (folder === app || folder.startsWith(app + path.sep))) {
    throw refused("a folder of your own", "Headroom's own folder, which an update replaces");
  }
  const local = path.join(folder, LOCAL);
  try {
    // Not `recursive`: where nothing can be made, as in /proc, Node then tries for ever.
    await fs.mkdir(local, { mode: 0o700 }).catch((error: unknown) => {
      if (errorCode(error) !== "EEXIST") throw error;
    });
    const ignore = path.join(local, ".gitignore");
    await createFile(
      fs,
      ignore,
      "# Of this machine alone: drafts, the trash, what was opened last.\n*\n",
    );
  } catch (error) {
    throw refused("a folder that can be written", describeFileError(error));
  }
  return folder;
}

/** The workspace that was opened last on this machine; undefined where that is the default one, or is gone. */
export async function lastWorkspace(dataFolder: string): Promise<string | undefined> {
  const reading = await readJsonFile(path.join(dataFolder, FILE), Opened, MAX_BYTES);
  const folder = reading.state === "read" ? reading.value.present : null;
  return folder === null || (await whatElse(folder)) !== undefined ? undefined : folder;
}

/** The library that is open, and the folders that were. One engine has one of them open at a time. */
export class Workspaces {
  readonly #ports: ServicePorts;
  readonly #data: DataFolder;
  readonly #opened: StoredDocument<typeof Opened>;
  readonly #libraries = new Map<string, Library>();
  readonly #onOpen: (library: Library) => void;
  readonly #followers = new Set<(present: WorkspaceEntry) => void>();
  #current: Library;

  /** `onOpen` is told of every library that is opened after the first one. */
  constructor(ports: ServicePorts, data: DataFolder, onOpen: (library: Library) => void) {
    this.#ports = ports;
    this.#data = data;
    const fresh = { present: null, recent: [] };
    const file = path.join(ports.dataFolder, FILE);
    this.#opened = new StoredDocument(ports, data.note, file, Opened, fresh);
    this.#onOpen = onOpen;
    this.#current = this.#libraryIn(ports.workspaceFolder ?? ports.dataFolder);
  }

  get current(): Library {
    return this.#current;
  }

  /**
   * The library of a folder that is open or was: what began in one workspace is kept there, though another is
   * open by now. Throws `not-found` for any other folder.
   */
  async libraryOf(folder: string | undefined): Promise<Library> {
    if (folder === undefined || folder === this.#current.folders.folder) return this.#current;
    const { recent } = await this.#opened.read();
    const known =
      folder === this.#ports.dataFolder ||
      this.#libraries.has(folder) ||
      recent.some((one) => one.folder === folder);
    if (known) return this.#libraryIn(folder);
    throw new HeadroomError("not-found", `${folder} is no workspace that was opened before`);
  }

  services(): Pick<Services, "workspace.list" | "workspace.open"> {
    return {
      "workspace.list": async ({ follow }, context) => {
        if (follow) await this.#follow(context);
        return this.#list();
      },
      "workspace.open": ({ folder, create }) => this.#open(folder, create),
    };
  }

  async #open(asked: string, create: boolean): Promise<{ present: WorkspaceEntry }> {
    const { dataFolder, now } = this.#ports;
    const isDefault = path.resolve(asked) === dataFolder;
    const folder = isDefault
      ? dataFolder
      : await workspaceFolder(this.#ports, asked, { create, field: "folder" });
    const openedAt = now().toISOString();
    await this.#opened.update(({ recent }) => ({
      present: isDefault ? null : folder,
      recent: [{ folder, openedAt }, ...recent.filter((one) => one.folder !== folder)].slice(
        0,
        MOST_RECENT,
      ),
    }));
    this.#current = this.#libraryIn(folder);
    this.#onOpen(this.#current);
    const present = await this.#entry(folder, openedAt);
    for (const follower of this.#followers) follower(present);
    return { present };
  }

  /** Tells of the workspace until the caller hangs up, which throws. */
  async #follow(context: CallContext<"workspace.list">): Promise<void> {
    const { signal } = context;
    let stop: (() => void) | undefined;
    const opened = (present: WorkspaceEntry): void => {
      stop?.();
      stop = watchFolders(present.folder, FOLDERS, (folders) =>
        context.emit({ kind: "changed", folders: [...folders] }),
      );
      context.emit({ kind: "opened", present });
    };
    this.#followers.add(opened);
    try {
      const { present } = await this.#list();
      throwIfCancelled(signal);
      // Otherwise another one is being opened, which is told of as any other.
      if (present.folder === this.#current.folders.folder) opened(present);
      await new Promise<void>((resolve) =>
        signal.addEventListener("abort", () => resolve(), { once: true }),
      );
      throwIfCancelled(signal);
    } finally {
      this.#followers.delete(opened);
      stop?.();
    }
  }

  async #list(): Promise<{ present: WorkspaceEntry; recent: WorkspaceEntry[] }> {
    const { dataFolder } = this.#ports;
    const { recent } = await this.#opened.read();
    const timeOf = (folder: string): string | null =>
      recent.find((one) => one.folder === folder)?.openedAt ?? null;
    const { folder: present } = this.#current.folders;
    // The default one can always be gone back to.
    const folders = new Set([...recent.map(({ folder }) => folder), dataFolder]);
    return {
      present: await this.#entry(present, timeOf(present)),
      recent: await Promise.all([...folders].map((folder) => this.#entry(folder, timeOf(folder)))),
    };
  }

  async #entry(folder: string, openedAt: string | null): Promise<WorkspaceEntry> {
    const isDefault = folder === this.#ports.dataFolder;
    const found = isDefault ? undefined : await whatElse(folder);
    const isOpen = found === undefined && folder === this.#current.folders.folder;
    const unreadable = isOpen ? await this.#current.unreadable() : [];
    return {
      folder,
      name: path.basename(folder),
      isDefault,
      openedAt,
      ...(found === undefined ? {} : { damage: found }),
      ...(unreadable.length === 0
        ? {}
        : { unreadable: unreadable.map((one) => ({ folder: one.folder, found: one.found })) }),
    };
  }

  #libraryIn(folder: string): Library {
    const known = this.#libraries.get(folder);
    if (known !== undefined) return known;
    const isDefault = folder === this.#ports.dataFolder;
    const localFolder = isDefault ? folder : path.join(folder, LOCAL);
    const library = new Library(this.#ports, this.#data, { folder, localFolder });
    this.#libraries.set(folder, library);
    return library;
  }
}

/** What stands where a folder should be, in words; undefined where one is. */
async function whatElse(folder: string): Promise<string | undefined> {
  try {
    return (await stat(folder)).isDirectory() ? undefined : "a file";
  } catch (error) {
    if (errorCode(error) === "ENOENT") return "no such folder";
    return errorCode(error) === "ENOTDIR" ? "a path inside a file" : describeFileError(error);
  }
}
