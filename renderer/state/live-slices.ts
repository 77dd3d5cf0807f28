import type { OutputOf } from "../../engine/contract/methods.js";
import type { Budget } from "../../engine/contract/session.js";
import type { LiveSettings } from "../../engine/contract/settings.js";
import type { OpenSession, SessionDraft, SessionList } from "./live-parts.js";
import type { ActiveLoad, LoadDraft, LoadFault, LoadList, OpenLoad } from "./load-parts.js";
import type { RegistryDocument } from "./models-parts.js";

/*
 * Live sessions and load runs, and what they run with.
 * The types stand apart from the slices' code because every slice sees the whole state.
 */

export interface LiveSlice {
  readonly sessionList: SessionList;
  /** Models and aliases that a session may ask for. */
  readonly models: readonly { readonly name: string; readonly rehearsal: boolean }[];
  readonly openSession: OpenSession | undefined;
  /** Whether something is being done to the open session. */
  readonly sessionBusy: boolean;
  /** Why the last thing done to the open session failed. */
  readonly sessionFault: string | undefined;
  readonly sessionDraft: SessionDraft;
  readonly starting: boolean;
  readonly startFault: string | undefined;
  /** The live pane came on screen: reads the list, follows the session of the route. */
  readonly enterLive: () => void;
  /** Reads the list of sessions anew. */
  readonly refreshSessions: () => Promise<void>;
  /** It left: hangs up every stream. The sessions go on. */
  readonly leaveLive: () => void;
  /** Starts again what the loss of the engine broke off. */
  readonly retryLive: () => void;
  /** Follows the session that the route names, in place of the one before. */
  readonly followSession: () => void;
  readonly changeDraft: (to: Partial<SessionDraft>) => void;
  readonly startSession: () => Promise<void>;
  readonly answerCall: (
    call: string,
    decision: "approve" | "refuse",
    note: string,
  ) => Promise<void>;
  /** Tells how a call ended whose outcome is unknown. */
  readonly resolveCall: (call: string, result: string) => Promise<void>;
  readonly raiseBudget: (budget: Budget) => Promise<void>;
  /** Says something to the open session. */
  readonly sendMessage: (message: string) => Promise<void>;
  /** The open session as a file's name and text; undefined where it cannot be had, which is told. */
  readonly exportSession: () => Promise<
    { readonly name: string; readonly text: string } | undefined
  >;
  /** Takes in the file of an exported session, and opens it where nothing else was opened meanwhile. */
  readonly importSession: (file: File) => Promise<void>;
  /** Why the last one was not taken in. */
  readonly importFault: string | undefined;
  /** Figures of live sessions as Prometheus reads them; undefined where they cannot be had, which is told. */
  readonly readMetrics: () => Promise<string | undefined>;
  readonly pauseSession: () => Promise<void>;
  readonly resumeSession: () => Promise<void>;
  readonly stopSession: () => Promise<void>;
}

export interface LoadSlice {
  readonly loadList: LoadList;
  readonly loadDraft: LoadDraft;
  readonly activeLoad: ActiveLoad | undefined;
  readonly loadFault: LoadFault | undefined;
  readonly openLoad: OpenLoad | undefined;
  readonly refreshLoads: () => Promise<void>;
  /** Reads the load run that the route names. */
  readonly followLoad: () => Promise<void>;
  readonly changeLoadDraft: (to: Partial<LoadDraft>) => void;
  /** Loads a live engine as the form says; goes on while other panes are on screen. */
  readonly startLoad: () => Promise<void>;
  readonly stopLoad: () => void;
  /** Moves a kept run to the trash folder. */
  readonly removeLoad: (id: string) => Promise<void>;
}

export interface ModelsSlice {
  /** The model registry, as stored and as typed; undefined until it was read. */
  readonly registry: RegistryDocument | undefined;
  /** Why it was not read or stored. */
  readonly registryFault: string | undefined;
  readonly savingModels: boolean;
  /** How many sessions that have not ended pin each version, by `model version`; undefined: not known. */
  readonly modelPins: Readonly<Record<string, number>> | undefined;
  /** Counts them anew. */
  readonly countModelPins: () => Promise<void>;
  /** Reads what is stored. What was typed and not stored yet stays, and a change elsewhere is told. */
  readonly loadModels: () => Promise<void>;
  /** Takes over a text of the registry; edits of one `group` that follow closely are undone as one. */
  readonly editModels: (text: string, what: string, group: string) => void;
  /** Stores the text, unless it has problems or something else was stored since. */
  readonly saveModels: () => Promise<void>;
  /** Goes back to what is stored, which can be undone. */
  readonly discardModels: () => void;
  /** Keeps what was typed though something else was stored since: saving replaces that. */
  readonly keepModels: () => void;
}

export interface TimesSlice {
  /** How long models and tools took in live sessions, as last read. */
  readonly sessionTimes: OutputOf<"session.times"> | undefined;
  readonly readTimes: () => Promise<void>;
  /** Puts them into the open scenario: the brain's, and those of pools that are called like a tool. */
  readonly putTimesInScenario: (
    times: OutputOf<"session.times">["models"][number],
    tools: OutputOf<"session.times">["tools"],
  ) => Promise<void>;
  /** Puts them into the model's version, to be stored with the models. */
  readonly putTimesInModel: (times: OutputOf<"session.times">["models"][number]) => Promise<void>;
}

export interface PreferencesSlice {
  /** The tools there are, and the MCP servers that do not answer. */
  readonly tools: OutputOf<"tool.list"> & { readonly fault: string | undefined };
  readonly keys: OutputOf<"key.state"> | undefined;
  /** Why the last thing done with a key failed. */
  readonly keyFault: string | undefined;
  /** Whether the system lets the page notify. */
  readonly alertPermission: "granted" | "ask" | "denied";
  /** Asks the browser for it; only ever by a press. */
  readonly allowAlerts: () => Promise<void>;
  readonly settingsLoaded: boolean;
  readonly savingLive: boolean;
  readonly settingsFault: string | undefined;
  /** The settings pane came on screen: reads what it shows. */
  readonly enterSettings: () => void;
  readonly loadTools: () => Promise<void>;
  readonly loadKeys: () => Promise<void>;
  /** Stores how live sessions run; what is refused is told in `settingsFault`. */
  readonly saveLive: (live: LiveSettings) => Promise<void>;
  /** Whether the engine took it. `keep`: encrypted by the operating system, for later starts too. */
  readonly writeKey: (key: string, text: string, keep: boolean) => Promise<boolean>;
  readonly forgetKey: (key: string) => Promise<void>;
}
