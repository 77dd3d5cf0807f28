import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { TOKENS_PER_MILLION } from "../../../base/units.js";
import { CancelledError } from "../../../base/progress.js";
import type { DriveMeasured } from "../../../contract/drive.js";
import type { Services } from "../../../contract/service.js";
import type { Architecture } from "../../../contract/result.js";
import type { TokenPrices } from "../../../contract/prices.js";
import type { Usage } from "../../../contract/session.js";
import { drawOf } from "../../../agent/draw.js";
import { pinModel } from "../../../agent/registry/registry.js";
import { REHEARSAL_MODEL, startRehearsal } from "../../../agent/rehearsal/server.js";
import type { LiveEngine } from "../live-engine.js";
import { runLoad } from "./load.js";
import type { Load } from "./load.js";
import { planDrive } from "./plan.js";
import type { DrivePlan } from "./plan.js";

type ModelOfLoad = Pick<Load, "model" | "origin" | "resolve"> & { close(): Promise<void> };

/**
 * `drive`: a live load on engines of its own, one architecture after the other on the same sessions. Its
 * logs are durable while it runs and removed when it ends.
 */
export function driveService(dataFolder: string, live: LiveEngine): Pick<Services, "drive"> {
  return {
    drive: async (input, context) => {
      const { signal } = context;
      const plan = planDrive(input);
      const model = await modelOf(plan, input.model, live);
      const architectures: Partial<Record<Architecture, DriveMeasured>> = {};
      try {
        for (const architecture of ["decoupled", "coupled"] as const) {
          if (input.architecture !== "both" && input.architecture !== architecture) continue;
          architectures[architecture] = await inFolder(dataFolder, (folder) =>
            runLoad({
              ...model,
              plan,
              architecture,
              budget: input.budget ?? {},
              folder,
              signal,
              onGauges: (gauges) => context.emit(gauges),
            }),
          );
        }
      } catch (error) {
        throw signal.aborted ? new CancelledError() : error;
      } finally {
        await model.close();
      }
      return {
        scenarioName: input.scenario.name,
        workload: plan.workload.name,
        origin: model.origin,
        model: `${model.model.name} ${model.model.version}`,
        ratePerSecond: plan.ratePerSecond,
        durationSeconds: plan.durationSeconds,
        seed: plan.seed,
        architectures,
        notes: [...plan.notes],
      };
    },
  };
}

/** The model of the registry that was asked for, else a rehearsal model at the plan's pace. */
async function modelOf(
  { seed, workload, latency, prices }: DrivePlan,
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
  const server = await startRehearsal({ seed, policies: [workload.rehearsal], latency });
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
  const folder = await mkdtemp(path.join(dataFolder, "drive-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
