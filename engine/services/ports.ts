import type { KeyPort } from "../agent/ports.js";
import type { ReplicationRunner } from "../simulator/port.js";
import type { WritableFileSystem } from "./store/file-system.js";

/** Keeps keys encrypted by the operating system. The text of a key is in no message of an error. */
export interface KeyStore {
  /** Why nothing is kept here; undefined where what is kept is protected. */
  refusal(): Promise<string | undefined>;
  read(name: string): Promise<string | undefined>;
  keep(name: string, key: string): Promise<void>;
  forget(name: string): Promise<void>;
  names(): Promise<string[]>;
}

/** What the services need from the host that runs them. */
export interface ServicePorts {
  /** Of the package, as shown and as stamped on every result. */
  readonly version: string;
  /** Where everything the user keeps lives; created at the first write. */
  readonly dataFolder: string;
  /** The workspace to begin with, as `workspaceFolder` gave it; undefined: the data folder's own. */
  readonly workspaceFolder?: string | undefined;
  /** The read-only scenarios that come with Headroom; undefined in a build without them. */
  readonly shippedFolder: string | undefined;
  /** Folders searched for trace files before the user's own and the shipped one. */
  readonly traceFolders: readonly string[];
  readonly runner: ReplicationRunner;
  readonly fs: WritableFileSystem;
  readonly now: () => Date;
  /** API keys of model servers. */
  readonly keys: KeyPort;
  /** Where keys are kept beyond this process; undefined in a host that keeps none. */
  readonly keyStore?: KeyStore | undefined;
  /** The built entry of the threads and processes that hands run in; undefined where nothing is built. */
  readonly handsEntry?: string | undefined;
  /**
   * The OpenTelemetry collector that spans are sent to (`http://127.0.0.1:4318`) where the settings name
   * none. Unset: none leaves.
   */
  readonly otlpEndpoint?: string | undefined;
  /** The API server of the Kubernetes cluster that this engine runs in. Unset: in none. */
  readonly kubernetesHost?: string | undefined;
}
