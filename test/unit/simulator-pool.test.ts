import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { constants, getPriority, tmpdir } from "node:os";
import { Worker } from "node:worker_threads";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Progress } from "../../engine/base/progress.js";
import { CancelledError } from "../../engine/base/progress.js";
import { HeadroomError } from "../../engine/contract/errors.js";
import type { ReplicationRunner } from "../../engine/simulator/port.js";
import { simulateReplication } from "../../engine/simulator/replication.js";
import type { ReplicationJob } from "../../engine/simulator/replication.js";
import { createWorkerPool } from "../../main/worker/pool.js";
import { scenarioOf, TRACE_ARRIVALS, traceOf } from "../laws/simulate.js";

let folder = "";
let entry = "";
const runners: ReplicationRunner[] = [];
const pool = (threads: number, file = entry): ReplicationRunner => {
  const runner = createWorkerPool({ threads, entry: file });
  runners.push(runner);
  return runner;
};

/** The thread as it ships, built as the app builds it, and one that dies of a certain seed. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "headroom-pool-"));
  await build({
    configFile: false,
    logLevel: "silent",
    build: {
      ssr: path.resolve("main/worker/simulation.ts"),
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: "[name].mjs" } },
    },
    ssr: { noExternal: true },
  });
  entry = path.join(folder, "simulation.mjs");
});

afterAll(async () => {
  for (const runner of runners) await runner.close();
  await rm(folder, { recursive: true, force: true });
});

const brain = { kind: "slots", replicas: 2, serviceMs: { lognormal: { mean: 100, cv: 1 } } };
const scenario = scenarioOf({
  workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 8 } } }],
  brain,
});
const replayed = scenarioOf({ workloads: [{ name: "t", arrivals: TRACE_ARRIVALS }], brain });
const traces = { "t.csv": traceOf([1, 2, 3], 100, 10) };

const jobs = (count: number, requests: number, seed = 1): ReplicationJob[] =>
  Array.from({ length: count }, (_, replication) => ({
    scenario,
    traces,
    architecture: "decoupled",
    run: { seed, replications: count, requests, warmUpShare: 0.2 },
    replication,
  }));

const quiet = { signal: new AbortController().signal, onProgress: (): void => {} };

describe("a pool of simulation threads", () => {
  it("gives the same bytes with 0, 1, 2 and 3 threads", async () => {
    const mixed = [...jobs(5, 3000), ...jobs(2, 3).map((job) => ({ ...job, scenario: replayed }))];
    const bytes = await Promise.all(
      [0, 1, 2, 3].map(async (threads) => JSON.stringify(await pool(threads).run(mixed, quiet))),
    );
    expect(new Set(bytes).size).toBe(1);
    expect(JSON.parse(bytes[0] ?? "[]")).toHaveLength(7);
  });

  it("ends its threads when no run comes, and starts others for the next", async () => {
    const terminate = vi.spyOn(Worker.prototype, "terminate");
    const runner = pool(2);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const first = await runner.run(jobs(2, 100), quiet);
    vi.advanceTimersByTime(14_000);
    await runner.run(jobs(2, 100), quiet);
    vi.advanceTimersByTime(14_000);
    expect(terminate).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2000);
    expect(terminate).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
    terminate.mockRestore();
    expect(await runner.run(jobs(2, 100), quiet)).toEqual(first);
  });

  it("serves runs side by side, each with its own records", async () => {
    const runner = pool(2);
    const [first, second] = await Promise.all([
      runner.run(jobs(3, 2000, 1), quiet),
      runner.run(jobs(3, 2000, 2), quiet),
    ]);
    expect(first).not.toEqual(second);
    expect(await runner.run(jobs(3, 2000, 2), quiet)).toEqual(second);
    expect(await runner.run([], quiet)).toEqual([]);
  });

  it.each([1, 2])("never lets a short run wait for a long one (%i threads)", async (threads) => {
    const runner = pool(threads);
    const controller = new AbortController();
    const long = runner.run(jobs(8, 500_000_000), { ...quiet, signal: controller.signal });
    // The long run has every thread for hours: a short one that is answered has not waited for it.
    const short = await runner.run(jobs(3, 2000, 2), quiet);
    expect(short).toEqual(await runner.run(jobs(3, 2000, 2), quiet));
    controller.abort();
    await expect(long).rejects.toThrow(CancelledError);
  });

  it("shares its threads evenly, and adds one at most", async () => {
    const started = vi.spyOn(Worker.prototype, "ref");
    const runner = pool(2);
    const controller = new AbortController();
    const { signal } = controller;
    const endless = [1, 2, 3].map((seed) =>
      runner.run(jobs(4, 500_000_000, seed), { ...quiet, signal }),
    );
    // A thread is held while it works: two for the first run, the spare one for the second, none left.
    expect(started).toHaveBeenCalledTimes(3);
    expect(new Set(started.mock.contexts).size).toBe(3);
    started.mockRestore();
    controller.abort();
    for (const run of endless) await expect(run).rejects.toThrow(CancelledError);
  });

  it.each([0, 2])("tells how far it is (%i threads)", async (threads) => {
    const reports: Progress[] = [];
    await pool(threads).run(jobs(4, 50_000), {
      ...quiet,
      onProgress: (progress) => reports.push(progress),
    });
    const fractions = reports.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    expect(reports.at(-1)?.stage).toBe("4 of 4 replications");
  });

  it("reports at least every 200 ms how far into a huge replication each thread is", async () => {
    // The pool's own clock stands still but for us; the threads run on.
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const runner = pool(2);
      const controller = new AbortController();
      const fractions: number[] = [];
      const work = runner.run(jobs(2, 500_000_000), {
        signal: controller.signal,
        onProgress: ({ stage, fraction }) => {
          expect(stage).toBe("0 of 2 replications");
          fractions.push(fraction);
        },
      });
      vi.advanceTimersByTime(1000);
      expect(fractions.length).toBeGreaterThanOrEqual(5);
      // A few slices are a millionth of the whole: never 0 % for long, however huge the run.
      while ((fractions.at(-1) ?? 0) === 0) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        vi.advanceTimersByTime(200);
      }
      expect(fractions.at(-1)).toBeLessThan(0.01);
      controller.abort();
      await expect(work).rejects.toThrow(CancelledError);
    } finally {
      vi.useRealTimers();
    }
  });

  it("ends a cancelled run at once, and its threads stop at their next slice", async () => {
    // A thread that did not answer would be killed after a while: here that while never ends.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const runner = pool(2);
      const controller = new AbortController();
      let reports = 0;
      const work = runner.run(jobs(4, 500_000_000), {
        signal: controller.signal,
        onProgress: () => {
          reports += 1;
          if (reports === 1) controller.abort();
        },
      });
      await expect(work).rejects.toThrow(CancelledError);
      expect(reports).toBe(1);
      // Either thread has hours of work left: that they do more shows that they were stopped.
      expect(await runner.run(jobs(2, 100), quiet)).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it("stops at the next slice on the caller's own thread", async () => {
    const controller = new AbortController();
    let reports = 0;
    const work = pool(0).run(jobs(1, 500_000_000), {
      signal: controller.signal,
      onProgress: ({ fraction }) => {
        reports += 1;
        expect(fraction).toBeGreaterThan(0);
        if (reports === 3) controller.abort();
      },
    });
    await expect(work).rejects.toThrow(CancelledError);
    expect(reports).toBe(3);
    await expect(
      pool(0).run(jobs(1, 100), { ...quiet, signal: AbortSignal.abort() }),
    ).rejects.toThrow(CancelledError);
  });

  it.each([0, 1])("hands on what a job is refused for (%i threads)", async (threads) => {
    const refused = jobs(1, 100).map((job) => ({ ...job, architecture: "coupled" as const }));
    const failure = await pool(threads)
      .run(refused, quiet)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(HeadroomError);
    expect(failure).toMatchObject({ code: "invalid-input", problems: [{ path: "coupled" }] });
  });

  it("rejects the run of a thread that dies, and goes on with a new one", async () => {
    const mortal = path.join(folder, "mortal.mjs");
    // Modules run in order: its listener comes before the real one.
    await writeFile(mortal, `import "./deadly.mjs"; import "./simulation.mjs";`);
    await writeFile(
      path.join(folder, "deadly.mjs"),
      `import { parentPort } from "node:worker_threads";
       parentPort.on("message", ({ job }) => {
         if (job.run.seed === 666) process.exit(3);
         if (job.run.seed !== 667) return;
         // What a listener throws does not stop the next one: only its answer can be held back.
         parentPort.postMessage = () => {};
         throw new Error("no memory left");
       });`,
    );
    const runner = pool(2, mortal);
    for (const [seed, reason] of [
      [666, "exit code 3"],
      [667, "no memory left"],
    ] as const) {
      const failure = await runner.run(jobs(3, 200, seed), quiet).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: "engine-crashed",
        message: `a simulation thread ended unexpectedly: ${reason}`,
      });
      expect(await runner.run(jobs(3, 200), quiet)).toHaveLength(3);
    }
  });

  it("rejects open runs when it is closed, and every run thereafter", async () => {
    const runner = pool(2);
    const work = runner.run(jobs(4, 50_000_000), quiet);
    setTimeout(() => void runner.close(), 50);
    await expect(work).rejects.toThrow(CancelledError);
    await expect(runner.run(jobs(1, 10), quiet)).rejects.toThrow(CancelledError);
  });
});

describe("a huge replication", () => {
  it("tells how far it is, and asks whether to stop, after a bounded number of events", () => {
    const [job] = jobs(1, 500_000_000);
    if (job === undefined) throw new Error("a job was made");
    const fractions: number[] = [];
    const control = {
      onProgress: (fraction: number): void => void fractions.push(fraction),
      isCancelled: (): boolean => fractions.length === 50,
    };
    expect(() => simulateReplication(job, control)).toThrow(CancelledError);
    // One report a slice of 8192 events, which are one session at most.
    expect(fractions).toHaveLength(50);
    const steps = fractions.slice(1).map((fraction, at) => fraction - (fractions[at] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThan(0);
    expect(Math.max(...steps)).toBeLessThanOrEqual(8192 / 500_000_000);
  });
});

/** Niceness of each thread of this process, by its id: field 19 of proc(5)'s stat. */
async function nicenesses(): Promise<Map<string, number>> {
  const tasks = await readdir("/proc/self/task");
  const found = await Promise.all(
    tasks.map(async (id) => {
      // A thread may end between the two; it then has none.
      const line = await readFile(`/proc/self/task/${id}/stat`, "utf8").catch(() => "");
      return [id, Number(line.slice(line.lastIndexOf(")") + 2).split(" ")[16])] as const;
    }),
  );
  return new Map(found.filter(([, nice]) => !Number.isNaN(nice)));
}

describe.runIf(process.platform === "linux")("a pool beside a window", () => {
  it("runs its threads behind everything else, and no other thread with them", async () => {
    const own = getPriority();
    const before = await nicenesses();
    const runner = createWorkerPool({ threads: 2, entry, yields: true });
    runners.push(runner);
    await runner.run(jobs(2, 100), quiet);
    const after = await nicenesses();
    const started = [...after].filter(([id]) => !before.has(id)).map(([, nice]) => nice);
    const yielding = Math.max(own, constants.priority.PRIORITY_BELOW_NORMAL);
    expect(started.filter((nice) => nice === yielding).length).toBeGreaterThanOrEqual(2);
    expect(getPriority()).toBe(own);
    for (const [id, nice] of before) expect(after.get(id) ?? nice).toBe(nice);
  });
});

describe.runIf(process.platform === "linux")("the spare thread of a pool", () => {
  it("yields to nothing, so that what one looks at is not behind a run", async () => {
    const runner = createWorkerPool({ threads: 1, entry, yields: true });
    runners.push(runner);
    const controller = new AbortController();
    const long = runner.run(jobs(2, 500_000_000), { ...quiet, signal: controller.signal });
    const before = await nicenesses();
    await runner.run(jobs(1, 100), quiet);
    const started = [...(await nicenesses())].filter(([id]) => !before.has(id));
    expect(started.map(([, nice]) => nice)).toContain(getPriority());
    controller.abort();
    await expect(long).rejects.toThrow(CancelledError);
  });
});

describe("the process around a pool", () => {
  it("ends by itself when the run is over, without closing the pool", async () => {
    await build({
      configFile: false,
      logLevel: "silent",
      build: {
        emptyOutDir: false,
        ssr: path.resolve("main/worker/pool.ts"),
        outDir: folder,
        rolldownOptions: { output: { entryFileNames: "pool.mjs" } },
      },
      ssr: { noExternal: true },
    });
    const script = path.join(folder, "script.mjs");
    const job = JSON.stringify({
      ...jobs(1, 100)[0],
      scenario: scenarioOf({
        workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: 8 } } }],
      }),
      traces: {},
    });
    await writeFile(
      script,
      `import { createWorkerPool } from "./pool.mjs";
       const runner = createWorkerPool({ threads: 2, entry: ${JSON.stringify(entry)} });
       const records = await runner.run([${job}], { signal: new AbortController().signal, onProgress() {} });
       console.log(records.length);`,
    );
    const child = spawn(process.execPath, [script], { timeout: 20_000 });
    let output = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([code, output]).toEqual([0, "1\n"]);
  });
});
