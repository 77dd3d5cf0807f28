/**
 * A process to be killed, or to compete: `replace <folder> <tag>` rewrites one item for
 * ever and prints a dot each time, `create <folder> <tag> <n>` stores n items under the same name. Bundled by the tests that run it.
 */
import { Collection } from "../../engine/services/store/collection.js";
import { diskFileSystem } from "../../engine/services/store/file-system.js";

const [mode, folder = "", tag = "", count = "0"] = process.argv.slice(2);
const items = new Collection(
  { fs: diskFileSystem, now: () => new Date() },
  folder,
  `${folder}-trash`,
);

/** Long enough that a torn write would be seen, and telling its own length. */
function contentOf(writer: string, turn: number): string {
  const body = `${writer}${turn};`.repeat(20_000);
  return JSON.stringify({ writer, turn, length: body.length, body });
}

if (mode === "replace") {
  for (let turn = 0; ; turn += 1) {
    await items.replace("item", contentOf(tag, turn));
    process.stdout.write(".");
  }
} else if (mode === "create") {
  for (let turn = 0; turn < Number(count); turn += 1) {
    await items.createNamed("item", contentOf(tag, turn));
  }
}
