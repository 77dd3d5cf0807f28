import { readFileSync } from "node:fs";
import { readScenarioOrThrow } from "../../engine/contract/scenario-file.js";
import { Scenario } from "../../engine/contract/scenario.js";
import type { Architecture } from "../../engine/contract/result.js";
import { simulateReplication } from "../../engine/simulator/replication.js";
import { createWorkerPool } from "../../main/worker/pool.js";
import { runBare } from "./bare.js";
import { runKernel } from "./kernel.js";
import { NETWORKS } from "./networks.js";
import type { Network, Outcome } from "./networks.js";
import { seedBench } from "./random.js";

/**
 * One measurement in a process of its own, so that nothing measured before has shaped what V8 made of
 * the code. Prints one line of JSON. User seconds, as in the published tables: the machine is shared.
 */
interface Measurement {
  readonly events: number;
  readonly userSeconds: number;
  readonly wallSeconds: number;
  readonly peakMegabytes: number;
}

const quiet = { onProgress: (): void => {}, isCancelled: (): boolean => false };

function measured(work: () => { events: number }): Measurement {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const { events } = work();
  return {
    events,
    userSeconds: process.cpuUsage(cpu).user / 1e6,
    wallSeconds: (performance.now() - started) / 1000,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

/** The second run counts: the first one is V8's to learn from. */
function warmed(work: () => { events: number }): Measurement {
  work();
  return measured(work);
}

function networkOf(name: string): Network {
  const network = NETWORKS.find((candidate) => candidate.name === name);
  if (network === undefined) throw new Error(`no network ${name}`);
  return network;
}

function runNetwork(run: (network: Network) => Outcome, name: string): { events: number } {
  const network = networkOf(name);
  seedBench(1);
  const { events, mean } = run(network);
  if (Math.abs(mean / network.mean - 1) > 0.05) throw new Error(`${name}: mean ${mean}`);
  return { events };
}

const article = (): Scenario =>
  readScenarioOrThrow(readFileSync("scenarios/article.json"), "article.json");

/** The network as a scenario, through the whole model. Time unit: a second. */
function scenarioOf({ arrivalRate, servers, meanService }: Network): Scenario {
  return Scenario.parse({
    schema: "headroom/scenario/v1",
    name: "one queue",
    workloads: [{ name: "w", arrivals: { poisson: { ratePerSecond: arrivalRate } } }],
    brain: {
      kind: "slots",
      replicas: servers,
      serviceMs: { exponential: { mean: meanService * 1000 } },
    },
  });
}

function simulate(scenario: Scenario, architecture: Architecture, requests: number) {
  const run = { ...scenario.run, requests };
  return simulateReplication({ scenario, traces: {}, architecture, run, replication: 0 }, quiet);
}

/** Wall seconds of eight replications over `threads` threads that are already running. */
async function overThreads(threads: number, entry: string): Promise<Measurement> {
  const scenario = article();
  const run = { ...scenario.run, replications: 8, requests: 100_000 };
  const jobs = Array.from({ length: run.replications }, (_, replication) => ({
    scenario,
    traces: {},
    architecture: "decoupled" as const,
    run,
    replication,
  }));
  const pool = createWorkerPool({ threads, entry });
  const options = { signal: new AbortController().signal, onProgress: (): void => {} };
  await pool.run(jobs, options);
  const started = performance.now();
  const records = await pool.run(jobs, options);
  const wallSeconds = (performance.now() - started) / 1000;
  await pool.close();
  const events = records.reduce((sum, record) => sum + record.events, 0);
  return {
    events,
    userSeconds: Number.NaN,
    wallSeconds,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

async function measure([
  kind = "",
  name = "",
  entry = "",
]: readonly string[]): Promise<Measurement> {
  switch (kind) {
    case "bare":
      return warmed(() => runNetwork(runBare, name));
    case "kernel":
      return warmed(() => runNetwork(runKernel, name));
    case "scenario": {
      const scenario = scenarioOf(networkOf(name));
      return warmed(() => simulate(scenario, "decoupled", 1_000_000));
    }
    case "coupled":
    case "decoupled": {
      const scenario = article();
      return warmed(() => simulate(scenario, kind, 400_000));
    }
    case "sessions": {
      // Cold, as a command would run it.
      const scenario = article();
      return measured(() => simulate(scenario, "decoupled", Number(name)));
    }
    case "threads":
      return overThreads(Number(name), entry);
    default:
      throw new Error(`no measurement ${kind}`);
  }
}

process.stdout.write(`${JSON.stringify(await measure(process.argv.slice(2)))}\n`);
