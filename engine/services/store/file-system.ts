import * as nodeFileSystem from "node:fs/promises";
import { HeadroomError } from "../../contract/errors.js";

/**
 * The part of Node's file system that writes. It is a port so that a test can fill the disk or cut the
 * power at any call; everything that reads uses Node directly.
 */
export type WritableFileSystem = Pick<
  typeof nodeFileSystem,
  "link" | "mkdir" | "open" | "rename" | "unlink"
>;

export const diskFileSystem: WritableFileSystem = nodeFileSystem;

/** The `code` of a failed system call (`ENOENT`…), or undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** What a failed system call means, in words a user can act on. */
export function describeFileError(error: unknown): string {
  switch (errorCode(error)) {
    case "ENOENT":
      return "no such file";
    case "EACCES":
    case "EPERM":
      return "a file that may not be read";
    case "EISDIR":
      return "a folder";
    case "ENOTDIR":
    case "EEXIST":
      return "a file where a folder should be";
    case "EIO":
      return "a fault of the disk";
    case "EBUSY":
    case "ETXTBSY":
      return "a file that another program holds";
    case "ELOOP":
      return "a loop of symbolic links";
    case "ENAMETOOLONG":
      return "a name that is too long";
    case "ENXIO":
      return "a device or a pipe without a writer";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** Runs a write and turns a failed system call into the failure a caller sees: which file, and why. */
export async function writing<T>(file: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    const why =
      code === "ENOSPC" || code === "EDQUOT"
        ? "the disk is full"
        : code === "EROFS" || code === "EACCES" || code === "EPERM"
          ? "it may not be written"
          : describeFileError(error);
    throw new HeadroomError("unavailable", `${file} was not written: ${why}`);
  }
}
