import MiniSearch from "minisearch";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Tool } from "../../tool.js";
import { dataFiles } from "../data-files.js";
import { defineTool } from "../define-tool.js";

const ENDINGS = [".txt", ".md", ".markdown", ".rst", ".html", ".json", ".csv"];
const MAX_FILES = 5_000;
const MAX_FILE_BYTES = 1_000_000;
/** A document is found by its parts: a page or so each. */
const PART_CHARACTERS = 2_000;
const EXCERPT_CHARACTERS = 600;

interface Part {
  readonly id: string;
  readonly file: string;
  readonly text: string;
}

/** Full-text search over the user's documents. In a thread: the index is built there, at the first search. */
export function searchDocumentsTool(documentsFolder: string): Tool {
  const folder = path.resolve(documentsFolder);
  let built: Promise<MiniSearch<Part>> | undefined;
  return defineTool({
    name: "search_documents",
    description: "Searches the documents folder for words. Answers with the best passages as JSON.",
    input: z.strictObject({
      query: z.string().min(1).max(500),
      limit: z.number().int().min(1).max(20).default(5),
    }),
    replay: "read",
    cacheTtlMs: 60_000,
    limits: { timeoutMs: 60_000, maxResultBytes: 64 * 1024, retries: 0 },
    stateNamespace: "search-documents",
    runsIn: "worker-thread",
    workers: 1,
    provision: async () => {
      built = buildIndex(folder);
      await built;
    },
    execute: async ({ query, limit }) => {
      const index = await (built ??= buildIndex(folder));
      const hits = index.search(query).slice(0, limit);
      return JSON.stringify(
        hits.map((hit) => ({
          file: String(hit["file"]),
          score: Math.round(hit.score * 100) / 100,
          passage: String(hit["text"]).slice(0, EXCERPT_CHARACTERS),
        })),
      );
    },
  });
}

async function buildIndex(folder: string): Promise<MiniSearch<Part>> {
  const index = new MiniSearch<Part>({
    fields: ["file", "text"],
    storeFields: ["file", "text"],
    searchOptions: { fuzzy: 0.2, prefix: true },
  });
  for (const file of await dataFiles(folder, ENDINGS, MAX_FILES)) {
    if ((await stat(file)).size > MAX_FILE_BYTES) continue;
    index.addAll(partsOf(path.relative(folder, file), await readFile(file, "utf8")));
  }
  return index;
}

function partsOf(file: string, text: string): Part[] {
  const count = Math.ceil(text.length / PART_CHARACTERS);
  return Array.from({ length: count }, (_, at) => ({
    id: `${file}#${at}`,
    file,
    text: text.slice(at * PART_CHARACTERS, (at + 1) * PART_CHARACTERS),
  }));
}
