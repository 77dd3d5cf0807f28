import { mkdtemp, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { build } from "vite";

/**
 * Bundles a TypeScript entry as the product's build does, for threads and processes that a test starts.
 * It lands below the repository, where the native modules it leaves out are found.
 */
export async function buildEntry(
  source: string,
): Promise<{ file: string; remove: () => Promise<void> }> {
  const out = path.resolve("out");
  await mkdir(out, { recursive: true });
  const folder = await mkdtemp(path.join(out, "test-entry-"));
  await build({
    configFile: false,
    logLevel: "error",
    build: {
      ssr: source,
      outDir: folder,
      target: "node20.18",
      rolldownOptions: {
        external: ["libsql", /^@duckdb\//],
        output: { format: "es", entryFileNames: "entry.mjs" },
      },
    },
    ssr: { noExternal: true },
  });
  return {
    file: path.join(folder, "entry.mjs"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
