import { execFileSync } from "node:child_process";
import { chmod, mkdir, open, readdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runHeadroom } from "./cli-process.js";
import type { CliOptions, CliRun } from "./cli-process.js";
import { MINIMAL } from "./minimal.js";
import { temporaryFolder } from "./temporary.js";

/** Runs a command that must be refused: exit 2, nothing on standard output, no stack, nothing stored. */
async function refused(args: readonly string[], options: CliOptions = {}): Promise<string> {
  const folder = await temporaryFolder();
  const data = path.join(folder, "data");
  const run: CliRun = await runHeadroom([...args, "--data", data], options);
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).not.toMatch(/^\s+at /m);
  expect(await readdir(folder)).toEqual([]);
  return run.stderr;
}

async function scenarioFile(content: string | Uint8Array): Promise<string> {
  const file = path.join(await temporaryFolder(), "scenario.json");
  await writeFile(file, content);
  return file;
}

const changed = (change: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ ...MINIMAL, ...change });
const brain = (change: Readonly<Record<string, unknown>>): string =>
  changed({ brain: { ...MINIMAL.brain, ...change } });

describe("a scenario file", () => {
  it.each([
    ["a missing field", changed({ name: undefined }), "name: expected a text, found nothing"],
    ["a mistyped field", changed({ name: 5 }), "name: expected a text, found 5"],
    [
      "a negative number",
      brain({ replicas: -1 }),
      "brain.replicas: expected a number of at least 1, found -1",
    ],
    [
      "NaN",
      changed({}).replace('"replicas":1', '"replicas":NaN'),
      "(file) (line 1): expected valid JSON",
    ],
    [
      "an infinite number",
      changed({}).replace('"replicas":1', '"replicas":1e999'),
      "brain.replicas: expected",
    ],
    [
      "an enormous number",
      brain({ replicas: 1e15 }),
      "brain.replicas: expected a number of at most 1000000",
    ],
    [
      "an unknown field",
      changed({ colour: 1 }),
      'colour: expected no such field, found unknown field "colour"',
    ],
    [
      "an unknown version",
      changed({ schema: "headroom/scenario/v9" }),
      'schema: expected "headroom/scenario/v1"',
    ],
    ["a truncated text", changed({}).slice(0, 60), "expected valid JSON"],
    ["no text", "", "expected valid JSON, found an empty text"],
    ["bytes that are not UTF-8", Uint8Array.of(0x7b, 0xff, 0x7d), "expected UTF-8 text"],
    ["depth 10,000", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`, "nested at most 64 deep"],
    [
      "__proto__",
      changed({}).replace("{", '{"__proto__":{"x":1},'),
      "__proto__: expected no such field",
    ],
    [
      "a reserved name",
      changed({}).replace("{", '{"hands":{"constructor":{}},'),
      "hands.constructor",
    ],
    ["a list", "[]", "(file): expected a JSON object, found an array of 0"],
  ])("with %s is refused, naming path, expected and found", async (_what, content, message) => {
    const file = await scenarioFile(content);
    const stderr = await refused(["simulate", file]);
    expect(stderr).toContain(`error: ${file} is not a valid scenario`);
    expect(stderr).toContain(message);
  });

  it("of 50 MB is refused by its size, before it is read", async () => {
    const file = path.join(await temporaryFolder(), "big.json");
    const handle = await open(file, "w");
    // Without blocks on the disk: reading it would take memory, asking for its size does not.
    await handle.truncate(50_000_000_000);
    await handle.close();
    const message = `${file}: expected at most 5000000 bytes, found 50000000000 bytes`;
    expect(await refused(["compare", file])).toContain(message);
  });

  it("that is not there is named", async () => {
    const file = path.join(await temporaryFolder(), "no.json");
    expect(await refused(["simulate", file])).toContain(
      `${file}: expected a readable file, found no such file`,
    );
  });

  it("that is a folder is named", async () => {
    const folder = await temporaryFolder();
    expect(await refused(["simulate", `${folder}/`])).toContain("found a folder");
  });

  it("with the name of nothing stored is named", async () => {
    expect(await refused(["simulate", "no-such-id"])).toContain(
      "no-such-id: expected a scenario file, or the id",
    );
  });

  it.skipIf(process.getuid?.() === 0)("that may not be read is named", async () => {
    const file = await scenarioFile("{}");
    await chmod(file, 0);
    expect(await refused(["simulate", file])).toContain("found a file that may not be read");
  });

  it.skipIf(process.platform === "win32")(
    "that is a pipe, a device or a loop of links is named",
    async () => {
      const folder = await temporaryFolder();
      const pipe = path.join(folder, "pipe");
      execFileSync("mkfifo", [pipe]);
      expect(await refused(["simulate", pipe])).toContain("found a device or a pipe");
      for (const device of ["/dev/zero", "/dev/null", "/dev/tty"]) {
        expect(await refused(["simulate", device])).toMatch(/found a device/);
      }
      const loop = path.join(folder, "loop");
      await symlink(loop, loop);
      expect(await refused(["simulate", loop])).toContain("found a loop of symbolic links");
    },
  );

  it("with a NUL or ten thousand letters in its name is refused", async () => {
    expect(await refused(["simulate", `./${"x".repeat(10_000)}`])).toContain(
      "a name that is too long",
    );
  });

  it("from standard input is checked alike, and cut off at the limit", async () => {
    expect(await refused(["simulate", "-"], { stdin: "" })).toContain("found an empty text");
    expect(await refused(["simulate", "-"], { stdin: "{" })).toContain(
      "standard input is not a valid scenario",
    );
    const stdin = new Uint8Array(6_000_000);
    expect(await refused(["simulate", "-"], { stdin })).toContain("expected at most 5000000 bytes");
  });
});

const replay = (file: string): string =>
  changed({
    workloads: [{ name: "w", arrivals: { trace: { file, format: "azure-llm-2023" } } }],
  });

describe("a trace file", () => {
  const at = "workloads[0].arrivals.trace.file";

  it.each([
    "/etc/passwd",
    "../secret.csv",
    "a/../../secret.csv",
    "a//b.csv",
    "./a.csv",
    "..\\a.csv",
    "C:\\a.csv",
  ])("called %s is refused for its name", async (name) => {
    expect(await refused(["simulate", await scenarioFile(replay(name))])).toContain(
      `${at}: expected`,
    );
  });

  it("that is not there is named with where it was looked for", async () => {
    const file = await scenarioFile(replay("traces/no.csv"));
    const stderr = await refused(["simulate", file]);
    expect(stderr).toContain(
      `${at}: expected a file beside the scenario (looked in ${path.dirname(file)}`,
    );
  });

  it("that is a link out of the folder is refused", async () => {
    const file = await scenarioFile(replay("link.csv"));
    await symlink("/etc/passwd", path.join(path.dirname(file), "link.csv"));
    expect(await refused(["simulate", file])).toContain("a link that leads out of it");
  });

  it("with a fault is refused, naming line and field", async () => {
    const file = await scenarioFile(replay("t.csv"));
    const trace = "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,12,many\n";
    await writeFile(path.join(path.dirname(file), "t.csv"), trace);
    const message = "t.csv: GeneratedTokens (line 2): expected a whole number from 0 to 1000000000";
    expect(await refused(["simulate", file])).toContain(`${message}, found the text "many"`);
  });

  it("that is a folder is refused", async () => {
    const file = await scenarioFile(replay("t.csv"));
    await mkdir(path.join(path.dirname(file), "t.csv"));
    expect(await refused(["simulate", file])).toContain(
      "found a folder".replace("found ", '"t.csv": '),
    );
  });
});

describe("the command line", () => {
  let file = "";
  beforeAll(() => {
    file = path.join(import.meta.dirname, "..", "..", "scenarios", "article.json");
  });

  it.each([
    ["an unknown command", ["fly"], "unknown command 'fly'"],
    ["an unknown verb", ["scenario", "fly"], "unknown command 'fly'"],
    ["an unknown option", ["simulate", "FILE", "--fast"], "unknown option '--fast'"],
    ["an option nearly right", ["simulate", "FILE", "--sede", "1"], "Did you mean --seed?"],
    ["a missing operand", ["simulate"], "missing required argument 'scenario'"],
    ["one operand too many", ["simulate", "FILE", "more"], "too many arguments"],
    ["a missing value", ["simulate", "FILE", "--seed"], "argument missing"],
    [
      "a word for a number",
      ["simulate", "FILE", "--seed", "x"],
      '--seed: expected a finite number, found the text "x"',
    ],
    ["no number", ["simulate", "FILE", "--seed", ""], "--seed: expected a finite number"],
    [
      "NaN",
      ["simulate", "FILE", "--requests", "NaN"],
      '--requests: expected a finite number, found the text "NaN"',
    ],
    ["a negative number", ["simulate", "FILE", "--requests", "-5"], "--requests"],
    ["a fraction", ["simulate", "FILE", "--requests", "1.5"], "--requests: expected"],
    [
      "one replication",
      ["compare", "FILE", "--replications", "1"],
      "--replications: expected a number of at least 2, found 1",
    ],
    ["an enormous number", ["compare", "FILE", "--requests", "1e300"], "--requests: expected"],
    [
      "an unknown choice",
      ["simulate", "FILE", "--architecture", "round"],
      "Allowed choices are coupled, decoupled, both",
    ],
    [
      "a wrong number of threads",
      ["simulate", "FILE", "--threads", "many"],
      "Expected a whole number from 0 to 256",
    ],
    [
      "a port that is none",
      ["serve", "--port", "70000"],
      "Expected a whole number from 0 to 65535",
    ],
    ["an id with a path", ["scenario", "read", "../x"], "id: expected an id of up to 80"],
    ["an id of nothing", ["run", "read", "nothing"], "there is no run nothing"],
    ["damaged JSON", ["settings", "write", "--settings", "{"], "--settings: expected JSON"],
    [
      "an unknown setting",
      ["settings", "write", "--settings", '{"colour":1}'],
      "settings.colour: expected no such field",
    ],
    [
      "a file that is not there",
      ["settings", "write", "--settings", "@no.json"],
      "no.json: expected a readable file",
    ],
  ])("with %s is refused", async (_what, args, message) => {
    expect(await refused(args.map((arg) => (arg === "FILE" ? file : arg)))).toContain(message);
  });

  it("asked to compare what has nothing to compare names the path", async () => {
    const lone = await scenarioFile(JSON.stringify(MINIMAL));
    const message = "coupled: expected a coupled deployment to compare with, found nothing";
    expect(await refused(["compare", lone])).toContain(message);
    expect(await refused(["simulate", lone, "--architecture", "both"])).toContain(message);
  });

  it("without a command shows what there is", async () => {
    const { code, stdout, stderr } = await runHeadroom([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage: headroom");
  });
});

describe("a data folder", () => {
  it.each([
    ["that is a device", "/dev/null", "--data: expected a folder, which may be new, found a file"],
    ["inside a file", "/dev/null/x", "found a path inside a file"],
  ])("%s is named", async (_, folder, message) => {
    const { code, stdout, stderr } = await runHeadroom(["session", "list", "--data", folder]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});

describe("a folder of the workspace that cannot be read", () => {
  it("is no empty list, and hides no other", async () => {
    const data = await temporaryFolder();
    const runs = path.join(data, "runs");
    await writeFile(runs, "");
    const list = (kind: string) => runHeadroom([kind, "list", "--json", "--data", data]);
    const refusal = await list("run");
    expect(refusal).toMatchObject({ code: 2, stdout: "" });
    expect(refusal.stderr).toContain("take away what stands in its place");
    expect(refusal.stderr).toContain(
      `${runs}: expected a folder that can be read, found a file where a folder should be`,
    );
    expect(await list("plan")).toMatchObject({ code: 0, stderr: "" });
    await rm(runs);
    const { code, stdout } = await list("run");
    expect({ code, listed: JSON.parse(stdout) }).toEqual({ code: 0, listed: { runs: [] } });
  });
});
