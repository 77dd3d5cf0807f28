import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { isRecord } from "../../engine/base/guards.js";
import { methods } from "../../engine/contract/methods.js";
import { runHeadroom, startHeadroom } from "./cli-process.js";
import { temporaryFolder } from "./temporary.js";

/** An order of 1,057.80 USD that was delivered: its refund needs a human. */
const REFUND = "I would like a refund for order ORD-000006, please.";
const START = ["session", "start", "--workload", "customer-support"];

const require = createRequire(import.meta.url);
/** The program of a server of the MCP project itself. */
const program = (name: string): string =>
  path.join(
    path.dirname(require.resolve(`@modelcontextprotocol/server-${name}/package.json`)),
    "dist",
    "index.js",
  );

let data = "";
beforeEach(async () => {
  data = await temporaryFolder();
});

/** Runs one command in a process of its own and returns what it printed, parsed where it is JSON. */
async function run(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runHeadroom([...args, "--data", data]);
  expect({ args, code, stderr: code === 0 ? "" : stderr }).toEqual({ args, code: 0, stderr: "" });
  return stdout;
}

async function show(id: string, ...more: readonly string[]) {
  const text = await run("session", "show", id, "--json", ...more);
  return methods["session.show"].output.parse(JSON.parse(text));
}

async function startWaiting(): Promise<string> {
  const text = await run(...START, "--model", "rehearsal-instant", "--message", REFUND, "--json");
  const { session } = methods["session.start"].output.parse(JSON.parse(text));
  expect(session.status).toBe("waiting");
  return session.id;
}

/** Starts a session at the pace of a real model, and returns as soon as it runs. */
async function startRunning(): Promise<{
  id: string;
  child: ReturnType<typeof startHeadroom>;
  ended: Promise<unknown>;
}> {
  const args = ["--model", "rehearsal", "--message", REFUND, "--data", data];
  const child = startHeadroom([...START, ...args]);
  // Listened for from the start: on a busy machine it may end before anything else is done.
  const ended = once(child, "close");
  // The first event is on standard error; the log has it then.
  await once(child.stderr, "data");
  const list: unknown = JSON.parse(await run("session", "list", "--json"));
  const { sessions } = methods["session.list"].output.parse(list);
  const [first] = sessions;
  if (first === undefined) throw new Error("the session was not begun");
  return { id: first.id, child, ended };
}

describe("a session over several processes", () => {
  it("that is interrupted from the keyboard is no success, and says how to go on", async () => {
    const args = ["session", "start", "--workload", "data-extraction", "--model", "rehearsal"];
    const child = startHeadroom([...args, "--data", data]);
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    const ended = once(child, "close");
    await once(child.stderr, "data");
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    expect(stdout).toMatch(/headroom session resume \S+/);
  });

  it("waits for an approval, is approved, resumed and ended, each elsewhere", async () => {
    const id = await startWaiting();
    const [waiting] = (await show(id)).session.waitingCalls;
    expect(waiting).toMatchObject({ call: "2.0", tool: "refund_order", waitsFor: "approval" });

    expect(await run("session", "show", id)).toContain(`headroom session approve ${id} --call 2.0`);
    expect(await run("session", "approve", id, "--call", "2.0")).toContain(
      `headroom session resume ${id}`,
    );
    expect(await run("session", "resume", id)).toContain("ended, completed");

    const { session, events } = await show(id);
    expect(session).toMatchObject({ status: "ended", outcome: "completed", holder: null });
    expect(events.map(({ position }) => position)).toEqual(events.map((_, at) => at + 1));
    const paid = events.filter(
      ({ event }) => event.type === "call-finished" && event.call === "2.0",
    );
    expect(paid).toHaveLength(1);
    const again = await runHeadroom(["session", "approve", id, "--call", "2.0", "--data", data]);
    expect(again.code).toBe(2);
    expect(await run("session", "list")).toContain("completed");
  });

  it("is followed to its end by a process that does not run it", async () => {
    const { id, ended } = await startRunning();
    const { session, events } = await show(id, "--follow");
    expect(session.status).toBe("waiting");
    expect(events.at(-1)?.event.type).toBe("approval-asked");
    expect(await ended).toEqual([0, null]);
  });

  it("is stopped from another process, which returns when it has ended", async () => {
    const { id, ended } = await startRunning();
    const stopped: unknown = JSON.parse(await run("session", "stop", id, "--json"));
    const session = isRecord(stopped) ? stopped["session"] : undefined;
    expect(session).toMatchObject({ status: "ended", outcome: "stopped" });
    expect(await ended).toEqual([0, null]);
  });

  it("is gone on with after a kill, as soon as the dead process's lease has run out", async () => {
    const { id, child, ended } = await startRunning();
    child.kill("SIGKILL");
    await ended;
    expect(await run("session", "resume", id)).toContain("waiting");
    const { session, events } = await show(id);
    expect(session.waitingCalls.map(({ tool }) => tool)).toEqual(["refund_order"]);
    expect(events.filter(({ event }) => event.type === "woken")).toHaveLength(1);
  });
});

describe("a session with the tools of MCP servers that nobody here wrote", () => {
  it("is set up, started, answered and spoken to again, each from the command line", async () => {
    const shared = await temporaryFolder();
    await writeFile(path.join(shared, "a.txt"), "kept in a file");
    const server = (name: string, ...args: readonly string[]) => ({
      transport: "stdio",
      name,
      command: process.execPath,
      args: [program(name), ...args],
    });
    const settings = path.join(data, "settings-change.json");
    const mcpServers = [
      server("everything", "stdio"),
      { ...server("filesystem", shared), policy: "allow" },
    ];
    await writeFile(settings, JSON.stringify({ live: { mcpServers } }));
    await run("settings", "write", "--settings", `@${settings}`);
    expect(await run("tool", "list")).toContain("everything_get-sum");

    const written = path.join(shared, "b.txt");
    const prompt = [
      'everything_get-sum {"a": 2, "b": 40}',
      `filesystem_write_file ${JSON.stringify({ path: written, content: "by a tool" })}`,
      "everything_toggle-simulated-logging {}",
    ].join("\n");
    const start = ["session", "start", "--model", "rehearsal-instant", "--json"];
    const text = await run(...start, "--prompt", prompt);
    const { session, warnings } = methods["session.start"].output.parse(JSON.parse(text));
    expect(warnings).toEqual([]);
    // The servers' hints decide: the last one may do anything, so that a human is asked.
    expect(session.waitingCalls).toMatchObject([
      { call: "3.0", tool: "everything_toggle-simulated-logging" },
    ]);
    expect(await readFile(written, "utf8")).toBe("by a tool");
    await run("session", "approve", session.id, "--call", "3.0", "--decision", "refuse");
    expect(await run("session", "resume", session.id)).toContain(
      `headroom session send ${session.id}`,
    );
    const read = `filesystem_read_text_file ${JSON.stringify({ path: path.join(shared, "a.txt") })}`;
    await run("session", "send", session.id, "--message", read);
    const { events } = await show(session.id);
    const results = events.flatMap(({ event }) =>
      event.type === "call-finished" ? [event.result] : [],
    );
    expect(results).toMatchObject([
      expect.stringContaining("42"),
      expect.stringContaining("Successfully wrote"),
      "kept in a file",
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({ event: expect.objectContaining({ fault: "refused" }) }),
    );
  });
});
