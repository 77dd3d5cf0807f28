/**
 * The simulator's benchmark: `node test/bench/run.mjs [rounds]`. Bundles the measurements as the app is
 * bundled, runs each `rounds` times (5) in a fresh process, one kind after the other in every round so
 * that a slow minute of the machine hits all alike, and prints medians.
 */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { tmpdir } from "node:os";
import { build } from "vite";

const rounds = Number(process.argv[2] ?? 5);
const folder = await mkdtemp(path.join(tmpdir(), "headroom-bench-"));

for (const [file, name] of [
  ["test/bench/measure.ts", "measure"],
  ["main/worker/simulation.ts", "simulation"],
]) {
  await build({
    configFile: false,
    logLevel: "silent",
    build: {
      ssr: path.resolve(file),
      outDir: folder,
      emptyOutDir: false,
      target: "node20.18",
      minify: false,
      rolldownOptions: { output: { topLevelVar: false, entryFileNames: `${name}.mjs` } },
    },
    ssr: { noExternal: true },
  });
}
const entry = path.join(folder, "simulation.mjs");

const networks = ["M/M/1", "M/M/8", "agents"];
const cases = [
  ...networks.flatMap((name) => [`bare ${name}`, `kernel ${name}`]),
  "scenario M/M/1",
  "scenario M/M/8",
  "coupled article",
  "decoupled article",
  "sessions 120000",
  "sessions 1200000",
  "threads 1",
  "threads 2",
];

/** @type {Map<string, {events: number, userSeconds: number, wallSeconds: number, peakMegabytes: number}[]>} */
const results = new Map(cases.map((name) => [name, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const name of cases) {
    const child = spawnSync(
      process.execPath,
      [path.join(folder, "measure.mjs"), ...name.split(" "), entry],
      { encoding: "utf8" },
    );
    if (child.status !== 0) throw new Error(`${name}: ${child.stderr}`);
    results.get(name)?.push(JSON.parse(child.stdout));
  }
}
await rm(folder, { recursive: true, force: true });

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const of = (name, value) => median((results.get(name) ?? []).map(value));
const speed = (name) => of(name, ({ events, userSeconds }) => events / userSeconds / 1e6);
const fixed = (value, digits = 2) => value.toFixed(digits).padStart(8);

console.log(`million events a user second, medians of ${rounds}\n`);
console.log("              bare   kernel    ratio   (0.90 wanted)");
for (const name of networks) {
  const [bare, kernel] = [speed(`bare ${name}`), speed(`kernel ${name}`)];
  console.log(`${name.padEnd(10)}${fixed(bare)} ${fixed(kernel)} ${fixed(kernel / bare)}`);
}
console.log("\nwhole model");
for (const name of ["scenario M/M/1", "scenario M/M/8", "coupled article", "decoupled article"]) {
  console.log(`${name.padEnd(20)}${fixed(speed(name))}`);
}
console.log("\nthe article's decoupled scenario, cold, one thread");
for (const count of ["120000", "1200000"]) {
  const name = `sessions ${count}`;
  const seconds = fixed(of(name, ({ userSeconds }) => userSeconds));
  const megabytes = fixed(
    of(name, ({ peakMegabytes }) => peakMegabytes),
    0,
  );
  console.log(`${count.padStart(9)} sessions${seconds} s${megabytes} MB at most`);
}
const wall = (threads) => of(`threads ${threads}`, ({ wallSeconds }) => wallSeconds);
console.log(
  `\ntwo threads are ${(wall(1) / wall(2)).toFixed(2)} times as fast as one (wall clock)`,
);
