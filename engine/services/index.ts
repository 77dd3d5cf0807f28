import path from "node:path";
import { readScenarioOver } from "../contract/scenario-file.js";
import type { Services } from "../contract/service.js";
import { changedSettings } from "../contract/settings.js";
import type { LiveSettings } from "../contract/settings.js";
import { auditService } from "./audit.js";
import { calibrationService } from "./calibration/index.js";
import { ClaimsLibrary } from "./claims-library.js";
import { DataFolder } from "./data-folder.js";
import { driveServices } from "./live/drive/index.js";
import { DriveLibrary } from "./live/drive/library.js";
import { sessionServices } from "./live/index.js";
import { Keys, keyServices, NO_KEY_STORE } from "./live/keys.js";
import { estimateService } from "./estimate.js";
import { LiveEngine } from "./live/live-engine.js";
import { planningService } from "./planning.js";
import type { ServicePorts } from "./ports.js";
import { projectionService } from "./projection.js";
import { readinessService } from "./readiness.js";
import { RunLibrary } from "./run-library.js";
import { ScenarioLibrary } from "./scenario-library.js";
import { sensitivityService } from "./sensitivity.js";
import { simulationServices } from "./simulation/index.js";
import { Collection } from "./store/collection.js";
import { Uploads } from "./uploads.js";

export type { ServicePorts } from "./ports.js";

const MOST_RECENTS = 20;

/** The engine: every method of the contract over the ports a host hands in. Touches no file by itself. */
export function createServices(ports: ServicePorts): Services {
  return createEngine(ports).services;
}

/** {@link createServices} for a host that ends: sessions run on after the call that started them. */
export function createEngine(ports: ServicePorts): {
  readonly services: Services;
  /** Breaks off live sessions, which any process can go on with, and closes their files. */
  close(): Promise<void>;
} {
  const { shippedFolder } = ports;
  const data = new DataFolder(ports);
  const shipped =
    shippedFolder === undefined
      ? undefined
      : new Collection(ports, shippedFolder, path.join(ports.dataFolder, "trash", "shipped"));
  const scenarios = new ScenarioLibrary(data, shipped);
  const claims = new ClaimsLibrary(ports);
  const keys = new Keys(ports.keys, ports.keyStore ?? NO_KEY_STORE);
  const liveSettings = async (): Promise<LiveSettings> => (await data.settings.read()).live;
  const live = new LiveEngine({ ...ports, keys, settings: liveSettings }, data.note);
  const drives = new DriveLibrary(data.drives, ports.now);
  const runs = new RunLibrary(data.runs, ports.now);
  const { read: readReadiness, ...readiness } = readinessService(ports, live, data.note);
  const uploads = new Uploads(ports);
  const traceFolders = [
    ...ports.traceFolders,
    data.scenarios.folder,
    ...(shippedFolder === undefined ? [] : [shippedFolder]),
  ];

  /** A full disk must not keep anyone from opening a scenario, so a failure to remember is let go. */
  const remember = async (id: string): Promise<void> => {
    await data.recents
      .update(({ ids }) => ({
        ids: [id, ...ids.filter((other) => other !== id)].slice(0, MOST_RECENTS),
      }))
      .catch(() => undefined);
  };

  const services: Services = {
    "system.info": async () => {
      await live.noteDamage();
      return {
        version: ports.version,
        dataFolder: data.folder,
        threads: ports.runner.threads,
        recovered: await data.recovered(),
      };
    },

    "settings.read": () => data.settings.read(),
    "settings.write": ({ settings }) =>
      data.settings.update((current) => changedSettings(current, settings)),

    "scenario.list": async () => ({ scenarios: await scenarios.list() }),
    "scenario.read": async ({ id }) => {
      const { entry, text, scenario, problems } = await scenarios.read(id);
      const draft = await data.readDraft(id);
      await remember(id);
      return {
        entry,
        text,
        ...(scenario === undefined ? {} : { scenario }),
        problems: [...problems],
        ...(draft === undefined ? {} : { draft }),
      };
    },
    "scenario.check": async ({ text }) => {
      const { scenario, problems } = await readScenarioOver(text, scenarios.findBase);
      return { ...(scenario === undefined ? {} : { scenario }), problems: [...problems] };
    },
    "scenario.save": async ({ id, scenario }) => {
      const entry = await scenarios.save(id, scenario);
      await remember(entry.id);
      return { entry };
    },
    "scenario.remove": async ({ id }) => {
      await scenarios.remove(id);
      return { id };
    },
    "scenario.restore": async ({ id }) => ({ entry: await scenarios.restore(id) }),

    "draft.write": async ({ id, text }) => {
      const draft = { text, savedAt: ports.now().toISOString() };
      await data.drafts.replace(id, `${JSON.stringify(draft)}\n`);
      return draft;
    },
    "draft.discard": async ({ id }) => {
      await data.drafts.erase(id);
      return { id };
    },

    "recent.list": async () => {
      const present = new Set((await scenarios.list()).map(({ id }) => id));
      return { ids: (await data.recents.read()).ids.filter((id) => present.has(id)) };
    },

    "run.list": async () => ({ runs: await runs.list() }),
    "run.read": ({ id }) => runs.read(id),
    "run.save": async (input) => {
      const entry = await runs.save(input);
      if (input.scenarioId !== undefined) await remember(input.scenarioId);
      return { entry };
    },
    "run.remove": async ({ id }) => {
      await runs.remove(id);
      return { id };
    },

    "claims.list": async () => ({ claims: await claims.list() }),
    "claims.read": ({ id }) => claims.read(id),
    "claims.save": async ({ id, text }) => ({ entry: await claims.save(id, text) }),

    ...simulationServices(ports, traceFolders),
    ...calibrationService({ version: ports.version, readUpload: (id) => uploads.read(id) }),
    ...uploads.services(),
    ...sessionServices(live),
    ...keyServices(live, keys),
    ...estimateService(ports, traceFolders),
    ...sensitivityService(ports, traceFolders),
    ...projectionService(ports, traceFolders, drives),
    ...driveServices(ports, live, drives),
    ...planningService(ports, traceFolders, readReadiness),
    ...readiness,
    ...auditService(ports),
  };
  return { services, close: () => live.close() };
}
