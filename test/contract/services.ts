import { createClient } from "../../engine/contract/client.js";
import type { Client } from "../../engine/contract/client.js";
import { createDispatch } from "../../engine/contract/service.js";
import type { Dispatch } from "../../engine/contract/service.js";
import type { ReplicationRunner } from "../../engine/simulator/port.js";
import { createServices } from "../../engine/services/index.js";
import type { ServicePorts } from "../../engine/services/index.js";
import { diskFileSystem } from "../../engine/services/store/file-system.js";

/** For tests of what is stored: it has no thread, and a simulation in one of them is a mistake. */
const noRunner: ReplicationRunner = {
  threads: 0,
  run: () => Promise.reject(new Error("this test does not simulate")),
  close: () => Promise.resolve(),
};

/** What the real services stand on, over a data folder; any port may be replaced. */
export function servicePorts(dataFolder: string, ports: Partial<ServicePorts> = {}): ServicePorts {
  return {
    version: "0.0.0-test",
    dataFolder,
    shippedFolder: undefined,
    traceFolders: [],
    runner: noRunner,
    fs: diskFileSystem,
    now: () => new Date(),
    keys: { read: () => Promise.resolve(undefined) },
    ...ports,
  };
}

/** The real services over a data folder. */
export function dispatchOver(dataFolder: string, ports: Partial<ServicePorts> = {}): Dispatch {
  return createDispatch(createServices(servicePorts(dataFolder, ports)));
}

export function clientOver(dataFolder: string, ports: Partial<ServicePorts> = {}): Client {
  return createClient(dispatchOver(dataFolder, ports));
}
