import type { Services } from "../contract/service.js";
import { changedSettings } from "../contract/settings.js";
import type { LiveSettings } from "../contract/settings.js";
import { auditService } from "./audit.js";
import { calibrationService } from "./calibration/index.js";
import { DataFolder } from "./data-folder.js";
import type { Library } from "./library.js";
import { fileServices } from "./library-files.js";
import { libraryServices } from "./library-services.js";
import { driveServices } from "./live/drive/index.js";
import { sessionServices } from "./live/index.js";
import { Keys, keyServices, NO_KEY_STORE } from "./live/keys.js";
import { estimateService } from "./estimate.js";
import { LiveEngine } from "./live/live-engine.js";
import { planningService } from "./planning.js";
import type { ServicePorts } from "./ports.js";
import { presetServices } from "./presets.js";
import type { WorkspacePorts } from "./presets.js";
import { projectionService } from "./projection.js";
import { readinessService } from "./readiness.js";
import { sensitivityService } from "./sensitivity.js";
import { simulationServices } from "./simulation/index.js";
import { traceReplayService } from "./trace-replay.js";
import { Uploads } from "./uploads.js";
import { Workspaces } from "./workspaces.js";

export type { ServicePorts } from "./ports.js";

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
  const keys = new Keys(ports.keys, ports.keyStore ?? NO_KEY_STORE);
  const liveSettings = async (): Promise<LiveSettings> => (await data.settings.read()).live;
  const live = new LiveEngine({ ...ports, keys, settings: liveSettings }, data.note);
  const { read: readReadiness, ...readiness } = readinessService(ports, live, data.note);
  const uploads = new Uploads(ports);
  const libraryOf: Workspaces["libraryOf"] = (folder) => workspaces.libraryOf(folder);
  /** What depends on the library: the whole set is exchanged when another is opened, and calls under way keep theirs. */
  const ofLibrary = (library: Library) => {
    const traceFolders = [
      ...ports.traceFolders,
      library.scenariosFolder,
      ...(shippedFolder === undefined ? [] : [shippedFolder]),
    ];
    const here: WorkspacePorts = { ...ports, ownPresets: library.presets };
    return {
      ...libraryServices(library, libraryOf, ports.now),
      ...presetServices(here, libraryOf),
      ...simulationServices(here, traceFolders),
      ...estimateService(here, traceFolders),
      ...sensitivityService(here, traceFolders),
      ...projectionService(here, traceFolders, library.drives),
      ...driveServices(ports, live, library.drives, libraryOf),
      ...planningService(here, traceFolders, readReadiness),
    };
  };
  const workspaces = new Workspaces(ports, data, (library) =>
    Object.assign(services, ofLibrary(library)),
  );

  const services: Services = {
    "system.info": async () => {
      await live.noteDamage();
      await workspaces.current.noteDamage();
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

    ...ofLibrary(workspaces.current),
    ...workspaces.services(),
    ...fileServices(libraryOf),
    ...traceReplayService(ports, libraryOf, uploads),
    ...calibrationService({ version: ports.version, readUpload: (id) => uploads.read(id) }),
    ...uploads.services(),
    ...sessionServices(live, uploads),
    ...keyServices(live, keys),
    ...readiness,
    ...auditService(ports),
  };
  return { services, close: () => live.close() };
}
