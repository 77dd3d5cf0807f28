import envPaths from "env-paths";
import { stat } from "node:fs/promises";
import path from "node:path";
import { HeadroomError } from "../../engine/contract/errors.js";
import { describeFileError, errorCode } from "../../engine/services/store/file-system.js";

/**
 * The folder of everything a user makes: the one asked for, else `HEADROOM_DATA`, else the operating
 * system's folder for application data, which all hosts of one user share. It need not be there yet.
 * Throws `invalid-input`, naming where the choice was made, for what cannot be a folder.
 */
export async function findDataFolder(asked: string | undefined): Promise<string> {
  const fromEnvironment = process.env["HEADROOM_DATA"] || undefined;
  const chosen = asked ?? fromEnvironment;
  if (chosen === undefined) return envPaths("headroom", { suffix: "" }).data;
  const folder = path.resolve(chosen);
  const found = await whatElse(folder);
  if (found !== undefined) {
    const where = asked === undefined ? "HEADROOM_DATA" : "--data";
    const problem = { path: where, expected: "a folder, which may be new", found };
    throw new HeadroomError("invalid-input", `${folder} cannot be the data folder`, [problem]);
  }
  return folder;
}

/** What stands where the folder should be, in words; undefined where a folder is or can be made. */
async function whatElse(folder: string): Promise<string | undefined> {
  try {
    return (await stat(folder)).isDirectory() ? undefined : "a file";
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT") return undefined;
    return code === "ENOTDIR" ? "a path inside a file" : describeFileError(error);
  }
}
