import { randomBytes } from "node:crypto";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { errorCode } from "./file-system.js";
import type { WritableFileSystem } from "./file-system.js";

/** Names no item can have, so that a leftover is never taken for one. */
const TEMPORARY = /^\..+\.tmp$/;
const RENAME_ATTEMPTS = 5;

/** Whether `name` is a file that an interrupted write left behind. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/**
 * Replaces `file` by `text`. Whoever reads it, at any moment and after any crash, finds the whole old
 * or the whole new content: the text goes to a file of its own in the same folder, is flushed to the
 * disk, takes the name in one step, and the folder is flushed as well. Concurrent writers each use
 * their own temporary file, so the last one wins whole.
 */
export async function replaceFile(
  fs: WritableFileSystem,
  file: string,
  text: string,
): Promise<void> {
  const temporary = await writeTemporary(fs, file, text);
  try {
    await renameWithRetry(fs, temporary, file);
  } catch (error) {
    await discard(fs, temporary);
    throw error;
  }
  await syncFolder(fs, path.dirname(file));
}

/**
 * Creates `file` with `text` and returns true, or returns false and changes nothing where the name is
 * taken, even when another process takes it at the same moment.
 */
export async function createFile(
  fs: WritableFileSystem,
  file: string,
  text: string,
): Promise<boolean> {
  const temporary = await writeTemporary(fs, file, text);
  try {
    await fs.link(temporary, file);
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    // exFAT and some network drives have no hard links: reserve the name, then rename over it.
    if (!(await reserve(fs, file))) return false;
    await renameWithRetry(fs, temporary, file);
  } finally {
    await discard(fs, temporary);
  }
  await syncFolder(fs, path.dirname(file));
  return true;
}

/**
 * Moves a file to a free name in another folder, durably. Throws `EEXIST` where the name is taken and
 * `ENOENT` where there is nothing to move.
 */
export async function moveFile(fs: WritableFileSystem, from: string, to: string): Promise<void> {
  await fs.mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
  try {
    // A rename would overwrite; a second name for the same bytes cannot.
    await fs.link(from, to);
    await fs.unlink(from);
  } catch (error) {
    if (/^(EEXIST|ENOENT)$/.test(errorCode(error) ?? "")) throw error;
    await renameWithRetry(fs, from, to);
  }
  await syncFolder(fs, path.dirname(to));
  await syncFolder(fs, path.dirname(from));
}

/** Moves a file to a name in another folder, durably and in one step, whatever has that name now. */
export async function moveOver(fs: WritableFileSystem, from: string, to: string): Promise<void> {
  await fs.mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
  await renameWithRetry(fs, from, to);
  await syncFolder(fs, path.dirname(to));
  await syncFolder(fs, path.dirname(from));
}

async function writeTemporary(fs: WritableFileSystem, file: string, text: string): Promise<string> {
  const folder = path.dirname(file);
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  const unique = `${process.pid}-${randomBytes(6).toString("hex")}`;
  const temporary = path.join(folder, `.${path.basename(file)}.${unique}.tmp`);
  const handle = await fs.open(temporary, "wx", 0o600);
  try {
    await handle.writeFile(text, "utf8");
    await handle.sync();
  } catch (error) {
    await handle.close().catch(() => undefined);
    await discard(fs, temporary);
    throw error;
  }
  await handle.close();
  return temporary;
}

async function reserve(fs: WritableFileSystem, file: string): Promise<boolean> {
  try {
    await (await fs.open(file, "wx", 0o600)).close();
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** A virus scanner on Windows may hold a file for a moment; elsewhere the first attempt decides. */
async function renameWithRetry(fs: WritableFileSystem, from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await fs.rename(from, to);
      return;
    } catch (error) {
      const busy =
        process.platform === "win32" && /^(EPERM|EACCES|EBUSY)$/.test(errorCode(error) ?? "");
      if (!busy || attempt === RENAME_ATTEMPTS) throw error;
      await delay(20 * 2 ** attempt);
    }
  }
}

/** Makes a rename survive a power cut. Windows flushes folders itself and cannot open them. */
async function syncFolder(fs: WritableFileSystem, folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await fs.open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Best effort: the write has already succeeded or already failed with the error that matters. */
async function discard(fs: WritableFileSystem, temporary: string): Promise<void> {
  await fs.unlink(temporary).catch(() => undefined);
}
