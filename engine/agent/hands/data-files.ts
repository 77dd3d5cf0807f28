import { readdir } from "node:fs/promises";
import path from "node:path";

/**
 * The regular files below `folder` whose name ends in one of `endings`, as absolute paths in order of
 * name. Links are left out, whatever they lead to. At most `limit` files.
 */
export async function dataFiles(
  folder: string,
  endings: readonly string[],
  limit: number,
): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => path.resolve(entry.parentPath, entry.name))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .slice(0, limit);
}
