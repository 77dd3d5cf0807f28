import type { Slide } from "../../engine/contract/deck.js";
import type { Problem } from "../../engine/contract/errors.js";
import type { ClaimsEntry, OutputOf, ScenarioEntry } from "../../engine/contract/methods.js";
import type { InspectedSession } from "../../engine/contract/inspect.js";
import type { Readiness, ReadinessEntry } from "../../engine/contract/readiness.js";
import type { PdfRequest } from "../../engine/contract/wire.js";
import type {
  LiveSettings,
  Settings,
  SettingsChange,
  ZoomPercent,
} from "../../engine/contract/settings.js";
import type { Budget } from "../../engine/contract/session.js";
import type { PoolSizes } from "../../engine/contract/plan-result.js";
import type { Architecture } from "../../engine/contract/result.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type {
  Checked,
  ClaimsState,
  Dialog,
  DocumentState,
  Edit,
  Library,
  LibraryItem,
  LinkStatus,
  LiveMeasurement,
  Notice,
  Pane,
  Route,
  RunEnd,
  ShownPlan,
  ShownProjection,
  ShownSensitivity,
  ShownResult,
  ShownSides,
  SessionMark,
  ShownInspection,
  ShownSimulation,
} from "./parts.js";
import type { DeckState, OfferedSlide, SlideSource } from "./deck-parts.js";
import type { EstimateState } from "./estimate-parts.js";
import type {
  CalibrationDraft,
  EngineSettingsFile,
  ShownCalibration,
} from "./calibration-parts.js";
import type { ActiveLoad, LoadDraft, LoadFault, LoadList, OpenLoad } from "./load-parts.js";
import type { OpenSession, SessionDraft, SessionList } from "./live-parts.js";
import type { RegistryDocument } from "./models-parts.js";
import type { Ports } from "./ports.js";
import type { RunOptions } from "./run-options-parts.js";
import type { View } from "./view.js";
import type { Job, JobRequest, WorkKind } from "./queue-parts.js";

/*
 * What the store holds and does, slice by slice. The types stand apart from the slices' code because
 * every slice sees the whole state.
 */

export interface AuditSlice {
  readonly claimSets: readonly ClaimsEntry[];
  readonly claims: ClaimsState;
  /** Opens and audits a claim set, by default the route's or the first; text that was not saved comes back. */
  readonly openClaims: (id?: string) => Promise<void>;
  /** Takes over what was typed, keeps it over a reload, and audits it shortly after. */
  readonly editClaims: (text: string) => void;
  /** Saves under the same id; a shipped claim set becomes a copy of the user's own. */
  readonly saveClaims: () => Promise<void>;
  /** The route names another claim set: opens it, where one is open. */
  readonly followClaims: () => void;
  readonly refreshClaims: () => Promise<void>;
  /** Reads the open claim set's file anew, which may have been changed outside. */
  readonly lookAgainAtClaims: () => Promise<void>;
  /** A claim set has another id, or is called otherwise: what is on screen and was edited goes on there. */
  readonly claimsMoved: (from: string, to: string) => Promise<void>;
}

export interface CalibrationSlice {
  /** The log to learn from; it is read when the calibration starts. */
  readonly logFile: File | undefined;
  readonly engineSettings: EngineSettingsFile | undefined;
  readonly calibrationDraft: CalibrationDraft;
  /** What is wrong with the log, its settings or an option, each at its field. */
  readonly calibrationProblems: readonly Problem[];
  readonly calibrationEnd: RunEnd | undefined;
  readonly calibration: ShownCalibration | undefined;
  /** Takes a log to calibrate from, and goes to the pane. */
  readonly chooseLog: (file: File) => void;
  /** Takes the settings of the engine that the log is of; without a file none. */
  readonly chooseEngineSettings: (file: File | undefined) => Promise<void>;
  readonly changeCalibrationDraft: (to: Partial<CalibrationDraft>) => void;
  readonly startCalibration: () => Promise<void>;
  /** Shows the kept calibration that the route names, or the newest. */
  readonly showCalibration: () => Promise<void>;
  /** Saves what was learnt as a scenario of the user's own, and opens it. */
  readonly makeCalibratedScenario: () => Promise<void>;
}

export interface DeckSlice {
  /** The deck that is on screen, or was. */
  readonly deck: DeckState;
  /** What its slides are drawn from (see `sourceKey`). */
  readonly slideSources: Readonly<Record<string, SlideSource>>;
  readonly openDeck: (id: string) => Promise<void>;
  /**
   * Reads what slides are drawn from, as far as it may have changed: what `library` lists as it was is not
   * read again, claim sets always are.
   */
  readonly readSlideSources: (of: {
    readonly slides: readonly Slide[];
    readonly library: Library;
    readonly claimSets: readonly ClaimsEntry[];
  }) => Promise<void>;
  /** Changes the slides of the open deck and stores them, as an edit that can be undone; `what` names it. */
  readonly changeSlides: (
    what: string,
    change: (slides: readonly Slide[]) => readonly Slide[],
    group?: string,
  ) => Promise<void>;
  /** Takes a slide out of the open deck, with a way back. */
  readonly removeSlide: (slide: Slide) => Promise<void>;
  /** Puts slides at the end of a deck, or makes one of them. */
  readonly addSlides: (
    to:
      | { readonly kind: "deck"; readonly id: string }
      | { readonly kind: "new"; readonly name: string },
    offered: readonly OfferedSlide[],
  ) => Promise<void>;
  /** Makes a deck without slides and opens it. */
  readonly makeDeck: (name: string) => Promise<void>;
  /** What the slide is drawn from comes back from the trash folder. */
  readonly bringBackSource: (slide: Slide) => Promise<void>;
  /** Keeps a simulation as a run, once; gives its id. */
  readonly keepSimulation: (simulation: ShownSimulation) => Promise<string>;
  /** A deck has another id, or is called otherwise: what is on screen and was edited goes on there. */
  readonly deckMoved: (from: string, to: string) => Promise<void>;
}

export interface DialogsSlice {
  readonly dialog: Dialog | undefined;
  readonly openDialog: (dialog: Dialog) => void;
  readonly closeDialog: () => void;
}

export interface DocumentSlice {
  readonly document: DocumentState;
  /** Opens a scenario of the library; unsaved text of the one before goes to its draft first. */
  readonly openScenario: (id: string) => Promise<void>;
  /** Where none is open: opens a scenario that is not in the library, as an old result was made of it. */
  readonly openAlone: (scenario: Scenario) => void;
  /** Takes over what was typed; checks and autosaves it shortly after. */
  readonly edit: (text: string) => void;
  /**
   * Takes over the text of an edit made elsewhere than in the text, `what` by its name, and checks it at
   * once. Edits of one `group` that follow closely are one: a slider that moves.
   */
  readonly editField: (text: string, what: string, group: string) => void;
  /**
   * Writes a change of the scenario into the text, as an edit that can be undone; `what` names it.
   * Nothing changes while the text has problems. Tells whether anything did.
   */
  readonly changeScenario: (
    what: string,
    change: (scenario: Scenario) => Scenario,
  ) => Promise<boolean>;
  /** The check of exactly the present text, waiting for it where it is still due. */
  readonly checkNow: () => Promise<Checked | undefined>;
  /** Saves under the same id; a shipped scenario becomes a copy of the user's own. */
  readonly saveScenario: () => Promise<void>;
  readonly saveCopy: (name: string) => Promise<void>;
  /** A scenario has another id, or is called otherwise: what is on screen and was edited goes on there. */
  readonly scenarioMoved: (from: string, to: string) => Promise<void>;
  /** Goes back to the saved text. The editor can undo it. */
  readonly discardDraft: () => void;
  /** Reads the library and the open scenario's file anew, which may have been changed outside. */
  readonly lookAgain: () => Promise<void>;
  /** Writes the draft that is still waiting, now. */
  readonly flushDraft: () => Promise<void>;
  readonly retryDraft: () => void;
}

export interface EstimateSlice {
  readonly estimate: EstimateState;
  /** Estimates the scenario of the document `key` beside what was saved of it. */
  readonly followEstimate: (key: number, scenario: Scenario, saved: Scenario | undefined) => void;
  /** Nobody looks any more. */
  readonly leaveEstimate: () => void;
  readonly chooseEstimated: (architecture: Architecture) => void;
}

export interface EngineSlice {
  readonly host: "desktop" | "browser";
  readonly link: LinkStatus;
  readonly info: OutputOf<"system.info"> | undefined;
  readonly loadInfo: () => Promise<void>;
  /** Takes over a change of the link; picks up what was left undone when the engine is back. */
  readonly linkChanged: (link: LinkStatus) => void;
  readonly retryLink: () => void;
}

export interface HistorySlice {
  /** What can be undone, oldest first, and redone, soonest last. */
  readonly past: readonly Edit[];
  readonly future: readonly Edit[];
  /** Takes note of an edit that was just made. */
  readonly record: (edit: Edit) => void;
  /** Takes note of one that is told with a way back, which `text` says. */
  readonly recordTold: (edit: Edit, text: string) => void;
  /** Takes the newest edit back, whatever pane it was made in; opens what it changed where needed. */
  readonly undo: () => Promise<void>;
  /** Takes back an edit that stands by itself, though others were made since. */
  readonly takeBack: (edit: Edit) => Promise<void>;
  readonly redo: () => Promise<void>;
}

export interface ItemsSlice {
  /** To the trash folder. This and the next two can be undone, and tell how they end. */
  readonly removeItem: (item: LibraryItem) => Promise<void>;
  readonly duplicateItem: (item: LibraryItem) => Promise<void>;
  /** Brings the last removed version of a damaged scenario back in its place. */
  readonly restoreOver: (entry: ScenarioEntry) => Promise<void>;
  readonly renameItem: (item: LibraryItem, name: string) => Promise<void>;
  /** A text from outside becomes a scenario of the user's, valid or not, and is opened. */
  readonly takeScenario: (name: string, text: string) => Promise<void>;
  readonly takeClaims: (name: string, text: string) => Promise<void>;
}

export interface FilesSlice {
  /** Takes in files that were dropped or chosen, each as what its content says that it is. */
  readonly takeFiles: (files: readonly File[]) => Promise<void>;
}

export interface LibrarySlice {
  readonly library: Library;
  /** Reads the lists anew; keeps the ones on screen when that fails and there are some. */
  readonly refreshLibrary: () => Promise<void>;
}

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
  /** Takes in the text of an exported session, and opens it. */
  readonly importSession: (text: string) => Promise<void>;
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

export interface NoticesSlice {
  readonly notices: readonly Notice[];
  /** What a screen reader is told next; visual users see it happen. */
  readonly announcement: string;
  readonly notify: (notice: Omit<Notice, "id">) => void;
  readonly dismiss: (id: number) => void;
  readonly announce: (text: string) => void;
}

export interface PaletteSlice {
  /** What was picked in the palette, the latest first, by the entry's id. */
  readonly recentPicks: readonly string[];
  readonly notePick: (id: string) => void;
}

export interface PlanSlice {
  /** The plan that is shown of each scenario, by its id. */
  readonly plans: Readonly<Record<string, ShownPlan>>;
  readonly planEnd: RunEnd | undefined;
  /** Searches the cheapest pools for the open scenario as it stands in the editor. */
  readonly startPlan: () => Promise<void>;
  /** Shows the kept plan that the route names, or the newest of its scenario. */
  readonly showPlan: () => Promise<void>;
  /** Writes pools of these sizes into the open scenario, as an edit that can be undone. */
  readonly usePools: (sizes: PoolSizes) => Promise<void>;
}

export interface SensitivitySlice {
  /** The last one of each scenario, by its id. */
  readonly sensitivities: Readonly<Record<string, ShownSensitivity>>;
  readonly sensitivityEnd: RunEnd | undefined;
  /** Moves every input of the open scenario, as it stands in the editor, by itself. */
  readonly startSensitivity: () => Promise<void>;
}

export interface ProjectionSlice {
  /** The last projection of each scenario, by its id. */
  readonly projections: Readonly<Record<string, ShownProjection>>;
  readonly projectionEnd: RunEnd | undefined;
  /** Projects the open scenario as it stands in the editor; without days over its own horizon. */
  readonly startProjection: (horizonDays?: number) => Promise<void>;
  /** Shows the kept projection that the route names, or the newest of its scenario. */
  readonly showProjection: () => Promise<void>;
  /** The newest live measurement of each scenario, by the scenario's name. */
  readonly measured: Readonly<Record<string, LiveMeasurement>>;
  readonly loadMeasured: (scenarioName: string) => Promise<void>;
}

export interface QueueSlice {
  /** Long work in the order it was asked for; the first goes on while the engine is there. */
  readonly jobs: readonly Job[];
  /** Puts work at the end, unless the same is there already. Settles when it has ended. */
  readonly enqueue: (request: JobRequest) => Promise<void>;
  /** Starts what is first, where nothing goes on and the engine is there. */
  readonly pumpQueue: () => void;
  readonly cancelJob: (id: number) => void;
  /** Cancels work of this kind on the open scenario. */
  readonly cancelWork: (kind: WorkKind) => void;
}

export interface PresetsSlice {
  /** What a scenario can name; undefined before it is known, and where it cannot be had. */
  readonly presets: OutputOf<"preset.list"> | undefined;
  /** Reads them once. */
  readonly loadPresets: () => Promise<void>;
}

export interface ReadinessSlice {
  readonly readiness: Readiness | undefined;
  /** Why the checklist could not be read. */
  readonly readinessFault: string | undefined;
  /** Reads the checklist with what a scenario shows. */
  readonly loadReadiness: (scenario?: Scenario) => Promise<void>;
  readonly markReadiness: (
    item: ReadinessEntry,
    to: { readonly state: "done" | "not needed" | "open"; readonly note?: string },
  ) => Promise<void>;
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

export interface RouteSlice {
  readonly route: Route;
  /** Goes to a pane, a scenario or a run; what is left out stays as it is. */
  readonly navigate: (to: Partial<Route>, how?: "push" | "replace") => void;
  /** What is chosen in each pane; that of the route's pane stands in the address. */
  readonly views: Readonly<Partial<Record<Pane, View>>>;
  /** Chooses something in a pane, or, without a text, nothing (see `useView`). */
  readonly changeView: (pane: Pane, name: string, text: string | undefined) => void;
  /** Writes out where the page starts, and tells what of its address was not understood. */
  readonly startAddress: () => void;
  /** Takes over what the address says now. */
  readonly followAddress: () => void;
  /** Goes where a link leads that was copied here or in another Headroom. */
  readonly openLink: (link: string) => void;
}

export interface RunOptionsSlice {
  /** As they were typed and found good. */
  readonly runOptions: RunOptions;
  readonly changeRunOptions: (options: RunOptions) => void;
}

export interface RunSlice {
  readonly shown: ShownResult | undefined;
  readonly runEnd: RunEnd | undefined;
  /** Set while a saved run is being read, or could not be. */
  readonly loadingRun: string | undefined;
  readonly loadError: string | undefined;
  /** Results that are not on disk, by the id of their scenario, so that opening another loses none. */
  readonly unsaved: Readonly<Record<string, ShownResult>>;
  /** Runs the open scenario as it stands in the editor. */
  readonly startRun: () => Promise<void>;
  /** Shows a saved run; without an id the newest of the open scenario, or nothing. */
  readonly showRun: (runId: string | undefined) => Promise<void>;
  /** Tries again to save what could not be saved. */
  readonly saveUnsaved: () => Promise<void>;
}

export interface SessionSlice {
  /** Loads everything and opens what the address names, or what was open last, or the article. */
  readonly boot: () => Promise<void>;
  /** After the engine was away: reads the lists again and writes what could not be written. */
  readonly catchUp: () => Promise<void>;
  /** Opens the scenario and the run that the route names. */
  readonly followRoute: () => Promise<void>;
  readonly openFirst: () => void;
}

export interface SidesSlice {
  /** The last comparison of each scenario with others, by its id. */
  readonly sides: Readonly<Record<string, ShownSides>>;
  readonly sidesEnd: RunEnd | undefined;
  /** Compares the open scenario, as it stands in the editor, with these of the library. */
  readonly startSides: (others: readonly string[]) => Promise<void>;
}

export interface WelcomeSlice {
  /** Which step of the tour is on screen, from 0. */
  readonly tourStep: number | undefined;
  /**
   * In a data folder where nothing was done yet: computes the open scenario by itself, and begins the
   * tour at its result. Once ever.
   */
  readonly welcome: () => Promise<void>;
  readonly startTour: () => void;
  /** Goes to a step and to its pane; behind the last the tour has ended. */
  readonly goToTourStep: (step: number) => void;
  readonly endTour: () => void;
}

export interface SettingsSlice {
  readonly settings: Settings;
  readonly loadSettings: () => Promise<void>;
  /** As a setting, but nothing that one would want to undo. */
  readonly setZoom: (zoomPercent: ZoomPercent) => void;
  /** Stores what no user set, which is no edit to undo. */
  readonly remember: (change: SettingsChange) => Promise<void>;
  /** Takes effect at once and is then stored. */
  readonly changeSettings: (change: SettingsChange) => Promise<void>;
}

export interface SimulationSlice {
  /** The last simulation of each scenario, by its id. */
  readonly simulations: Readonly<Record<string, ShownSimulation>>;
  readonly simulationEnd: RunEnd | undefined;
  /** Simulates one deployment of the open scenario as it stands in the editor, with its series. */
  readonly startSimulation: (architecture?: Architecture) => Promise<void>;
}

export interface InspectionSlice {
  readonly inspection: ShownInspection | undefined;
  /** Finds the sessions of a part of a simulation's heat map. */
  readonly inspectSessions: (simulation: ShownSimulation, mark: SessionMark) => Promise<void>;
  /** Finds the spans of one of them. */
  readonly inspectSession: (session: InspectedSession) => Promise<void>;
  readonly closeInspection: () => void;
}

export interface WorkspaceSlice {
  /** The one that is open, and those that were; undefined until they were read. */
  readonly workspaces: OutputOf<"workspace.list"> | undefined;
  readonly loadWorkspaces: () => Promise<void>;
  /** From now on hears of it when another window opens another one, and when its files change. */
  readonly followWorkspace: () => void;
  readonly leaveWorkspace: () => void;
  /** Asks for a folder and opens it. */
  readonly chooseWorkspace: () => Promise<void>;
  /** Shows the library of another folder; gives why it was not opened. Work that goes on is kept where it began. */
  readonly openWorkspace: (folder: string, create?: boolean) => Promise<string | undefined>;
}

export interface PaperSlice {
  /** Prints what stands on paper in the page, and tells what became of it. */
  readonly printPaper: (request: PdfRequest) => Promise<void>;
}

export type AppState = AuditSlice &
  CalibrationSlice &
  DeckSlice &
  DialogsSlice &
  DocumentSlice &
  EstimateSlice &
  EngineSlice &
  HistorySlice &
  FilesSlice &
  ItemsSlice &
  InspectionSlice &
  LibrarySlice &
  LiveSlice &
  LoadSlice &
  ModelsSlice &
  NoticesSlice &
  PaletteSlice &
  PaperSlice &
  PlanSlice &
  PreferencesSlice &
  PresetsSlice &
  ProjectionSlice &
  QueueSlice &
  ReadinessSlice &
  RouteSlice &
  RunSlice &
  RunOptionsSlice &
  SensitivitySlice &
  SessionSlice &
  SettingsSlice &
  SidesSlice &
  SimulationSlice &
  WelcomeSlice &
  WorkspaceSlice;

/** One slice over the whole state: its own fields and actions, and sight of the others'. */
export type SliceCreator<Slice> = (
  set: (change: Partial<AppState>) => void,
  get: () => AppState,
  ports: Ports,
) => Slice;
