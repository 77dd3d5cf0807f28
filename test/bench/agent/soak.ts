/**
 * `npm run soak:agent`: keeps `--sessions` live sessions running for `--minutes`, and fits a line to the memory
 * that is left after each collection. Run with `--expose-gc`; exits with 1 where memory grows or a session fails.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { openLoad, retainedBytes } from "./load.js";
import { FLAT_SHARE, isGrowing, slopeInterval } from "./slope.js";

const { values } = parseArgs({
  options: {
    sessions: { type: "string", default: "200" },
    minutes: { type: "string", default: "10" },
    "ttft-ms": { type: "string", default: "1000" },
    "token-ms": { type: "string", default: "20" },
  },
});
const sessions = Number(values.sessions);
const durationMs = Number(values.minutes) * 60_000;
const sampleEveryMs = Math.max(1000, durationMs / 120);
/** Of the samples: what V8 and SQLite's cache need to fill up is no leak. */
const WARM_UP_SHARE = 0.25;
const MEGABYTE = 2 ** 20;

const { gc } = globalThis;
if (gc === undefined) throw new Error("run with --expose-gc");
const collect = (): void => {
  gc();
};
const folder = await mkdtemp(path.join(tmpdir(), "headroom-soak-"));
const load = await openLoad(
  folder,
  {
    ttftMs: { lognormal: { mean: Number(values["ttft-ms"]), cv: 0.5 } },
    interTokenMs: { constant: Number(values["token-ms"]) },
    concurrency: 1_000_000,
  },
  sessions,
);
const startedMs = performance.now();
const elapsedMs = (): number => performance.now() - startedMs;

interface Sample {
  readonly minute: number;
  readonly heap: number;
  readonly rss: number;
}
const samples: Sample[] = [];
let told = 0;
const timer = setInterval(() => {
  const minute = elapsedMs() / 60_000;
  const sample = { minute, ...retainedBytes(collect) };
  samples.push(sample);
  if (minute < told) return;
  told += 1;
  const megabytes = [sample.heap, sample.rss].map((bytes) => (bytes / MEGABYTE).toFixed(1));
  console.log(
    `minute ${minute.toFixed(1)}: ${load.counts.finished} sessions finished, heap ${megabytes[0]} MB, RSS ${megabytes[1]} MB`,
  );
}, sampleEveryMs);

const keepGoing = async (): Promise<void> => {
  while (elapsedMs() < durationMs) await load.one();
};
await Promise.all(Array.from({ length: sessions }, keepGoing));
clearInterval(timer);
const seconds = elapsedMs() / 1000;
const { finished, failed, inferences } = load.counts;
await load.close();
await rm(folder, { recursive: true, force: true });

console.log(
  `${sessions} sessions at a time for ${(seconds / 60).toFixed(1)} minutes: ${finished} finished, ${failed} failed, ${(finished / seconds).toFixed(1)} sessions/s, ${(inferences / seconds).toFixed(1)} cycles/s`,
);
const fitted = samples.slice(Math.ceil(samples.length * WARM_UP_SHARE));
let flat = failed === 0 && fitted.length > 2;
for (const kind of ["heap", "rss"] as const) {
  const points = fitted.map(({ minute, [kind]: bytes }) => [minute, bytes / MEGABYTE] as const);
  const { mean, slope, low, high } = slopeInterval(points);
  const minutes = (fitted.at(-1)?.minute ?? 0) - (fitted[0]?.minute ?? 0);
  const grows = isGrowing(points);
  flat &&= !grows;
  console.log(
    `${kind === "rss" ? "RSS" : "heap"} after collection: mean ${mean.toFixed(1)} MB, slope ${slope.toFixed(3)} MB/min [${low.toFixed(3)}, ${high.toFixed(3)}] over ${minutes.toFixed(1)} min: ${grows ? "GROWS" : "flat"}`,
  );
}
console.log(
  `flat: no slope above 0 at 95 %, or growth of at most ${FLAT_SHARE * 100} % of the mean. Samples follow each other closely, so the interval is rather too narrow.`,
);
process.exitCode = flat ? 0 : 1;
