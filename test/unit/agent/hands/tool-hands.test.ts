import Database from "libsql";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it, describe, vi } from "vitest";
import { z } from "zod";
import { workerLauncher } from "../../../../engine/agent/hands/launch-worker.js";
import { ToolHands } from "../../../../engine/agent/hands/tool-hands.js";
import { stateFile, ToolStateStore } from "../../../../engine/agent/hands/tool-state.js";
import type { CallOutcome, Tool } from "../../../../engine/agent/tool.js";
import { createRedactor } from "../../../../engine/agent/telemetry/redact.js";
import { buildEntry } from "./build-entry.js";
import { oddTools, violentTools } from "./odd-tools.js";

let folder: string;
let entry: { file: string; remove: () => Promise<void> };
let state: ToolStateStore;
let hands: ToolHands;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hands-"));
  entry = await buildEntry(path.join(import.meta.dirname, "odd-worker.ts"));
  state = new ToolStateStore(folder);
  const secret = createRedactor(["planted-known-secret"]);
  hands = new ToolHands([...oddTools(), ...violentTools()], {
    state,
    redact: (text) => secret.text(text),
    launch: workerLauncher(entry.file, { stateFolder: folder, settings: {} }),
  });
});

afterAll(async () => {
  await hands.close();
  state.close();
  await entry.remove();
  await rm(folder, { recursive: true, force: true });
});

const call = (
  name: string,
  input: unknown = {},
  { key = "key-1", signal = new AbortController().signal } = {},
): Promise<CallOutcome> => hands.execute(name, input, key, { session: "s1", signal });

describe.each(["", "thread-", "child-"])("a tool that runs %sbeside", (prefix) => {
  it("gives its result", async () => {
    expect(await call(`${prefix}echo`, { text: "hello" })).toEqual({
      kind: "result",
      result: "hello",
      truncated: false,
    });
  });

  it("is told the session and the idempotency key", async () => {
    expect(await call(`${prefix}key`, {}, { key: "abc" })).toMatchObject({ result: "s1 abc" });
  });

  it("fails with what it threw, and with the fault it names", async () => {
    expect(await call(`${prefix}throws`)).toEqual({
      kind: "fault",
      fault: "threw",
      message: `${prefix}throws: the shop is closed`,
      mayHaveHappened: false,
    });
    expect(await call(`${prefix}refuses`)).toMatchObject({ fault: "refused" });
  });

  it("is cut off when it hangs, and may have happened", async () => {
    expect(await call(`${prefix}hangs`)).toEqual({
      kind: "fault",
      fault: "timeout",
      message: `${prefix}hangs: took longer than 100 ms`,
      mayHaveHappened: true,
    });
    expect(await call(`${prefix}echo`, { text: "still here" })).toMatchObject({
      result: "still here",
    });
  });

  it("is cut off when the call is cancelled", async () => {
    const stop = new AbortController();
    const early = call(`${prefix}hangs`, {}, { signal: stop.signal });
    stop.abort();
    expect(await early).toMatchObject({ fault: "cancelled", mayHaveHappened: false });
    const late = new AbortController();
    const running = call(`${prefix}hangs`, {}, { signal: late.signal });
    setTimeout(() => late.abort(), 20);
    expect(await running).toMatchObject({ fault: "cancelled", mayHaveHappened: true });
  });

  it("cannot flood: 100 MB are cut, between two characters, and say so", async () => {
    const outcome = await call(`${prefix}floods`);
    expect(outcome).toMatchObject({ kind: "result", truncated: true });
    if (outcome.kind !== "result") return;
    const [text = "", note] = outcome.result.split("\n");
    expect(text).toBe("é".repeat(1_000));
    expect(note).toBe(
      "[cut here: 50000000 characters, and at most 2000 bytes are passed on; ask for less]",
    );
  });

  it("keeps its state apart from other namespaces and across calls", async () => {
    await call(`${prefix}remember`, { text: `of ${prefix}` }, { key: `${prefix}1` });
    expect(await call(`${prefix}recall`)).toMatchObject({ result: `of ${prefix}` });
    expect(await readdir(folder)).toContain(`${prefix}odd.db`);
  });

  it("answers the same to the same idempotency key", async () => {
    const first = await call(`${prefix}remember`, { text: "first" }, { key: `${prefix}same` });
    const second = await call(`${prefix}remember`, { text: "second" }, { key: `${prefix}same` });
    expect(first).toMatchObject({ result: "first" });
    expect(second).toEqual(first);
  });
});

describe.each(["thread-", "child-"])("a %sworker", (prefix) => {
  it.each([
    ["exits", "exit code 7"],
    ["fills-memory", ""],
  ])("that %s is a failed call, and the next call gets another", async (name, why) => {
    const outcome = await call(`${prefix}${name}`);
    expect(outcome).toMatchObject({ kind: "fault", fault: "threw", mayHaveHappened: false });
    expect(outcome).toHaveProperty("message", expect.stringContaining(` ended: ${why}`));
    const again = await call(`${prefix}exits`);
    expect(again).toHaveProperty("message", expect.stringContaining("exit code 7"));
  });

  it("that spins is ended in time", async () => {
    expect(await call(`${prefix}spins`)).toMatchObject({ kind: "fault", fault: "timeout" });
    expect(await call(`${prefix}spins`)).toMatchObject({ kind: "fault", fault: "timeout" });
  });

  it("sees no variable but the listed ones", async () => {
    vi.stubEnv("ANTHROPIC_API_KEY", "planted-known-secret");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "planted-known-secret");
    // Workers of before would not know the new variables: cut one off for each.
    await Promise.all([call(`${prefix}hangs`), call(`${prefix}hangs`)]);
    const outcome = await call(`${prefix}environment`);
    vi.unstubAllEnvs();
    if (outcome.kind !== "result") throw new Error(outcome.message);
    const names = Object.keys(z.record(z.string(), z.string()).parse(JSON.parse(outcome.result)));
    expect(
      names.filter((name) => !/^(PATH|LANG|LC_ALL|LC_CTYPE|TZ|NODE_CHANNEL_\w+)$/.test(name)),
    ).toEqual([]);
  });
});

it("runs as many calls at once as it has workers, no more", async () => {
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => call("child-pid")));
  const pids = new Set(
    outcomes.map((outcome) => (outcome.kind === "result" ? outcome.result : "")),
  );
  expect(pids.size).toBe(2);
  expect(pids).not.toContain(String(process.pid));
});

it("of two processes with the same idempotency key one records, and both get its result", async () => {
  for (let round = 0; round < 15; round += 1) {
    const key = `race-${round}`;
    const [one, other] = await Promise.all(
      ["a", "b"].map((text) => call("child-remember", { text }, { key })),
    );
    expect(one).toMatchObject({ kind: "result" });
    expect(other).toEqual(one);
  }
  const db = new Database(stateFile(folder, "child-odd"), { readonly: true });
  const rows = db
    .prepare("select count(*) as n from effects where idempotency_key like 'race-%'")
    .get();
  db.close();
  expect(rows).toMatchObject({ n: 15 });
});

it("an effect survives the kill of its process right after", async () => {
  await call("child-remember", { text: "kept" }, { key: "kill" });
  // Cutting a call off kills the process that served it.
  await Promise.all([call("child-hangs"), call("child-hangs")]);
  expect(await call("child-remember", { text: "other" }, { key: "kill" })).toMatchObject({
    result: "kept",
  });
});

it("a call that waits for a worker can be cancelled and leaves no trace", async () => {
  const stop = new AbortController();
  const running = [call("child-pid"), call("child-pid")];
  const waiting = call("child-pid", {}, { signal: stop.signal });
  stop.abort();
  expect(await waiting).toMatchObject({ fault: "cancelled", mayHaveHappened: false });
  await Promise.all(running);
});

it.each([
  ["nothing", null],
  ["a text", "echo"],
  ["a wrong type", { text: 7 }],
  ["an unknown field", { text: "a", command: "rm" }],
  ["an array", []],
])("input from a model that is %s is named back to it", async (_, input) => {
  const outcome = await call("echo", input);
  expect(outcome).toMatchObject({ kind: "fault", fault: "invalid-input", mayHaveHappened: false });
  expect(outcome).toHaveProperty("message", expect.stringMatching(/expected .*, found |unknown/));
  // Whoever would have to approve it is told the same, and before it is approved.
  expect(outcome).toHaveProperty("message", hands.refusal("echo", input));
  expect(hands.refusal("echo", { text: "a" })).toBeUndefined();
});

it("an unknown tool is a fault that names the known ones", async () => {
  expect(await call("ech0")).toMatchObject({
    fault: "unknown-tool",
    message: expect.stringContaining("echo, throws"),
  });
});

it("secrets are gone from results and from messages", async () => {
  expect(await call("echo", { text: "it is planted-known-secret." })).toMatchObject({
    result: "it is [redacted known-secret].",
  });
  expect(await call("echo", { text: 1, "planted-known-secret": 1 })).not.toHaveProperty(
    "message",
    expect.stringContaining("planted-known-secret"),
  );
});

describe("provisioning", () => {
  const tool = (provision: Tool["provision"]): Tool => ({
    name: "provisioned",
    description: "",
    input: z.strictObject({}),
    replay: "read",
    limits: { timeoutMs: 1_000, maxResultBytes: 100, retries: 0 },
    stateNamespace: "provisioned",
    runsIn: "in-process",
    workers: 3,
    ...(provision === undefined ? {} : { provision }),
    execute: async () => "done",
  });
  const settings = () => ({
    state,
    redact: (text: string) => text,
    launch: () => {
      throw new Error("no worker is wanted here");
    },
  });
  const options = { session: "s1", signal: new AbortController().signal };

  it("happens once, before the first call, with the resources", async () => {
    const provision = vi.fn<NonNullable<Tool["provision"]>>(async () => undefined);
    const own = new ToolHands([tool(provision)], settings());
    await own.provision({ folder: "/data" });
    expect(provision).not.toHaveBeenCalled();
    await Promise.all([1, 2, 3].map(() => own.execute("provisioned", {}, "k", options)));
    expect(provision.mock.calls).toEqual([[{ folder: "/data" }]]);
  });

  it("that fails is a fault that says why, and is tried again", async () => {
    const provision = vi
      .fn<NonNullable<Tool["provision"]>>()
      .mockRejectedValueOnce(new Error("no such folder"))
      .mockResolvedValue(undefined);
    const own = new ToolHands([tool(provision)], settings());
    expect(await own.execute("provisioned", {}, "k", options)).toMatchObject({
      fault: "unavailable",
      message: "provisioned: could not be made ready: no such folder",
    });
    expect(await own.execute("provisioned", {}, "k", options)).toMatchObject({ result: "done" });
  });
});

it("asks a reconcilable tool what became of a call, and no other", async () => {
  const base = oddTools()[0];
  if (base === undefined) throw new Error("no tool");
  const own = new ToolHands(
    [
      base,
      {
        ...base,
        name: "pay",
        replay: "reconcilable",
        reconcile: async (key, { state: kept }) => {
          if (key === "broken") throw new Error("the bank does not answer");
          const result = await kept.effects.find(key);
          return result === undefined ? { happened: "no" } : { happened: "yes", result };
        },
      },
    ],
    {
      state,
      redact: (text) => text,
      launch: () => {
        throw new Error("none");
      },
    },
  );
  await state.of(base.stateNamespace).effects.append("paid", "12 EUR");
  const options = { session: "s1", signal: new AbortController().signal };
  expect(await own.reconcile("pay", "paid", options)).toEqual({
    happened: "yes",
    result: "12 EUR",
  });
  expect(await own.reconcile("pay", "unpaid", options)).toEqual({ happened: "no" });
  expect(await own.reconcile("pay", "broken", options)).toEqual({
    happened: "unknown",
    message: "the bank does not answer",
  });
  expect(await own.reconcile("echo", "paid", options)).toMatchObject({ happened: "unknown" });
  expect(await own.reconcile("gone", "paid", options)).toMatchObject({ happened: "unknown" });
});

it.each(["", "a b", "x".repeat(65), "ä"])("refuses the tool name %j", (name) => {
  const [base] = oddTools();
  if (base === undefined) throw new Error("no tool");
  expect(() => hands.add({ ...base, name })).toThrow("tool name: expected");
});

it.each(["../up", "a/b", "", "A", "a.db", "-a"])("refuses the state namespace %j", (namespace) => {
  expect(() => state.of(namespace)).toThrow("state namespace: expected");
});
