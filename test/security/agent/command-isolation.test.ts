import { execFile } from "node:child_process";
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bashTool } from "../../../engine/agent/hands/bash-tool.js";
import { createSandbox } from "../../../engine/agent/hands/sandbox/sandbox.js";
import { ToolHands } from "../../../engine/agent/hands/tool-hands.js";
import { ToolStateStore } from "../../../engine/agent/hands/tool-state.js";
import type { CallOutcome } from "../../../engine/agent/tool.js";
import { escapes } from "./escapes.js";
import { createHost, leaks, NO_SANDBOX } from "./host.js";

const host = await createHost();
const isRoot = process.getuid?.() === 0;
let state: ToolStateStore;
let hands: ToolHands;

beforeAll(() => {
  state = new ToolStateStore(path.join(host.workspaces, "..", "workspaces", "state"));
  hands = handsWith(createSandbox());
});

afterAll(async () => {
  await hands.close();
  state.close();
  await host.close();
});

function handsWith(sandbox: ReturnType<typeof createSandbox>): ToolHands {
  const bash = bashTool(sandbox, { workspacesFolder: host.workspaces, allowNetwork: false });
  return new ToolHands([bash], {
    state,
    redact: (text) => text,
    launch: () => {
      throw new Error("bash needs no worker");
    },
  });
}

function run(
  command: string,
  signal = new AbortController().signal,
  session = "s1",
): Promise<CallOutcome> {
  return hands.execute("bash", { command }, "k", { session, signal });
}

async function outputOf(command: string): Promise<string> {
  const outcome = await run(command);
  if (outcome.kind === "fault") throw new Error(outcome.message);
  return outcome.result;
}

/** Command lines of all processes of this machine. */
async function processes(): Promise<string> {
  return (await promisify(execFile)("ps", ["-eo", "args"])).stdout;
}

/** The call is answered at once; its processes are gone a moment later. */
async function gone(command: string): Promise<void> {
  while ((await processes()).includes(command)) await sleep(20);
}

it("without a sandbox nothing runs, and the message says what to do", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "no-bwrap-"));
  const broken = path.join(folder, "bwrap");
  await writeFile(
    broken,
    "#!/bin/sh\n[ \"$1\" = --version ] && echo 'bubblewrap 0.8.0' && exit\necho 'No permissions to create new namespace' >&2; exit 1\n",
  );
  await chmod(broken, 0o755);
  const old = path.join(folder, "old");
  await writeFile(old, "#!/bin/sh\necho 'bubblewrap 0.4.1'\n");
  await chmod(old, 0o755);
  for (const [programs, says] of [
    [
      ["/nowhere/bwrap"],
      "bubblewrap is not installed. On Debian or Ubuntu: apt install bubblewrap",
    ],
    [[broken], "It says: No permissions to create new namespace"],
    [[old], 'expected version 0.8 or later, found "bubblewrap 0.4.1"'],
  ] as const) {
    const outcome = await handsWith(createSandbox(programs)).execute(
      "bash",
      { command: `touch ${folder}/ran` },
      "k",
      { session: "s1", signal: new AbortController().signal },
    );
    expect(outcome).toMatchObject({ kind: "fault", fault: "unavailable", mayHaveHappened: false });
    expect(outcome).toHaveProperty("message", expect.stringContaining(says));
  }
  expect(await readdir(folder)).not.toContain("ran");
  await rm(folder, { recursive: true });
});

it("says why the rest of this file is skipped, where it is, and is right about it", async () => {
  if (NO_SANDBOX !== undefined) console.warn(`command isolation is not tested here: ${NO_SANDBOX}`);
  const plain = [
    "--unshare-user",
    "--unshare-pid",
    "--ro-bind",
    "/",
    "/",
    "--proc",
    "/proc",
    "/bin/true",
  ];
  const isUsable = await promisify(execFile)("/usr/bin/bwrap", plain).then(
    () => true,
    () => false,
  );
  expect(NO_SANDBOX === undefined).toBe(isUsable);
  expect(escapes(host).length).toBeGreaterThanOrEqual(40);
});

describe.skipIf(NO_SANDBOX !== undefined)("a command in the sandbox", () => {
  it("works: programs, files that stay, exit codes", async () => {
    expect(await outputOf("echo one > a.txt && ls && pwd")).toBe("a.txt\n/workspace");
    expect(await outputOf("cat a.txt; echo oops >&2; exit 3")).toBe(
      "one\n[standard error]\noops\n[exit code 3]",
    );
    expect(await outputOf("perl -e 'print 6*7'")).toBe("42");
    expect((await stat(path.join(host.workspaces, "s1"))).mode & 0o777).toBe(0o700);
  });

  it.each(escapes(host))("that %s gets nowhere", async (_, command) => {
    const outcome = await run(command, undefined, "escape");
    if (outcome.kind === "fault") throw new Error(outcome.message);
    expect(leaks(outcome.result), outcome.result).toBe(false);
    expect(await host.damage()).toEqual([]);
  });

  it("has no variable but the few it needs, and no process but its own", async () => {
    const variables = (await outputOf("env")).split("\n").map((line) => line.split("=")[0]);
    expect(variables.map((name) => name ?? "").toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      "HOME",
      "LANG",
      "PATH",
      "PWD",
      "SHLVL",
      "TMPDIR",
      "USER",
      "_",
    ]);
    expect(Number(await outputOf("ls -d /proc/[0-9]* | wc -l"))).toBeLessThan(8);
  });

  it("of one session sees nothing of another", async () => {
    await run("echo of-s1 > mine.txt");
    const outcome = await run(
      "cat mine.txt ../s1/mine.txt /workspace/../s1/mine.txt",
      undefined,
      "s2",
    );
    expect(outcome).toHaveProperty("result", expect.not.stringContaining("of-s1"));
  });

  it.each(["../s1", "s1/../..", "", "S1", "/", "s1\0"])(
    "has no workspace for the session id %j",
    async (session) => {
      expect(await run("true", undefined, session)).toMatchObject({ fault: "refused" });
    },
  );

  it("ends with all its processes when it is cut off", async () => {
    const stop = new AbortController();
    const mark = `${60_000 + process.pid}`;
    const outcome = run(
      `(setsid nohup sleep ${mark} &) ; (sleep ${mark} & disown); sleep ${mark}`,
      stop.signal,
    );
    // Its own, at work: other programs of this machine sleep too, and the command's text stands among bwrap's arguments.
    const atWork = new RegExp(`^sleep ${mark}$`, "m");
    while (!atWork.test(await processes())) await sleep(20);
    stop.abort();
    expect(await outcome).toMatchObject({ fault: "cancelled", mayHaveHappened: true });
    await gone(`sleep ${mark}`);
  });

  it("ends with all its processes at whatever moment of its start it is cut off", async () => {
    const mark = `${80_000 + process.pid}`;
    const outcomes = Array.from({ length: 30 }, async (_, delayMs) => {
      const stop = new AbortController();
      const outcome = run(`sleep ${mark}`, stop.signal);
      await sleep(delayMs);
      stop.abort();
      return outcome;
    });
    for (const outcome of await Promise.all(outcomes))
      expect(outcome).toMatchObject({ fault: "cancelled" });
    await gone(`sleep ${mark}`);
  });

  it("gets no open file but its three", async () => {
    expect(await outputOf("ls /proc/$$/fd; true")).toBe("0\n1\n2");
  });

  it("leaves no process behind when it ends by itself", async () => {
    const mark = `${70_000 + process.pid}`;
    await outputOf(`setsid nohup sleep ${mark} >/dev/null 2>&1 & disown; echo done`);
    expect(await processes()).not.toContain(`sleep ${mark}`);
  });

  it("cannot flood: the beginning and the end of 50 MB are kept", async () => {
    const output = await outputOf(
      "echo first; head -c 50000000 /dev/zero | tr '\\0' x; echo; echo last",
    );
    expect(output.startsWith("first\nxxx")).toBe(true);
    expect(output.endsWith("xxx\nlast")).toBe(true);
    expect(output).toMatch(/\n\[\d+ bytes left out here\]\n/);
    expect(output.length).toBeLessThan(40_000);
  });

  it("cannot write more than its limits", async () => {
    expect(await outputOf("fallocate -l 600M big; stat -c %s big")).not.toContain("629145600");
    expect(await outputOf("fallocate -l 300M /tmp/big")).toContain("No space left on device");
    expect(await outputOf("perl -e '$x = \"a\" x 6_000_000_000; print 1'")).toContain(
      "Out of memory",
    );
  });

  // The kernel exempts root from the number of processes; everybody else is held to it.
  it.skipIf(isRoot)("cannot start more processes than its limit", async () => {
    expect(await outputOf("for i in $(seq 400); do sleep 5 & done; echo started")).toContain(
      "retry",
    );
  });
});
