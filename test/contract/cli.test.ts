import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { methods } from "../../engine/contract/methods.js";
import { version } from "../../package.json";
import { CLI, runHeadroom, startHeadroom } from "./cli-process.js";
import { temporaryFolder } from "./temporary.js";

const SCENARIOS = path.join(import.meta.dirname, "..", "..", "scenarios");
const ARTICLE = path.join(SCENARIOS, "article.json");
const SHORT = ["--replications", "3", "--requests", "1500"];
const LONG = ["--replications", "200", "--requests", "1000000"];

const data = async (): Promise<string[]> => ["--data", await temporaryFolder()];

describe("compare --json", () => {
  it("is the same, byte for byte, from run to run and for any number of threads", async () => {
    const runs = [];
    for (const threads of ["1", "2", "2", "0"]) {
      runs.push(
        await runHeadroom([
          "compare",
          ARTICLE,
          ...SHORT,
          "--json",
          "--threads",
          threads,
          ...(await data()),
        ]),
      );
    }
    const [first] = runs;
    expect(methods.compare.output.safeParse(JSON.parse(first?.stdout ?? "")).success).toBe(true);
    for (const { stdout, stderr } of runs) {
      expect(stderr).toBe("");
      expect(stdout).toBe(first?.stdout);
    }
  });

  it("is another result for another seed", async () => {
    const [one, two] = await Promise.all(
      ["1", "2"].map(async (seed) =>
        runHeadroom(["compare", ARTICLE, ...SHORT, "--json", "--seed", seed, ...(await data())]),
      ),
    );
    expect(one?.stdout).not.toBe(two?.stdout);
  });

  it("is the same for a file, for its id and for standard input", async () => {
    const args = [...SHORT, "--json", ...(await data())];
    const [file, id, stdin] = await Promise.all([
      runHeadroom(["compare", ARTICLE, ...args]),
      runHeadroom(["compare", "article", ...args]),
      runHeadroom(["compare", "-", ...args], { stdin: await readFile(ARTICLE) }),
    ]);
    expect(id.stdout).toBe(file.stdout);
    expect(stdin.stdout).toBe(file.stdout);
  });
});

describe("the exit code", () => {
  it("is 1 when a requirement is not met, though the result is printed", async () => {
    const args = [
      "simulate",
      ARTICLE,
      "--architecture",
      "coupled",
      ...SHORT,
      "--json",
      ...(await data()),
    ];
    const { code, stdout } = await runHeadroom(args);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ requirementsMet: false });
  });

  it("is 2 for a text that was checked and found wrong", async () => {
    const { code, stdout } = await runHeadroom(["scenario", "check", "-", ...(await data())], {
      stdin: "{",
    });
    expect(code).toBe(2);
    expect(stdout).toContain("(file) (line 1): expected valid JSON");
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("after %s is %i", async (signal, expected) => {
    const child = startHeadroom(["compare", ARTICLE, ...LONG, "--json", ...(await data())]);
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    await new Promise((resolve) => setTimeout(resolve, 3000));
    child.kill(signal);
    const [code] = await once(child, "close");
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" });
  });

  it("does not change when the reader goes away early", async () => {
    const child = startHeadroom(["scenario", "read", "article", ...(await data())]);
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.destroy();
    const [code] = await once(child, "close");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});

describe("a scenario of one's own", () => {
  it("finds its trace beside its file", async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, "traces"));
    const scenario = JSON.parse(await readFile(path.join(SCENARIOS, "azure-code.json"), "utf8"));
    const { file } = scenario.workloads[0].arrivals.trace;
    await copyFile(path.join(SCENARIOS, "azure-code.json"), path.join(folder, "mine.json"));
    await copyFile(path.join(SCENARIOS, file), path.join(folder, file));
    const args = [
      "simulate",
      path.join(folder, "mine.json"),
      "--json",
      "--replications",
      "2",
      ...(await data()),
    ];
    const { stdout } = await runHeadroom(args);
    const { architectures } = methods.simulate.output.parse(JSON.parse(stdout));
    expect(architectures.decoupled?.requests.injected).toBe(2 * 8819);
  });
});

describe("for a person", () => {
  it("compare shows both deployments, the claims and the milestones, without colour in a pipe", async () => {
    const args = ["compare", ARTICLE, ...SHORT, ...(await data())];
    const { stdout, stderr } = await runHeadroom(args, { env: { COLUMNS: "200", NO_COLOR: "" } });
    expect(stderr).toBe("");
    expect(stdout).not.toContain("\u001B");
    expect(stdout).toMatch(/coupled\s+decoupled\s+change\s+p\s+claimed before\s+after/);
    expect(stdout).toMatch(/Throughput \(\/s\).*±.*±.*better.*<0\.001.*120.*360/);
    expect(stdout).toMatch(/day 30: Pilot\s+Latency, p95 below 200 ms\s+missed: .*met: /);
  });

  it.each([60, 80, 120, 200])("fits into %i columns", async (columns) => {
    const args = ["compare", ARTICLE, ...SHORT, ...(await data())];
    const { stdout } = await runHeadroom(args, { env: { COLUMNS: String(columns) } });
    const widest = Math.max(...stdout.split("\n").map((line) => line.length));
    expect(widest).toBeLessThanOrEqual(columns);
  });

  it("tells its version and its commands", async () => {
    expect((await runHeadroom(["--version"])).stdout).toBe(`${version}\n`);
    const { code, stdout } = await runHeadroom(["--help"]);
    expect(code).toBe(0);
    for (const name of Object.keys(methods)) {
      expect(stdout).toContain(`  ${name.split(".")[0]} `);
    }
  });
});

describe("serve", () => {
  it("prints its address, answers with the token in it, and ends on Ctrl-C with 0", async () => {
    const child = startHeadroom(["serve", ...(await data())]);
    const [line] = await once(child.stdout, "data");
    const address = new URL(String(line).trim());
    expect(address.hostname).toBe("127.0.0.1");
    const token = address.hash.replace("#token=", "");
    const response = await fetch(`${address.origin}/api/system.info`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: "{}",
    });
    expect(await response.json()).toMatchObject({ version });
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([0, null]);
  });

  it("names a port that is taken", async () => {
    const child = startHeadroom(["serve", ...(await data())]);
    const [line] = await once(child.stdout, "data");
    const { port } = new URL(String(line).trim());
    const { code, stderr } = await runHeadroom(["serve", "--port", port, ...(await data())]);
    expect(code).toBe(2);
    expect(stderr).toContain("port: expected a port that is free");
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([0, null]);
  });
});

describe.skipIf(!existsSync("/dev/full"))("standard output on a full disk", () => {
  it.each([
    ["a result", ["scenario", "list", "--json"]],
    ["help", ["--help"]],
  ])("takes no %s: one line says so, and the exit code is 70", async (_what, args) => {
    const full = openSync("/dev/full", "w");
    try {
      const { status, stderr } = spawnSync(process.execPath, [CLI, ...args, ...(await data())], {
        stdio: ["ignore", full, "pipe"],
        encoding: "utf8",
      });
      expect({ status, stderr }).toEqual({
        status: 70,
        stderr: "error: standard output was not written: the disk is full\n",
      });
    } finally {
      closeSync(full);
    }
  });
});
