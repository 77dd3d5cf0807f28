import { availableParallelism } from "node:os";
import { createDispatch } from "../../engine/contract/service.js";
import type { Dispatch } from "../../engine/contract/service.js";
import { createEngine } from "../../engine/services/index.js";
import type { KeyStore } from "../../engine/services/ports.js";
import { diskFileSystem } from "../../engine/services/store/file-system.js";
import { createWorkerPool } from "../worker/pool.js";
import { findDataFolder } from "./data-folder.js";
import { handsWorker, shippedScenariosFolder, simulationWorker } from "./locate.js";
import { PRODUCT } from "./product.js";

export interface EngineHostOptions {
  /** Default: `HEADROOM_DATA`, else the operating system's folder for application data. */
  readonly dataFolder?: string;
  /** Simulation threads; 0 simulates on the caller's own. Default: one a core. */
  readonly threads?: number;
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
    threads: entry === undefined ? 0 : (options.threads ?? availableParallelism()),
    entry: entry ?? "",
  });
  const engine = createEngine({
    version: PRODUCT.version,
    dataFolder: await findDataFolder(options.dataFolder),
    shippedFolder: shippedScenariosFolder(),
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
