/**
 * `npm test`: everything, in the order in which a fault is cheapest to see. Each gate counts as one
 * check; each test runner brings its own count. Closes with the sums, and fails when a part failed,
 * ran nothing, or printed no count.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ensureSystemPackages } from "./setup/system.mjs";
import { electronRuntime } from "./setup/electron.mjs";

const reports = await mkdtemp(path.join(tmpdir(), "headroom-test-"));
const bin = (name) => path.join("node_modules", ".bin", name);
const node = process.execPath;

/**
 * Checks that pass or fail as a whole.
 * @type {[name: string, command: string, args: string[]][]}
 */
const gates = [
  ["format", bin("oxfmt"), ["--check", "."]],
  [
    "lint",
    bin("oxlint"),
    ["--type-aware", "--deny-warnings", "--report-unused-disable-directives"],
  ],
  ["layering", node, ["test/layering/check.mjs"]],
  ["unused", bin("knip"), []],
  ...["engine", "renderer", "main", "test"].map((part) => [
    `types ${part}`,
    bin("tsc"),
    ["-p", part],
  ]),
  ["build", "npm", ["run", "--silent", "build"]],
];

const totals = { passed: 0, failed: 0 };
const lines = [];
/** The slowest of each runner: CI's time is limited, and this is where it goes. */
const slowest = [];
/** What failed, by name and first line: the end of the output is what a CI keeps. */
const failures = [];

function note(name, passed, failed, seconds) {
  totals.passed += passed;
  totals.failed += failed;
  lines.push(
    `${failed === 0 ? "ok  " : "FAIL"}  ${name}: ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s)`,
  );
}

/** Runs a command to its end. What it prints is shown at once, or with `stdio: "pipe"` kept, errors in their place. */
function run(command, args, { env = {}, stdio = "inherit" } = {}) {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio, env: { ...process.env, ...env } });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => (output += text));
    }
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ output, code: code ?? 1, seconds: (performance.now() - started) / 1000 }),
    );
  });
}

const hasFailed = (test) => test.status === "failed";

/** Relative to the repository, with the message's first line. */
function named(name, message = "") {
  const [first] = stripVTControlCharacters(message).split("\n");
  return `${path.relative("", name)}\n      ${first}`;
}

/** Playwright's specs that failed, or passed at the second try only, from its nested report. */
function brokenSpecs(suite) {
  return [
    ...(suite.suites ?? []).flatMap(brokenSpecs),
    ...(suite.specs ?? []).flatMap((spec) =>
      spec.tests
        .filter((test) => test.status === "unexpected" || test.status === "flaky")
        .map((test) => {
          const broken = test.results.find((result) => result.error !== undefined);
          return named(
            path.resolve("test/e2e", spec.file),
            `${test.status}: ${spec.title}: ${broken?.error?.message ?? ""}`,
          );
        }),
    ),
  ];
}

/** @param {[name: string, ms: number][]} times */
function noteSlowest(times) {
  const longest = times.toSorted(([, a], [, b]) => b - a).slice(0, 6);
  slowest.push(...longest.map(([name, ms]) => `${(ms / 1000).toFixed(0).padStart(4)} s  ${name}`));
}

/** Every test of Playwright's nested report, with the time of all its tries. */
function timesOf(suite) {
  return [
    ...(suite.suites ?? []).flatMap(timesOf),
    ...(suite.specs ?? []).flatMap((spec) =>
      spec.tests.map((test) => [
        `${spec.file}: ${spec.title}`,
        test.results.reduce((sum, { duration }) => sum + duration, 0),
      ]),
    ),
  ];
}

/** A runner that leaves no readable report, or a report of no test, has failed. */
async function runner(name, command, args, env, read) {
  console.log(`\n— ${name}`);
  const { code, seconds } = await run(command, args, { env });
  let counts = { passed: 0, failed: 0 };
  try {
    counts = await read();
  } catch (error) {
    console.error(`${name}: no report (${String(error)})`);
  }
  const missed = counts.passed + counts.failed === 0 || (code !== 0 && counts.failed === 0) ? 1 : 0;
  note(name, counts.passed, counts.failed + missed, seconds);
}

/** As many gates at once as there are cores, told in their order as soon as those before are done. */
const ended = [];
let begun = 0;
let told = 0;
async function passGates() {
  while (begun < gates.length) {
    const at = begun;
    begun += 1;
    const [, command, args] = gates[at];
    ended[at] = await run(command, args, { stdio: "pipe" });
    for (; ended[told] !== undefined; told += 1) {
      const [name] = gates[told];
      const { output, code, seconds } = ended[told];
      console.log(`\n— ${name}\n${output.trim()}`);
      note(name, code === 0 ? 1 : 0, code === 0 ? 0 : 1, seconds);
    }
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, passGates));

const { chromium } = ensureSystemPackages();
const display = process.env["DISPLAY"];
const electron = await electronRuntime();

const vitestReport = path.join(reports, "vitest.json");
await runner(
  "vitest",
  bin("vitest"),
  [
    "run",
    "--config",
    "test/vitest.config.ts",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${vitestReport}`,
  ],
  { HEADROOM_CHROMIUM: chromium, HEADROOM_ELECTRON: electron.executable },
  async () => {
    const report = JSON.parse(await readFile(vitestReport, "utf8"));
    // A file that could not be loaded fails without a failed test of its own.
    const unloaded = report.testResults.filter(
      (file) => file.status === "failed" && !file.assertionResults.some(hasFailed),
    );
    failures.push(
      ...unloaded.map((file) => named(file.name, file.message)),
      ...report.testResults.flatMap((file) =>
        file.assertionResults
          .filter(hasFailed)
          .map((test) => named(`${file.name} › ${test.fullName}`, test.failureMessages[0])),
      ),
    );
    noteSlowest(
      report.testResults.map(({ name, startTime, endTime }) => [
        path.relative("", name),
        endTime - startTime,
      ]),
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + unloaded.length,
    };
  },
);

const playwrightReport = path.join(reports, "playwright.json");
await runner(
  "playwright",
  display === undefined ? "xvfb-run" : bin("playwright"),
  [
    ...(display === undefined
      ? ["-a", "--server-args=-screen 0 1920x1200x24", bin("playwright")]
      : []),
    "test",
    "--config",
    "test/e2e/playwright.config.ts",
    "--reporter=line,json",
    // A busy machine may starve one start; what needed its second try is named below.
    "--retries=1",
  ],
  {
    HEADROOM_CHROMIUM: chromium,
    HEADROOM_ELECTRON: electron.executable,
    PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport,
  },
  async () => {
    const { stats, suites } = JSON.parse(await readFile(playwrightReport, "utf8"));
    failures.push(...suites.flatMap(brokenSpecs));
    noteSlowest(suites.flatMap(timesOf));
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
  },
);

await rm(reports, { recursive: true, force: true });
console.log(`\nSlowest:\n${slowest.join("\n")}`);
if (failures.length > 0) console.log(`\nDid not pass at once:\n  ${failures.join("\n  ")}`);
console.log(`\n${lines.join("\n")}\n`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
