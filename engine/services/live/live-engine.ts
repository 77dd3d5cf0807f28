import { existsSync } from "node:fs";
import path from "node:path";
import { HeadroomError } from "../../contract/errors.js";
import { ModelRegistry } from "../../contract/model-registry.js";
import type { PinnedModel } from "../../contract/session.js";
import type { LiveSettings } from "../../contract/settings.js";
import { InProcessBus } from "../../agent/bus/in-process.js";
import type { Delta, ModelEndpoint } from "../../agent/brain/infer.js";
import { MemoryResultCache } from "../../agent/cache/result-cache.js";
import { systemClock } from "../../agent/clock.js";
import { approvalPolicy } from "../../agent/hands/approvals.js";
import type { ToolStateStore } from "../../agent/hands/tool-state.js";
import type { openOrSalvage } from "../../agent/log/salvage.js";
import type { KeyPort, SessionLog } from "../../agent/ports.js";
import { Metrics } from "../../agent/telemetry/metrics.js";
import type { MetricSources } from "../../agent/telemetry/metrics.js";
import type { Telemetry } from "../../agent/telemetry/telemetry.js";
import { createRedactor } from "../../agent/telemetry/redact.js";
import type { Redactor } from "../../agent/telemetry/redact.js";
import { costUsd, findVersion, FIRST_REGISTRY } from "../../agent/registry/registry.js";
import { recordedPolicy } from "../../agent/rehearsal/recording.js";
import { INSTANT, REHEARSAL_MODEL, startRehearsal } from "../../agent/rehearsal/server.js";
import type { RehearsalOptions, RehearsalServer } from "../../agent/rehearsal/server.js";
import { ModelUnavailable } from "../../agent/session/model-unavailable.js";
import type { ResolvedModel } from "../../agent/session/brain-step.js";
import type { EngineOptions, SessionEngine } from "../../agent/session/engine.js";
import { generalRehearsal } from "../../agent/workloads/general.js";
import { workloads } from "../../agent/workloads/index.js";
import { StoredDocument } from "../store/document.js";
import type { NoteRecovery } from "../store/document.js";
import { compactTime } from "../store/ids.js";
import type { CollectionPorts } from "../store/collection.js";
import type { LiveTools } from "./live-tools.js";

export interface LivePorts extends CollectionPorts {
  readonly version: string;
  readonly dataFolder: string;
  readonly keys: KeyPort;
  /** As they are now: whoever changed them, in whichever process. */
  readonly settings: () => Promise<LiveSettings>;
  readonly handsEntry?: string | undefined;
  readonly otlpEndpoint?: string | undefined;
}

/** The rehearsal model's answers and times depend on nothing else. */
const REHEARSAL_SEED = 1;
/** What works when the engine is closed may take this long to finish, so that its outcome is known. */
const CLOSE_GRACE_MS = 3000;
/** The server that the settings may put another in place of. */
const API_SERVER = "https://api.anthropic.com";

/** An engine at work, with what it stands on. */
export interface Live {
  readonly log: SessionLog;
  readonly engine: SessionEngine;
  readonly tools: LiveTools;
}

/** What {@link Live} is made of. */
interface Work extends MetricSources {
  readonly live: Live;
  readonly cache: MemoryResultCache;
  readonly state: ToolStateStore;
  readonly telemetry: Telemetry;
}

/** The live engine of one host. Nothing is opened before it is first asked for. */
export class LiveEngine {
  readonly registry: StoredDocument<typeof ModelRegistry>;
  readonly #ports: LivePorts;
  readonly #note: NoteRecovery;
  readonly #rehearsals = new Map<string, Promise<RehearsalServer>>();
  readonly #deltaListeners = new Set<(session: string, delta: Delta) => void>();
  readonly #redactor = createRedactor();
  readonly #metrics: Metrics;
  #opening: Promise<Work> | undefined;
  #work: Work | undefined;
  /** As last applied. */
  #settings: LiveSettings | undefined;
  #closed = false;
  readonly #closing = new AbortController();

  readonly #logFile: string;

  constructor(ports: LivePorts, note: NoteRecovery) {
    this.#logFile = path.join(ports.dataFolder, "sessions", "sessions.db");
    const file = path.join(ports.dataFolder, "models.json");
    this.#ports = ports;
    this.#note = note;
    this.registry = new StoredDocument(ports, note, file, ModelRegistry, FIRST_REGISTRY);
    this.#metrics = new Metrics(
      (label) => this.#redactor.text(label),
      () => this.#work,
    );
  }

  /** Knows every key that this process reads; a log of its own, such as a load run's, goes through it too. */
  get redactor(): Redactor {
    return this.#redactor;
  }

  /** Where spans are sent: as the settings say, else the environment; undefined: nowhere. */
  async otlpEndpoint(): Promise<string | undefined> {
    return (await this.#ports.settings()).telemetry.otlpEndpoint ?? this.#ports.otlpEndpoint;
  }

  /** From now on `secret` is taken out of whatever is logged, traced or measured. */
  neverShow(secret: string): void {
    this.#redactor.learn(secret);
  }

  /** `YYYY-MM-DD`: what prices and deprecations go by. */
  today(): string {
    return this.#ports.now().toISOString().slice(0, 10);
  }

  /** Figures of what was done since this engine began, in the text format of Prometheus. */
  metrics(): Promise<string> {
    return this.#metrics.text();
  }

  /** Throws `damaged-file` where the log cannot be opened. */
  async open(): Promise<Live> {
    return (await this.#opened()).live;
  }

  /**
   * Brings the engine to the settings as they are now: what is started or resumed after it has them.
   * Connects to MCP servers where `tools` names one that is not known yet; unset, to all of them.
   */
  async prepare(tools?: readonly string[]): Promise<Live & { readonly settings: LiveSettings }> {
    const { live } = await this.#opened();
    await this.#learnKeys();
    const settings = await this.#ports.settings();
    if (JSON.stringify(settings) !== JSON.stringify(this.#settings)) {
      this.#settings = settings;
      live.engine.configure(engineSettings(settings));
      live.tools.apply(settings);
    }
    const known = new Set(live.tools.hands.declarations().map(({ name }) => name));
    if (tools?.every((name) => known.has(name)) !== true) await live.tools.mcp.connect();
    return { ...live, settings };
  }

  #opened(): Promise<Work> {
    if (this.#closed) {
      return Promise.reject(new HeadroomError("unavailable", "the live engine is closed"));
    }
    this.#opening ??= this.#create().catch((error: unknown) => {
      // The next one to ask may find the disk free again.
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /**
   * Opens the log where there is one, so that damage is told before anybody asks for a session. One that
   * cannot be opened is noted too; whoever needs it meets the error itself.
   */
  async noteDamage(): Promise<void> {
    if (this.#closed || !existsSync(this.#logFile)) return;
    try {
      await this.open();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#note({ file: this.#logFile, keptAs: this.#logFile, reason });
    }
  }

  /** Calls with every piece of text that a model streams. Returns a function that stops it. */
  onDelta(listener: (session: string, delta: Delta) => void): () => void {
    this.#deltaListeners.add(listener);
    return () => void this.#deltaListeners.delete(listener);
  }

  /** Aborted when the engine closes, for work that no caller waits for. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * Lets what works finish for some seconds and breaks off the rest, so that any process can go on with
   * it; then closes every file.
   */
  async close(): Promise<void> {
    this.#closed = true;
    this.#closing.abort();
    const work = await this.#opening?.catch(() => undefined);
    if (work !== undefined) {
      const { live, state, telemetry } = work;
      await live.engine.close(CLOSE_GRACE_MS);
      await live.tools.close();
      state.close();
      await live.log.close();
      await telemetry.close();
    }
    for (const rehearsal of this.#rehearsals.values()) await (await rehearsal).close();
  }

  async #create(): Promise<Work> {
    const parts = await import("./live-parts.js");
    const within = (name: string): string => path.join(this.#ports.dataFolder, name);
    const { version, dataFolder, handsEntry } = this.#ports;
    const settings = await this.#ports.settings();
    const otlpEndpoint = await this.otlpEndpoint();
    const redactor = this.#redactor;
    const exporter = otlpEndpoint === undefined ? undefined : parts.otlpExporter(otlpEndpoint);
    const telemetry = new parts.Telemetry({ version, exporter, redactor });
    const observers = { telemetry, metrics: this.#metrics };
    const log = parts.observedLog(this.#openLog(this.#logFile, parts.openOrSalvage), observers);
    const bus = new InProcessBus();
    const cache = new MemoryResultCache(systemClock);
    const state = new parts.ToolStateStore(within("tools"));
    const tools = new parts.LiveTools(settings, {
      dataFolder,
      version,
      state,
      stateFolder: within("tools"),
      handsEntry,
      redact: (text) => redactor.text(text),
      readVariable: (name) => this.#readSecret(name),
      onChanged: () => cache.clear(),
    });
    const engine = parts.sessionEngine({
      log,
      bus,
      cache,
      ...engineSettings(settings),
      hands: parts.observedHands(tools.hands, observers),
      resolve: (model) => this.resolve(model),
      observe: parts.inferenceObserver(observers),
      onDelta: (session, delta) => {
        for (const listener of this.#deltaListeners) listener(session, delta);
      },
      approvals: ({ state: { created } }) =>
        tools.approvals(
          workloads.find(({ name }) => name === created?.workload)?.approvals ?? approvalPolicy(),
        ),
    });
    this.#settings = settings;
    this.#work = { live: { log, engine, tools }, state, telemetry, bus, cache };
    return this.#work;
  }

  /** A damaged log is set aside, and what became of its sessions is told as other recoveries are. */
  #openLog(file: string, open: typeof openOrSalvage): SessionLog {
    const stamp = compactTime(this.#ports.now());
    const { log, salvage } = open(file, stamp, systemClock, this.#redactor);
    if (salvage !== undefined) {
      const { reason, keptAs, whole, partial, lost, exports } = salvage;
      const went = [
        `${whole.length} sessions go on`,
        ...(partial.length === 0 ? [] : [`parts of ${partial.length} more are in ${exports}`]),
        ...(lost.length === 0 ? [] : [`nothing is left of ${lost.join(", ")}`]),
      ];
      this.#note({ file, keptAs, reason: `${reason}. ${went.join("; ")}` });
    }
    return log;
  }

  /** How a pinned model is reached and priced today. Throws in words for a person where it cannot be. */
  async resolve(pinned: PinnedModel): Promise<ResolvedModel> {
    if (pinned.name === RECORDING) return this.#replay(pinned);
    const version = findVersion(await this.registry.read(), pinned.name, pinned.version);
    if (version === undefined) {
      throw new ModelUnavailable(
        "unknown-model",
        `The registry has no ${pinned.name} ${pinned.version} any more. Put it back and resume, or start a new session`,
      );
    }
    const price = (usage: Parameters<ResolvedModel["costUsd"]>[0]): number =>
      costUsd(version, usage, this.today());
    if (version.server === "rehearsal") {
      const endpoint = await this.#rehearsal(`${pinned.name} ${pinned.version}`, {
        policies: [...workloads.map((workload) => workload.rehearsal), generalRehearsal],
        latency: version.latency ?? INSTANT,
      });
      return { endpoint, costUsd: price };
    }
    const { model } = this.#settings ?? (await this.#ports.settings());
    const endpoint: ModelEndpoint = {
      baseUrl: version.server === API_SERVER ? (model.baseUrl ?? API_SERVER) : version.server,
      key: version.keyName === undefined ? "none" : await this.#key(version.keyName),
    };
    return { endpoint, costUsd: price };
  }

  /** Nobody is asked, and nothing is paid. */
  async #replay({ version: id }: PinnedModel): Promise<ResolvedModel> {
    const { log } = await this.open();
    const events = await log.events(id, 1);
    if (events.length === 0) {
      throw new ModelUnavailable(
        "unknown-model",
        `There is no session ${id} to replay any more. Import it and resume`,
      );
    }
    const endpoint = await this.#rehearsal(`${RECORDING} ${id}`, {
      policies: [recordedPolicy(events)],
      latency: INSTANT,
    });
    return { endpoint, costUsd: () => 0 };
  }

  /** The rehearsal model of that name, started when it is first asked for. */
  async #rehearsal(
    name: string,
    options: Pick<RehearsalOptions, "policies" | "latency">,
  ): Promise<RehearsalServer> {
    const started =
      this.#rehearsals.get(name) ?? startRehearsal({ seed: REHEARSAL_SEED, ...options });
    this.#rehearsals.set(name, started);
    const server = await started;
    this.#redactor.learn(server.key);
    return server;
  }

  /** Before anything is logged: a user may put a key into the very first message. */
  async #learnKeys(): Promise<void> {
    const versions = Object.values((await this.registry.read()).models).flat();
    const names = new Set(versions.flatMap(({ keyName }) => keyName ?? []));
    await Promise.all([...names].map((name) => this.#readSecret(name)));
  }

  /** A key or an environment variable, which from now on is never shown. */
  async #readSecret(name: string): Promise<string | undefined> {
    const secret = await this.#ports.keys.read(name);
    if (secret !== undefined) this.#redactor.learn(secret);
    return secret;
  }

  async #key(name: string): Promise<string> {
    const key = await this.#readSecret(name);
    if (key === undefined || key === "") {
      throw new ModelUnavailable(
        "key-refused",
        `There is no key ${name}. Set it in the environment or in Settings, or use a rehearsal model`,
      );
    }
    return key;
  }
}

/** In place of a model's name; no name of the registry has a space. */
const RECORDING = "a recorded session";

/** What a session pins that replays session `id`. */
export function replayOf(id: string): PinnedModel {
  return { requested: "replay", name: RECORDING, version: id, modelId: REHEARSAL_MODEL };
}

/** What of the settings the engine itself goes by. */
function engineSettings({
  pools,
  budget,
}: LiveSettings): Pick<EngineOptions, "brains" | "coupledWorkers" | "overallBudget"> {
  const { brains, coupledWorkers } = pools;
  return { brains, coupledWorkers, overallBudget: budget.allSessions };
}
