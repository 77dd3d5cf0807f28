import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createClient } from "../../../engine/contract/client.js";
import type { Client } from "../../../engine/contract/client.js";
import { createDispatch } from "../../../engine/contract/service.js";
import { Settings } from "../../../engine/contract/settings.js";
import type { InputOf } from "../../../engine/contract/methods.js";
import { createEngine } from "../../../engine/services/index.js";
import type { ServicePorts } from "../../../engine/services/index.js";
import { servicePorts } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";

async function engineIn(folder: string, ports: Partial<ServicePorts> = {}) {
  const engine = createEngine(servicePorts(folder, ports));
  onTestFinished(() => engine.close());
  const client = createClient(createDispatch(engine.services));
  const set = (live: NonNullable<InputOf<"settings.write">["settings"]["live"]>) =>
    client.call("settings.write", { settings: { live } });
  return { client, set, close: () => engine.close() };
}

const start = (client: Client, input: InputOf<"session.start">) =>
  client.call("session.start", { model: "rehearsal-instant", ...input });

async function eventsOf(client: Client, id: string) {
  const { events } = await client.call("session.show", { id });
  return events.map(({ event }) => event);
}

test("a section that is given replaces the present one, the others and later readers keep theirs", async () => {
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, "settings.json"), '{"theme":"dark"}');
  const { client, set } = await engineIn(folder);
  expect(await client.call("settings.read", {})).toEqual(Settings.parse({ theme: "dark" }));
  await set({ pools: { brains: 3 }, policy: { bash: "deny" } });
  await client.call("settings.write", { settings: { theme: "light" } });
  await set({ pools: { coupledWorkers: 2 } });
  const expected = {
    theme: "light",
    live: { pools: { brains: 16, coupledWorkers: 2 }, policy: { bash: "deny" } },
  };
  expect(await client.call("settings.read", {})).toMatchObject(expected);
  const other = await engineIn(folder);
  expect(await other.client.call("settings.read", {})).toMatchObject(expected);
});

test("a start says how long an answer may be, and a text of blanks starts nothing", async () => {
  const { client } = await engineIn(await temporaryFolder());
  const { session } = await start(client, { workload: "recommendation", maxTokens: 3 });
  expect(session).toMatchObject({ outcome: "max-tokens", usage: { outputTokens: 3 } });
  expect(session.message).toMatch(/maxTokens/);
  await expect(start(client, { prompt: " \n" })).rejects.toMatchObject({
    problems: [{ path: "prompt", expected: "a text that is not blank" }],
  });
});

test.each([
  [{ pools: { brains: 0 } }, "settings.live.pools.brains"],
  [{ tools: { workspaceFolder: "relative/folder" } }, "settings.live.tools.workspaceFolder"],
  [{ tools: { allowedHosts: ["https://example.com"] } }, "settings.live.tools.allowedHosts[0]"],
  [{ model: { baseUrl: "ftp://example.com" } }, "settings.live.model.baseUrl"],
  [{ policy: { "rm -rf": "allow" as const } }, 'settings.live.policy["rm -rf"]'],
  [
    {
      mcpServers: [1, 2].map(() => ({
        transport: "http" as const,
        name: "twice",
        url: "http://a.example",
      })),
    },
    "settings.live.mcpServers[1].name",
  ],
  [
    {
      mcpServers: [
        { transport: "http" as const, name: "open", url: "http://a.example", bearer: "A_TOKEN" },
      ],
    },
    "settings.live.mcpServers[0].url",
  ],
])("a bad setting is refused at its field: %j", async (live, where) => {
  const { set } = await engineIn(await temporaryFolder());
  const failure: unknown = await set(live).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "invalid-input", problems: [{ path: where }] });
});

test("a session of the user's own works in its folder, and the next one has the changed settings", async () => {
  const folder = await temporaryFolder();
  const { client, set } = await engineIn(folder);
  const prompt =
    'write_file {"path": "note.txt", "content": "kept"}\nread_file {"path": "note.txt"}';
  const first = await start(client, { prompt });
  expect(first.session).toMatchObject({ workload: "general", status: "idle" });
  expect((await eventsOf(client, first.session.id)).at(-1)).toMatchObject({
    content: [{ text: expect.stringContaining("read_file answered: kept") }],
  });

  await set({ policy: { write_file: "deny" } });
  const denied = await start(client, { prompt });
  expect(await eventsOf(client, denied.session.id)).toContainEqual(
    expect.objectContaining({ type: "call-failed", fault: "denied" }),
  );

  await set({ tools: { files: false } });
  const { tools } = await client.call("tool.list", {});
  expect(tools.filter(({ source }) => source === "general").map(({ name }) => name)).toEqual([
    "bash",
  ]);
  await expect(start(client, { prompt, tools: ["write_file"] })).rejects.toMatchObject({
    problems: [{ path: "tools", found: "write_file" }],
  });
});

test("a policy goes before what a workload decides", async () => {
  const { client, set } = await engineIn(await temporaryFolder());
  await set({ policy: { search_knowledge_base: "ask" } });
  const { session } = await start(client, { workload: "customer-support", seed: 4 });
  expect(session.waitingCalls).toMatchObject([{ tool: "search_knowledge_base" }]);
});

test("what an MCP server says of its tools lets none of them write unasked", async () => {
  const folder = await temporaryFolder();
  const { client, set } = await engineIn(folder);
  const server = createRequire(import.meta.url).resolve(
    "@modelcontextprotocol/server-filesystem/package.json",
  );
  const args = [path.join(path.dirname(server), "dist", "index.js"), folder];
  const fs = { transport: "stdio" as const, name: "fs", command: process.execPath, args };
  const decided = async (): Promise<Record<string, string>> => {
    const { tools } = await client.call("tool.list", {});
    return Object.fromEntries(tools.map(({ name, policy }) => [name, policy]));
  };
  await set({ mcpServers: [fs] });
  // It calls writing a file idempotent, and says nothing of editing one.
  expect(await decided()).toMatchObject({
    fs_read_text_file: "allow",
    fs_write_file: "ask",
    fs_edit_file: "ask",
  });
  await set({ mcpServers: [{ ...fs, policy: "allow" }], policy: { fs_edit_file: "deny" } });
  expect(await decided()).toMatchObject({ fs_write_file: "allow", fs_edit_file: "deny" });
});

test("the budgets of a session and of all together hold", async () => {
  const { client, set } = await engineIn(await temporaryFolder());
  await set({ budget: { session: { tokens: 7 }, allSessions: { tokens: 50_000 } } });
  const first = await start(client, { workload: "recommendation" });
  expect(first.session).toMatchObject({ budget: { tokens: 7 }, status: "waiting" });
  await set({ budget: { allSessions: { tokens: 1 } } });
  const second = await start(client, { workload: "recommendation" });
  expect(second.session.budget).toEqual({ tokens: 50_000, costUsd: 0.25 });
  expect((await eventsOf(client, second.session.id)).at(-1)).toMatchObject({
    type: "budget-reached",
    scope: "all-sessions",
    limit: 1,
  });
});

test("the API's models are reached at the address of the settings", async () => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(401, { "content-type": "application/json" });
    response.end('{"type":"error","error":{"type":"authentication_error","message":"no"}}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const { client, set } = await engineIn(await temporaryFolder(), {
    keys: { read: async () => "a-key-of-nobody" },
  });
  await set({ model: { baseUrl: `http://127.0.0.1:${port}/gateway` } });
  await start(client, { workload: "recommendation", model: "claude-haiku-5-5" });
  expect(asked).toEqual(["/gateway/v1/messages"]);
});

test("the settings' folders and workers reach the tools", async () => {
  const folder = await temporaryFolder();
  const dataFolder = path.join(folder, "tables");
  await mkdir(dataFolder);
  const { client, set } = await engineIn(folder);
  await set({ tools: { dataFolder, fetch: true }, pools: { hands: { sql_query: 5, bash: 1 } } });
  const { tools } = await client.call("tool.list", {});
  const workers = Object.fromEntries(tools.map(({ name, workers: count }) => [name, count]));
  expect(workers).toMatchObject({ sql_query: 5, bash: 1, http_fetch: 8 });
  const { session } = await start(client, {
    prompt: 'sql_query {"sql": "select 1"}',
    tools: ["sql_query"],
  });
  // These tests run from the sources, where there is no built worker to start.
  expect(await eventsOf(client, session.id)).toContainEqual(
    expect.objectContaining({ message: expect.stringContaining("npm run build") }),
  );
});

test.each([
  [{ prompt: "do", workload: "recommendation" as const }, "prompt", "workload and prompt"],
  [{}, "prompt", "none of them"],
  [{ prompt: "do", message: "do" }, "message", "a message"],
  [{ workload: "recommendation" as const, tools: ["bash"] }, "tools", "bash"],
])("what does not add up is refused: %j", async (input, where, found) => {
  const { client } = await engineIn(await temporaryFolder());
  await expect(start(client, input)).rejects.toMatchObject({
    code: "invalid-input",
    problems: [{ path: where, found }],
  });
});
