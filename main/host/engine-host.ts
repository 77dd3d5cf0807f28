import { availableParallelism } from "node:os";
import path from "node:path";
import { createDispatch } from "../../engine/contract/service.js";
import type { Dispatch } from "../../engine/contract/service.js";
import { createEngine } from "../../engine/services/index.js";
import type { KeyStore } from "../../engine/services/ports.js";
import { diskFileSystem } from "../../engine/services/store/file-system.js";
import { lastWorkspace, workspaceFolder } from "../../engine/services/workspaces.js";
import { createWorkerPool } from "../worker/pool.js";
import { findDataFolder } from "./data-folder.js";
import { handsWorker, shippedScenariosFolder, simulationWorker } from "./locate.js";
import { PRODUCT } from "./product.js";

export interface EngineHostOptions {
  /** Default: `HEADROOM_DATA`, else the operating system's folder for application data. */
  readonly dataFolder?: string;
  /** Default: the workspace that was opened last, else the data folder's own. */
  readonly workspace?: string;
  /** Simulation threads; 0 simulates on the caller's own. Default: as {@link defaultThreads} says. */
  readonly threads?: number;
  /** Whether a window on this machine shows what is computed: it then goes before the simulation. */
  readonly hasWindow?: boolean;
  /** Where keys are kept beyond this process. Default: nowhere. */
  readonly keyStore?: KeyStore;
  /** Where trace files are looked up before the user's own scenarios and the shipped ones. */
  readonly scenarioFolders?: readonly string[];
}

/** An engine in this process, ready to be called. */
export interface EngineHost {
  readonly dispatch: Dispatch;
  /** Ends its threads; calls still open are cancelled. */
  close(): Promise<void>;
}

/** Puts the engine together for any host. Starts no thread and touches no file until it is called. */
export async function createEngineHost(options: EngineHostOptions = {}): Promise<EngineHost> {
  const entry = simulationWorker();
  const runner = createWorkerPool({
    // Straight from the sources there is no built thread to start; jobs then run on this one.
    threads:
      entry === undefined ? 0 : (options.threads ?? defaultThreads(options.hasWindow ?? false)),
    entry: entry ?? "",
    yields: options.hasWindow ?? false,
  });
  const dataFolder = await findDataFolder(options.dataFolder);
  const shippedFolder = shippedScenariosFolder();
  const engine = createEngine({
    version: PRODUCT.version,
    dataFolder,
    workspaceFolder: await firstWorkspace(options.workspace, dataFolder, shippedFolder),
    shippedFolder,
    traceFolders: options.scenarioFolders ?? [],
    runner,
    fs: diskFileSystem,
    now: () => new Date(),
    handsEntry: handsWorker(),
    keyStore: options.keyStore,
    keys: { read: async (name) => process.env[name] },
    otlpEndpoint: process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] || undefined,
    kubernetesHost: process.env["KUBERNETES_SERVICE_HOST"] || undefined,
  });
  return {
    dispatch: createDispatch(engine.services),
    close: async () => {
      await engine.close();
      await runner.close();
    },
  };
}

/** One a core; where threads cannot yield to a window, it keeps a core for itself. */
function defaultThreads(hasWindow: boolean): number {
  const cores = availableParallelism();
  return hasWindow && process.platform !== "linux" ? Math.max(1, cores - 1) : cores;
}

/** The workspace that was asked for, else the one opened last; undefined: the data folder's own. */
async function firstWorkspace(
  asked: string | undefined,
  dataFolder: string,
  shippedFolder: string | undefined,
): Promise<string | undefined> {
  if (asked === undefined) return lastWorkspace(dataFolder);
  const folder = path.resolve(asked);
  if (folder === dataFolder) return undefined;
  const ports = { fs: diskFileSystem, shippedFolder };
  return workspaceFolder(ports, folder, { create: false, field: "--workspace" });
}
