import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { TOKENS_PER_MILLION } from "../../../base/units.js";
import { CancelledError } from "../../../base/progress.js";
import type { DriveGauges, DriveResult } from "../../../contract/drive.js";
import { KPI_PATHS } from "../../../contract/kpi.js";
import type { ParsedInputOf } from "../../../contract/methods.js";
import type { CallContext, Services } from "../../../contract/service.js";
import { ARCHITECTURES } from "../../../contract/result.js";
import type { Architecture, ComparisonRow } from "../../../contract/result.js";
import type { TokenPrices } from "../../../contract/prices.js";
import type { Usage } from "../../../contract/session.js";
import { drawOf } from "../../../agent/draw.js";
import { pinModel } from "../../../agent/registry/registry.js";
import { REHEARSAL_MODEL, startRehearsal } from "../../../agent/rehearsal/server.js";
import { pairedRows } from "../../../simulator/comparison.js";
import type { ServicePorts } from "../../ports.js";
import type { LiveEngine } from "../live-engine.js";
import { driveValues, isDriveKpi, measured } from "./figures.js";
import type { DriveRecord } from "./figures.js";
import { errorCode } from "../../store/file-system.js";
import type { Workspaces } from "../../workspaces.js";
import type { DriveLibrary } from "./library.js";
import { Lessons } from "./lessons.js";
import type { Load } from "./load.js";
import { planDrive } from "./plan.js";
import type { DrivePlan } from "./plan.js";
import { predict } from "./prediction.js";

type ModelOfLoad = Pick<Load, "model" | "origin" | "resolve"> & { close(): Promise<void> };
type Records = Readonly<Record<Architecture, readonly DriveRecord[]>>;

/** Differences below this share of the coupled figure do not matter, as in `compare`. */
const PRACTICAL_THRESHOLD = 0.05;
/** Of each architecture: as many as a chart has pixels for, whatever an hour's run had. */
const MOST_KEPT_GAUGES = 300;

/**
 * `drive`: a live load on engines of its own, one architecture after the other on the same sessions. Its
 * logs are durable while it runs and removed when it ends; what it measured is kept.
 */
export function driveServices(
  { dataFolder, runner }: Pick<ServicePorts, "dataFolder" | "runner">,
  live: LiveEngine,
  library: DriveLibrary,
  libraryOf: Workspaces["libraryOf"],
): Pick<Services, "drive" | `drive.${"list" | "read" | "save" | "remove" | "restore"}`> {
  return {
    drive: async (input, context) => {
      const result = await drive(input, context, { dataFolder, runner }, live);
      try {
        const { id } = await library.save(input.scenario, result);
        return { ...result, id };
      } catch (error) {
        // A full disk must not take a measurement away that took minutes, and with a real model money.
        return { ...result, notKept: error instanceof Error ? error.message : String(error) };
      }
    },
    "drive.list": async () => ({ drives: await library.list() }),
    "drive.read": ({ id }) => library.read(id),
    "drive.save": async ({ keptIn, scenario, result }) => ({
      entry: await (await libraryOf(keptIn)).drives.save(scenario, result),
    }),
    "drive.remove": async ({ keptIn, id }) => {
      await (await libraryOf(keptIn)).drives.remove(id);
      return { id };
    },
    "drive.restore": async ({ keptIn, id }) => ({
      entry: await (await libraryOf(keptIn)).drives.restore(id),
    }),
  };
}

async function drive(
  input: ParsedInputOf<"drive">,
  context: CallContext<"drive">,
  { dataFolder, runner }: Pick<ServicePorts, "dataFolder" | "runner">,
  live: LiveEngine,
): Promise<DriveResult> {
  const { signal } = context;
  const plan = planDrive(input);
  const { runLoad } = await import("../live-parts.js");
  const records: Record<Architecture, DriveRecord[]> = { coupled: [], decoupled: [] };
  const gauges: Record<Architecture, DriveGauges[]> = { coupled: [], decoupled: [] };
  const lessons = new Lessons();
  const asked = ARCHITECTURES.filter((one) => [one, "both"].includes(input.architecture));
  // The decoupled deployment shows its hops; the coupled one is then predicted without having been seen.
  const teacher = asked.includes("decoupled") ? "decoupled" : "coupled";
  let about: Pick<DriveResult, "origin" | "model"> | undefined;
  for (let repeat = 1; repeat <= plan.repeats; repeat += 1) {
    const seed = (plan.seed + repeat - 1) % 2 ** 32;
    const model = await modelOf(plan, seed, input.model, live);
    about = { origin: model.origin, model: `${model.model.name} ${model.model.version}` };
    try {
      // What drifts on the machine meets now the one first, now the other.
      for (const architecture of repeat % 2 === 1 ? asked : asked.toReversed()) {
        gauges[architecture] = [];
        const record = await inFolder(dataFolder, (folder) =>
          runLoad({
            ...model,
            plan,
            architecture,
            seed,
            budget: input.budget ?? {},
            folder,
            redactor: live.redactor,
            signal,
            onGauges: (now) => {
              gauges[architecture].push({ ...now, repeat });
              context.emit({ ...now, repeat });
            },
            onSession: (events) => {
              if (architecture === teacher) lessons.learn(events, architecture);
            },
          }),
        );
        records[architecture].push(record);
      }
    } catch (error) {
      throw signal.aborted ? new CancelledError() : error;
    } finally {
      await model.close();
    }
  }
  const prediction = await predict(input.scenario.name, lessons, plan, records, runner, {
    signal,
    onProgress: (progress) => context.emit({ kind: "progress", ...progress }),
  });
  const { brains, coupledWorkers, decoupledWorkers } = plan;
  return {
    scenarioName: input.scenario.name,
    workload: plan.workload.name,
    ...(about ?? { origin: "rehearsal", model: REHEARSAL_MODEL }),
    ratePerSecond: plan.ratePerSecond,
    durationSeconds: plan.durationSeconds,
    warmUpShare: plan.warmUpShare,
    seed: plan.seed,
    repeats: plan.repeats,
    budget: {
      modelSlots: brains,
      workers: { coupled: coupledWorkers, decoupled: decoupledWorkers },
    },
    architectures: Object.fromEntries(asked.map((one) => [one, measured(records[one])])),
    comparison: asked.length === 2 ? comparisonOf(records, plan.seed) : [],
    ...(prediction === undefined ? {} : { prediction }),
    gauges: ARCHITECTURES.flatMap((one) => thinnedOut(gauges[one])),
    notes: [...plan.notes],
  };
}

/** Some of many, evenly chosen, the last among them. */
function thinnedOut(gauges: readonly DriveGauges[]): DriveGauges[] {
  const step = Math.ceil(gauges.length / MOST_KEPT_GAUGES);
  return gauges.filter((_, at) => (gauges.length - 1 - at) % step === 0);
}

/** Both architectures, paired by repeat. */
function comparisonOf(records: Records, seed: number): ComparisonRow[] {
  const kpis = KPI_PATHS.filter(isDriveKpi);
  return pairedRows(
    kpis.map((kpi) => ({
      kpi,
      coupled: driveValues(records.coupled, kpi),
      decoupled: driveValues(records.decoupled, kpi),
    })),
    { practicalThreshold: PRACTICAL_THRESHOLD, seed },
  );
}

/** The model of the registry that was asked for, else a rehearsal model at the plan's pace. */
async function modelOf(
  { workload, latency, prices, faults }: DrivePlan,
  seed: number,
  requested: string | undefined,
  live: LiveEngine,
): Promise<ModelOfLoad> {
  if (latency === undefined || requested !== undefined) {
    const registry = await live.registry.read();
    const draw = drawOf(seed, "drive");
    const { pinned, version } = pinModel(registry, requested ?? "production", draw("canary"));
    return {
      model: pinned,
      origin: version.server === "rehearsal" ? "rehearsal" : "model",
      resolve: (model) => live.resolve(model),
      close: () => Promise.resolve(),
    };
  }
  const server = await startRehearsal({
    seed,
    policies: [workload.rehearsal],
    latency,
    faults: { shares: faults },
  });
  const name = REHEARSAL_MODEL;
  return {
    model: { requested: name, name, version: "timed as the scenario", modelId: name },
    origin: "rehearsal",
    resolve: async () => ({ endpoint: server, costUsd: (usage) => tokensUsd(usage, prices) }),
    close: () => server.close(),
  };
}

/** At the scenario's prices; a price it does not give is 0. */
function tokensUsd(usage: Usage, prices: TokenPrices): number {
  const millionths =
    usage.inputTokens * (prices.inputUsdPerMillion ?? 0) +
    usage.outputTokens * (prices.outputUsdPerMillion ?? 0) +
    usage.cacheReadTokens * (prices.cacheReadUsdPerMillion ?? 0) +
    usage.cacheWriteTokens * (prices.cacheWriteUsdPerMillion ?? 0);
  return millionths / TOKENS_PER_MILLION;
}

/** Runs `work` with an empty folder on the disk of the user's data, and removes it. */
async function inFolder<T>(dataFolder: string, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(dataFolder, { recursive: true });
  await removeLeftovers(dataFolder);
  const folder = await mkdtemp(path.join(dataFolder, `drive-${process.pid}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Takes away the logs of load runs whose process was killed. */
async function removeLeftovers(dataFolder: string): Promise<void> {
  for (const name of await readdir(dataFolder)) {
    const [, pid] = /^drive-(\d+)-/.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(path.join(dataFolder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 asks, and does nothing.
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) !== "ESRCH";
  }
}
