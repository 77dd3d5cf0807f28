import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { generalTools, GeneralToolSettings } from "../../../../engine/agent/hands/general-tools.js";
import { workerLauncher } from "../../../../engine/agent/hands/launch-worker.js";
import { ToolHands } from "../../../../engine/agent/hands/tool-hands.js";
import { ToolStateStore } from "../../../../engine/agent/hands/tool-state.js";
import { buildEntry } from "./build-entry.js";

let folder: string;
let state: ToolStateStore;
let hands: ToolHands;
let entry: { file: string; remove: () => Promise<void> };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "general-"));
  const dataFolder = path.join(folder, "data");
  const documentsFolder = path.join(folder, "documents");
  await mkdir(dataFolder);
  await mkdir(path.join(documentsFolder, "deep"), { recursive: true });
  await writeFile(path.join(dataFolder, "orders.csv"), "id,amount\n1,10\n2,32\n");
  await writeFile(
    path.join(documentsFolder, "deep", "tea.md"),
    "Green tea is brewed at 80 degrees.",
  );
  await writeFile(path.join(documentsFolder, "coffee.txt"), "Coffee is brewed at 93 degrees.");
  await writeFile(path.join(folder, "secret.txt"), "Secret tea is brewed in secret.");
  await symlink(path.join(folder, "secret.txt"), path.join(documentsFolder, "linked.txt"));
  const settings = GeneralToolSettings.parse({
    workspacesFolder: path.join(folder, "workspaces"),
    dataFolder,
    documentsFolder,
  });
  // The product's own entry, built as the product is.
  entry = await buildEntry(path.resolve("main/worker/hands.ts"));
  const stateFolder = path.join(folder, "state");
  state = new ToolStateStore(stateFolder);
  hands = new ToolHands(generalTools(settings), {
    state,
    redact: (text) => text,
    launch: workerLauncher(entry.file, { stateFolder, settings }),
  });
});

afterAll(async () => {
  await hands.close();
  state.close();
  await entry.remove();
  await rm(folder, { recursive: true, force: true });
});

const call = (name: string, input: unknown) =>
  hands.execute(name, input, "k", { session: "s1", signal: new AbortController().signal });

it("sql_query answers from its own process", async () => {
  expect(await call("sql_query", { sql: "select sum(amount) as total from orders" })).toMatchObject(
    {
      result: '{"columns":["total"],"rows":[["42"]]}',
    },
  );
  expect(await call("sql_query", { sql: "drop view orders" })).toMatchObject({
    fault: "refused",
    message: expect.stringContaining("the data can only be read"),
  });
  expect(await call("sql_query", { sql: "select nothing from nowhere" })).toMatchObject({
    fault: "threw",
    message: expect.stringContaining("nowhere"),
  });
});

it("search_documents finds words below its folder, and follows no link out of it", async () => {
  const outcome = await call("search_documents", { query: "how hot to brew tea" });
  if (outcome.kind !== "result") throw new Error(outcome.message);
  const [best] = JSON.parse(outcome.result);
  expect(best).toMatchObject({
    file: path.join("deep", "tea.md"),
    passage: expect.stringContaining("80 degrees"),
  });
  expect(outcome.result).not.toContain("secret");
});

it("tools without a folder are not offered", () => {
  const names = generalTools(GeneralToolSettings.parse({ workspacesFolder: folder })).map(
    ({ name }) => name,
  );
  expect(names).toEqual([
    "bash",
    "read_file",
    "list_files",
    "write_file",
    "edit_file",
    "http_fetch",
  ]);
});
