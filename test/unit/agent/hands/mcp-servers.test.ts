import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { McpServers } from "../../../../engine/agent/hands/mcp/mcp-servers.js";
import { ToolHands } from "../../../../engine/agent/hands/tool-hands.js";
import { ToolStateStore } from "../../../../engine/agent/hands/tool-state.js";
import { McpServerSettings } from "../../../../engine/contract/settings.js";
import { temporaryFolder } from "../../../contract/temporary.js";

/**
 * A server over stdio whose tools are the lines of a file, read anew at every `tools/list`. Its tool
 * `change` says that they have changed. It tells its process id and one variable.
 */
const SERVER = `
const { readFileSync, writeFileSync } = require("node:fs");
const { createInterface } = require("node:readline");
const [, file, pidFile] = process.argv;
writeFileSync(pidFile, String(process.pid));
const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\\n");
const tools = () => readFileSync(file, "utf8").trim().split("\\n").map((name) => ({
  name, description: name, inputSchema: { type: "object" },
}));
const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion, capabilities: { tools: { listChanged: true } },
    serverInfo: { name: "changing", version: "1" },
  }),
  "tools/list": () => ({ tools: tools() }),
  "tools/call": ({ name }) => {
    if (name === "change") send({ method: "notifications/tools/list_changed" });
    return { content: [{ type: "text", text: name + " with " + (process.env.GIVEN_TOKEN ?? "nothing") }] };
  },
};
createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  if (answers[method]) send({ id, result: answers[method](params) });
  else send({ id, error: { code: -32601, message: "no such method" } });
});
`;

async function changing(variables: Readonly<Record<string, string>> = {}) {
  const folder = await temporaryFolder();
  const file = path.join(folder, "tools");
  const pidFile = path.join(folder, "pid");
  const state = new ToolStateStore(path.join(folder, "state"));
  const hands = new ToolHands([], {
    state,
    redact: (text) => text,
    launch: () => {
      throw new Error("MCP tools need no worker");
    },
  });
  const readVariable = async (name: string) => variables[name];
  const servers = new McpServers({ hands, version: "0", readVariable });
  onTestFinished(async () => {
    await servers.close();
    state.close();
  });
  const settings = (more: object = {}) =>
    McpServerSettings.parse({
      transport: "stdio",
      name: "c",
      command: process.execPath,
      args: ["-e", SERVER, file, pidFile],
      ...more,
    });
  const call = (name: string) =>
    hands.execute(name, {}, "k", { session: "s", signal: new AbortController().signal });
  const names = () => hands.declarations().map(({ name }) => name);
  const offer = (...tools: readonly string[]) => writeFile(file, tools.join("\n"));
  await offer("change", "old");
  return { servers, settings, call, names, offer, pid: () => readFile(pidFile, "utf8") };
}

const IN_TIME = { timeout: 60_000 };

test("a server that says its tools have changed has the new ones, and no more the old", async () => {
  const { servers, settings, call, names, offer } = await changing();
  servers.apply([settings()]);
  expect(names()).toEqual([]);
  await servers.connect();
  expect(names()).toEqual(["c_change", "c_old"]);
  await offer("change", "new");
  expect(await call("c_change")).toMatchObject({ result: "change with nothing" });
  await expect.poll(names, IN_TIME).toEqual(["c_change", "c_new"]);
  expect(await call("c_old")).toMatchObject({ fault: "unknown-tool" });
  expect(servers.serverOf("c_new")).toBe("c");
});

test("a server that was killed is started anew by the next call, and asked for its tools again", async () => {
  const { servers, settings, call, names, offer, pid } = await changing();
  servers.apply([settings()]);
  await servers.connect();
  await offer("change", "after");
  process.kill(Number(await pid()), "SIGKILL");
  await expect.poll(() => call("c_change"), IN_TIME).toMatchObject({ kind: "result" });
  await expect.poll(names, IN_TIME).toEqual(["c_change", "c_after"]);
});

test("a server is given the variables that its settings name, and none where one is missing", async () => {
  const { servers, settings, call } = await changing({ GIVEN_TOKEN: "its-own-secret" });
  servers.apply([settings({ env: ["GIVEN_TOKEN"] })]);
  await servers.connect();
  expect(await call("c_old")).toMatchObject({ result: "old with its-own-secret" });
  servers.apply([settings({ env: ["MISSING_TOKEN"] })]);
  await servers.connect();
  expect(servers.faults()).toEqual([
    { server: "c", message: expect.stringContaining("MISSING_TOKEN is not set") },
  ]);
});

test("settings take servers away, switch them off, and decide about their tools", async () => {
  const { servers, settings, names } = await changing();
  servers.apply([settings({ policy: "deny" })]);
  await servers.connect();
  expect(servers.policyOf("c_old")).toBe("deny");
  servers.apply([settings({ policy: "deny", enabled: false })]);
  expect(names()).toEqual([]);
  expect(servers.policyOf("c_old")).toBeUndefined();
});
