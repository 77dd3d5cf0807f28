import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { McpConnection, replayOf } from "../../../../engine/agent/hands/mcp/mcp-server.js";
import type { McpServer } from "../../../../engine/agent/hands/mcp/mcp-server.js";
import { toolNames } from "../../../../engine/agent/hands/mcp/tool-names.js";
import { ToolHands } from "../../../../engine/agent/hands/tool-hands.js";
import { ToolStateStore } from "../../../../engine/agent/hands/tool-state.js";
import { fc } from "../../../property.js";

/** The servers of the MCP project itself, as anybody installs them. */
const require = createRequire(import.meta.url);
const program = (name: string): string =>
  path.join(
    path.dirname(require.resolve(`@modelcontextprotocol/${name}/package.json`)),
    "dist",
    "index.js",
  );

let folder: string;
let state: ToolStateStore;
const closers: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), "mcp-")));
  state = new ToolStateStore(path.join(folder, "state"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0)) await close();
});
afterAll(async () => {
  state.close();
  await rm(folder, { recursive: true, force: true });
});

async function handsOf(server: McpServer) {
  const connection = new McpConnection(server, "0.0.0-test");
  const hands = new ToolHands([], {
    state,
    redact: (text) => text,
    launch: () => {
      throw new Error("MCP tools need no worker");
    },
  });
  closers.push(() => connection.close());
  for (const { tool, inputSchema } of await connection.hands()) hands.add(tool, inputSchema);
  const call = (name: string, input: unknown, signal = new AbortController().signal) =>
    hands.execute(name, input, "key-1", { session: "s1", signal });
  const replay = Object.fromEntries(hands.declarations().map((tool) => [tool.name, tool.replay]));
  return { hands, call, replay };
}

const everything = (): McpServer => ({
  name: "everything",
  command: process.execPath,
  args: [program("server-everything"), "stdio"],
});

describe("server-everything over stdio", () => {
  it("lists tools with their own schemas, and calls them", async () => {
    const { hands, call } = await handsOf(everything());
    const echo = hands.declarations().find(({ name }) => name === "everything_echo");
    expect(echo?.inputSchema).toMatchObject({ type: "object", required: ["message"] });
    expect(await call("everything_echo", { message: "hello" })).toMatchObject({
      kind: "result",
      result: "Echo: hello",
    });
    expect(await call("everything_get-sum", { a: 2, b: 40 })).toHaveProperty(
      "result",
      expect.stringContaining("42"),
    );
  });

  it("malformed input is a fault in the server's words", async () => {
    const { call } = await handsOf(everything());
    expect(await call("everything_echo", { message: 7 })).toMatchObject({
      kind: "fault",
      fault: "threw",
      message: expect.stringContaining("message"),
    });
  });

  it("gets no variable of ours", async () => {
    vi.stubEnv("ANTHROPIC_API_KEY", "planted-known-secret");
    const { call } = await handsOf(everything());
    const outcome = await call("everything_get-env", {});
    expect(outcome).toMatchObject({ kind: "result" });
    expect(JSON.stringify(outcome)).not.toContain("planted-known-secret");
  });

  it("what is not text is named, and a call is cut off in time", async () => {
    const { call } = await handsOf(everything());
    expect(await call("everything_get-tiny-image", {})).toHaveProperty(
      "result",
      expect.stringMatching(/\[image, image\/png, \d+ characters of base64\]/),
    );
    const stop = new AbortController();
    const outcome = call(
      "everything_trigger-long-running-operation",
      { duration: 60, steps: 2 },
      stop.signal,
    );
    setTimeout(() => stop.abort(), 100);
    expect(await outcome).toMatchObject({ fault: "cancelled" });
  });
});

it("server-filesystem works as hands, its hints decide the replay class, and it comes back after a kill", async () => {
  const shared = path.join(folder, "shared");
  await mkdir(shared);
  await writeFile(path.join(shared, "a.txt"), "file text");
  await writeFile(path.join(folder, "outside.txt"), "outside text");
  const pidFile = path.join(folder, "pid");
  const start = `echo $$ > "${pidFile}"; exec "${process.execPath}" "${program("server-filesystem")}" "${shared}"`;
  const { call, replay } = await handsOf({ name: "fs", command: "/bin/sh", args: ["-c", start] });
  expect(replay).toMatchObject({
    fs_read_text_file: "read",
    fs_write_file: "idempotent",
    fs_edit_file: "never",
  });
  const read = () => call("fs_read_text_file", { path: path.join(shared, "a.txt") });
  expect(await read()).toMatchObject({ result: "file text" });
  expect(await call("fs_read_text_file", { path: path.join(folder, "outside.txt") })).toMatchObject(
    { kind: "fault" },
  );
  process.kill(Number(await readFile(pidFile, "utf8")), "SIGKILL");
  await vi.waitFor(async () => expect(await read()).toMatchObject({ result: "file text" }), 10_000);
});

it("server-everything works over streamable HTTP", async () => {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  const port = address === null || typeof address === "string" ? 0 : address.port;
  await new Promise((resolve) => probe.close(resolve));
  const start = () =>
    spawn(process.execPath, [program("server-everything"), "streamableHttp"], {
      env: { PATH: process.env["PATH"], PORT: String(port) },
      stdio: "ignore",
    });
  let server = start();
  closers.push(() => void server.kill("SIGKILL"));
  const { call } = await vi.waitFor(
    () => handsOf({ name: "web", url: `http://127.0.0.1:${port}/mcp` }),
    20_000,
  );
  expect(await call("web_echo", { message: "over http" })).toMatchObject({
    result: "Echo: over http",
  });
  // One that was started anew knows nothing of the session of before.
  server.kill("SIGKILL");
  await once(server, "exit");
  expect(await call("web_echo", { message: "gone" })).toMatchObject({ kind: "fault" });
  server = start();
  await vi.waitFor(
    async () =>
      expect(await call("web_echo", { message: "again" })).toMatchObject({ result: "Echo: again" }),
    20_000,
  );
});

it("a server reached over HTTP is sent its token with every request, and only the token it was given", async () => {
  const seen: (string | undefined)[] = [];
  const server = createHttpServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(401).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => void server.close());
  const address = server.address();
  const port = address === null || typeof address === "string" ? 0 : address.port;
  const url = `http://127.0.0.1:${port}/mcp`;
  for (const token of [async () => "planted-token", undefined]) {
    const connection = new McpConnection({ name: "x", url, ...(token && { token }) }, "0");
    await expect(connection.hands()).rejects.toThrow("it answered 401 Unauthorized. Name the key");
    await connection.close();
  }
  expect(new Set(seen)).toEqual(new Set(["Bearer planted-token", undefined]));
});

it.each([
  ["a program that is not there", "ENOENT", { name: "x", command: "/nowhere/mcp", args: [] }],
  [
    "a program that ends at once",
    "onnection closed",
    { name: "x", command: "/bin/true", args: [] },
  ],
  ["a port nobody listens on", "fetch failed", { name: "x", url: "http://127.0.0.1:9/mcp" }],
])("%s is an error, not a wait", async (_, why, server) => {
  const connection = new McpConnection(server, "0");
  await expect(connection.hands()).rejects.toThrow(why);
  await connection.close();
});

it.each([
  [{ readOnlyHint: true }, "read"],
  [{ readOnlyHint: true, idempotentHint: false }, "read"],
  [{ idempotentHint: true }, "idempotent"],
  [{ readOnlyHint: false, destructiveHint: false }, "never"],
  [undefined, "never"],
])("hints %j make a tool of class %s", (annotations, replay) => {
  expect(replayOf({ annotations })).toBe(replay);
});

it("names are valid, unique and the same each time, whatever a server calls its tools", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string({ maxLength: 90 })), (server, tools) => {
      const taken = ["bash", toolNames(server, tools, [])[0] ?? "x"];
      const names = toolNames(server, tools, taken);
      expect(names).toEqual(toolNames(server, tools, taken));
      expect(new Set([...names, ...taken]).size).toBe(names.length + new Set(taken).size);
      for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    }),
  );
});
