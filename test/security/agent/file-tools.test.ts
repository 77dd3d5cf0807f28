import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fileTools } from "../../../engine/agent/hands/files/file-tools.js";
import { workspacePath } from "../../../engine/agent/hands/files/workspace-path.js";
import { createSandbox } from "../../../engine/agent/hands/sandbox/sandbox.js";
import { ToolFault } from "../../../engine/agent/hands/tool-fault.js";
import { ToolHands } from "../../../engine/agent/hands/tool-hands.js";
import { ToolStateStore } from "../../../engine/agent/hands/tool-state.js";
import { createHost, leaks, NO_SANDBOX } from "./host.js";

const host = await createHost();
const workspace = path.join(host.workspaces, "s1");
await mkdir(path.join(host.workspaces, "s2"), { recursive: true });
await writeFile(
  path.join(host.workspaces, "s2", "other.txt"),
  "host-secret-4711 of another session",
);
await mkdir(path.join(workspace, "sub"), { recursive: true, mode: 0o700 });
await writeFile(path.join(workspace, "sub", "own.txt"), "own text");
const state = new ToolStateStore(path.join(host.workspaces, "state"));
const hands = new ToolHands(fileTools(createSandbox(), host.workspaces), {
  state,
  redact: (text) => text,
  launch: () => {
    throw new Error("file tools need no worker");
  },
});

afterAll(async () => {
  await hands.close();
  state.close();
  await host.close();
});

const options = { session: "s1", signal: new AbortController().signal };
const call = (name: string, input: unknown, key = "k") => hands.execute(name, input, key, options);

/** Paths that say by their words that they lead outside. */
const OUTSIDE = [
  "../secret.txt",
  "../../secret.txt",
  "../s2/other.txt",
  "sub/../../s2/other.txt",
  "sub/../../../secret.txt",
  "./../secret.txt",
  "././.././../secret.txt",
  "sub/./.././../../secret.txt",
  "..",
  "../",
  "../..",
  "/",
  "//",
  "/etc/passwd",
  "//etc/passwd",
  "///etc/passwd",
  "/etc/../etc/passwd",
  "/workspace/../etc/passwd",
  "/workspace/../../etc/passwd",
  "/workspace/sub/../../etc/shadow",
  "/workspaces",
  "/workspace2/x",
  "/workspace/..",
  "/proc/self/environ",
  "/proc/1/root/etc/passwd",
  "/dev/zero",
  "/tmp/x",
  "~/.ssh/id_rsa",
  "~root/.bashrc",
  "~",
  "..\\secret.txt",
  "sub\\..\\..\\secret.txt",
  "\\\\server\\share\\x",
  "C:\\Windows\\win.ini",
  "C:/Windows/win.ini",
  "c:secret.txt",
  "file:///etc/passwd",
  "file:/etc/passwd",
  "http://127.0.0.1/x",
  "sub/own.txt\0.png",
  "../secret.txt\0",
  "sub\n/../../secret.txt",
  "sub\r../../secret.txt",
  "\u0000",
  "\u007F",
  "\uD800/x",
  `${"../".repeat(300)}etc/passwd`,
  `${"a/".repeat(300)}${"../".repeat(302)}secret.txt`,
  "a".repeat(256),
  "ä".repeat(128),
  "x/".repeat(600),
];

/** Paths that look like a way out and are names inside the workspace, where nothing stands. */
const LITERAL = [
  "%2e%2e/secret.txt",
  "%2e%2e%2fsecret.txt",
  "..%2fsecret.txt",
  "..%c0%afsecret.txt",
  "%252e%252e/secret.txt",
  ".../secret.txt",
  "....//secret.txt",
  "..;/secret.txt",
  "\uFF0E\uFF0E/secret.txt",
  "\u2024\u2024/secret.txt",
  "..\u2215secret.txt",
  "..\u2044secret.txt",
  "$HOME/secret.txt",
  "$(cat /etc/passwd)",
  "`cat /etc/passwd`",
  "'; cat /etc/passwd; '",
  "--help",
  "-rf",
  "*",
  "{..,..}/secret.txt",
  " ../secret.txt",
];

/** Links in the workspace, made by a command or a download: name → where it leads. */
const LINKS: Readonly<Record<string, string>> = {
  "to-secret": path.join(host.folder, "secret.txt"),
  "to-folder": host.folder,
  "to-parent": "..",
  "to-grandparent": "../..",
  "to-other-session": "../s2",
  "to-root": "/",
  "to-passwd": "/etc/passwd",
  "to-environment": "/proc/self/environ",
  "to-first-environment": "/proc/1/environ",
  "to-first-root": "/proc/1/root",
  "to-descriptor": "/proc/self/fd/0",
  "to-zero": "/dev/zero",
  "to-temporary": "/tmp/made",
  "to-program": "/usr/bin/env",
  "to-system": "/etc",
  "to-new-file": path.join(host.folder, "new.txt"),
  "to-new-in-tmp": "/tmp/headroom-escape-mark",
  "to-itself": "to-itself",
  "to-loop-1": "to-loop-2",
  "to-loop-2": "to-loop-1",
  "chain-1": "chain-2",
  "chain-2": "to-secret",
  "sub/up": "../../s2/other.txt",
};

const UNDER_LINKS = [
  "to-folder/secret.txt",
  "to-parent/s2/other.txt",
  "to-other-session/other.txt",
  "to-root/etc/passwd",
  "to-first-root/etc/passwd",
  "to-grandparent/secret.txt",
  "to-system/passwd",
  "sub/../to-folder/secret.txt",
];

it("covers at least sixty ways", () => {
  expect(OUTSIDE.length + LITERAL.length + Object.keys(LINKS).length).toBeGreaterThanOrEqual(60);
});

it.each(OUTSIDE)("%j is refused by its words", (input) => {
  expect(() => workspacePath(input)).toThrow(ToolFault);
});

it.each([
  ["", "/workspace"],
  [".", "/workspace"],
  ["a/../b", "/workspace/b"],
  ["/workspace/a", "/workspace/a"],
  ["a//b/", "/workspace/a/b"],
  ["über/ß.txt", "/workspace/über/ß.txt"],
])("%j is %s", (input, expected) => {
  expect(workspacePath(input)).toBe(expected);
});

describe.skipIf(NO_SANDBOX !== undefined)("in the sandbox", () => {
  const tries: [string, unknown][] = [
    ...[...OUTSIDE, ...LITERAL, ...Object.keys(LINKS), ...UNDER_LINKS].flatMap(
      (input): [string, unknown][] => [
        ["read_file", { path: input }],
        ["write_file", { path: input, content: "written" }],
      ],
    ),
    ...["..", "to-folder", "to-root", "to-other-session", "/", "sub/../.."].map(
      (input): [string, unknown] => ["list_files", { path: input, depth: 3 }],
    ),
    ...["to-secret", "../secret.txt", "chain-1"].map((input): [string, unknown] => [
      "edit_file",
      { path: input, oldText: "host-secret-4711", newText: "written" },
    ]),
  ];

  it("no path and no link leads to anything outside, for reading, writing, listing or editing", async () => {
    const through: string[] = [];
    for (const [name, target] of Object.entries(LINKS))
      await symlink(target, path.join(workspace, name));
    for (let at = 0; at < tries.length; at += 4) {
      const some = tries.slice(at, at + 4);
      const outcomes = await Promise.all(some.map(([tool, input]) => call(tool, input)));
      for (const [index, outcome] of outcomes.entries()) {
        const text = outcome.kind === "result" ? outcome.result : outcome.message;
        if (leaks(text) || text.includes("secret.txt ("))
          through.push(`${JSON.stringify(some[index])}: ${text.slice(0, 200)}`);
      }
    }
    expect(through).toEqual([]);
    expect(await host.damage()).toEqual([]);
    expect(await readFile(path.join(host.workspaces, "s2", "other.txt"), "utf8")).toContain(
      "of another session",
    );
  });

  it("a link that leads outside, a pipe and a folder are named as what they are", async () => {
    execFileSync("mkfifo", [path.join(workspace, "pipe")]);
    expect(await call("read_file", { path: "to-program" })).toMatchObject({
      fault: "refused",
      message: expect.stringContaining("is a link that leads outside the workspace"),
    });
    for (const input of ["pipe", "sub"]) {
      expect(await call("read_file", { path: input })).toMatchObject({ fault: "refused" });
      expect(await call("write_file", { path: input, content: "" })).toMatchObject({
        fault: "refused",
      });
    }
    expect(await call("read_file", { path: "nothing" })).toMatchObject({
      message: "read_file: there is no nothing",
    });
  });

  it("reads, writes, lists and edits inside", async () => {
    expect(await call("write_file", { path: "notes/a b.md", content: "one two\n" })).toMatchObject({
      result: "wrote 8 bytes to notes/a b.md",
    });
    expect(await call("read_file", { path: "notes/a b.md", fromByte: 4 })).toMatchObject({
      result: "two\n",
    });
    expect(await call("list_files", { path: "notes" })).toMatchObject({
      result: "a b.md (file, 8 bytes)",
    });
    expect(
      await call("edit_file", { path: "notes/a b.md", oldText: "two", newText: "$& three" }),
    ).toMatchObject({
      result: "edited notes/a b.md",
    });
    expect(await call("read_file", { path: "notes/a b.md" })).toMatchObject({
      result: "one $& three\n",
    });
    expect(
      await call("edit_file", { path: "notes/a b.md", oldText: "e", newText: "" }),
    ).toMatchObject({
      fault: "refused",
      message: expect.stringContaining("expected to stand once in notes/a b.md, found 3 times"),
    });
  });

  it("a large file is read in parts, a binary one not at all", async () => {
    await writeFile(path.join(workspace, "large"), "x".repeat(300_000));
    await writeFile(path.join(workspace, "binary"), Buffer.from([1, 0, 2]));
    expect(await call("read_file", { path: "large" })).toHaveProperty(
      "result",
      expect.stringMatching(/x\n\[bytes 0 to 262144 of 300000\]$/),
    );
    expect(await call("read_file", { path: "large", fromByte: 299_998 })).toMatchObject({
      result: "xx",
    });
    expect(await call("edit_file", { path: "large", oldText: "y", newText: "z" })).toMatchObject({
      fault: "refused",
    });
    expect(await call("read_file", { path: "binary" })).toMatchObject({ fault: "refused" });
  });

  it("knows after a crash whether an edit was made", async () => {
    await call("write_file", { path: "e.txt", content: "before" });
    expect(await hands.reconcile("edit_file", "never-started", options)).toEqual({
      happened: "no",
    });
    await call("edit_file", { path: "e.txt", oldText: "before", newText: "after" }, "edit-1");
    expect(await hands.reconcile("edit_file", "edit-1", options)).toEqual({
      happened: "yes",
      result: "edited e.txt",
    });
    await call("write_file", { path: "e.txt", content: "before" });
    expect(await hands.reconcile("edit_file", "edit-1", options)).toEqual({ happened: "no" });
    await call("write_file", { path: "e.txt", content: "something else" });
    expect(await hands.reconcile("edit_file", "edit-1", options)).toMatchObject({
      happened: "unknown",
    });
  });
});
