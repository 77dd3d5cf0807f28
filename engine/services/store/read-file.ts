import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { Problem } from "../../contract/errors.js";
import { describeFileError } from "./file-system.js";

/** What a bounded read found: the bytes, or what is wrong with the file itself. */
export type FileReading =
  | { readonly bytes: Uint8Array; readonly modifiedAt: Date }
  | { readonly bytes: undefined; readonly problem: Problem; readonly missing: boolean };

/**
 * Reads a regular file of at most `maxBytes`. Never blocks on a pipe or a device, never reads more
 * than the limit, and never throws: what is wrong comes back as a problem of the file.
 */
export async function readRegularFile(file: string, maxBytes: number): Promise<FileReading> {
  try {
    // Without O_NONBLOCK, opening a pipe waits for a writer for ever.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = await handle.stat();
      if (stat.isDirectory()) return refused("a folder");
      if (!stat.isFile()) return refused("a device or a pipe");
      if (stat.size > maxBytes) return refused(`${stat.size} bytes`, `at most ${maxBytes} bytes`);
      const bytes = await readUpTo(handle, stat.size, maxBytes);
      if (bytes === undefined) {
        return refused(`more than ${maxBytes} bytes`, `at most ${maxBytes} bytes`);
      }
      return { bytes, modifiedAt: stat.mtime };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const found = describeFileError(error);
    return { ...refused(found), missing: found === "no such file" };
  }
}

/** Reads to the end, because a file may grow and `/proc` reports 0 bytes; undefined beyond the limit. */
async function readUpTo(
  handle: Awaited<ReturnType<typeof open>>,
  expected: number,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  let buffer = new Uint8Array(expected + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
    if (length > maxBytes) return undefined;
    if (length === buffer.length) {
      const larger = new Uint8Array(Math.min(2 * buffer.length, maxBytes) + 1);
      larger.set(buffer);
      buffer = larger;
    }
  }
}

function refused(found: string, expected = "a readable file"): FileReading & { bytes: undefined } {
  return { bytes: undefined, problem: { path: "(file)", expected, found }, missing: false };
}
