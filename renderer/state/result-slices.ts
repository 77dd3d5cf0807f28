import type { Problem } from "../../engine/contract/errors.js";
import type { InspectedSession } from "../../engine/contract/inspect.js";
import type { PoolSizes } from "../../engine/contract/plan-result.js";
import type { Readiness, ReadinessEntry } from "../../engine/contract/readiness.js";
import type { Architecture } from "../../engine/contract/result.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type { PdfRequest, SavedFile } from "../../engine/contract/wire.js";
import type {
  CalibrationDraft,
  EngineSettingsFile,
  ShownCalibration,
} from "./calibration-parts.js";
import type { EstimateState } from "./estimate-parts.js";
import type {
  LiveMeasurement,
  RunEnd,
  SessionMark,
  ShownInspection,
  ShownPlan,
  ShownProjection,
  ShownResult,
  ShownSensitivity,
  ShownSides,
  ShownSimulation,
} from "./parts.js";
import type { Job, JobRequest, WorkKind } from "./queue-parts.js";
import type { RunOptions } from "./run-options-parts.js";
import type { ToKeep, Unkept } from "./unkept-parts.js";

/*
 * What is computed of a scenario, and the work that computes it.
 * The types stand apart from the slices' code because every slice sees the whole state.
 */

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
}

export interface UnkeptSlice {
  /** Results that could not be stored, oldest first. */
  readonly unkept: readonly Unkept[];
  /** Stores a result; where that fails it is told, held, and tried again. Never throws. */
  readonly keepResult: <Entry>(result: ToKeep<Entry>) => Promise<void>;
  /** Tries again to save what could not be saved. */
  readonly saveUnsaved: () => Promise<void>;
  /** Something was stored a moment ago. */
  readonly savedSomething: () => void;
}

export interface RunOptionsSlice {
  /** As they were typed and found good. */
  readonly runOptions: RunOptions;
  readonly changeRunOptions: (options: RunOptions) => void;
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

export interface SidesSlice {
  /** The comparison with others that is shown of each scenario, by its id. */
  readonly sides: Readonly<Record<string, ShownSides>>;
  readonly sidesEnd: RunEnd | undefined;
  /** Compares the open scenario, as it stands in the editor, with these of the library. */
  readonly startSides: (others: readonly string[]) => Promise<void>;
  /** Shows the kept study that the route names, or the newest of its scenario. */
  readonly showSides: () => Promise<void>;
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
  /** The one that is shown of each scenario, by its id. */
  readonly sensitivities: Readonly<Record<string, ShownSensitivity>>;
  readonly sensitivityEnd: RunEnd | undefined;
  /** Moves every input of the open scenario, as it stands in the editor, by itself. */
  readonly startSensitivity: () => Promise<void>;
  /** Shows the kept study that the route names, or the newest of its scenario. */
  readonly showSensitivity: () => Promise<void>;
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

export interface CalibrationSlice {
  /** The log to learn from; it is read when the calibration starts. */
  readonly logFile: File | undefined;
  /** Name of one that was chosen before a reload, which no page may keep a file over. */
  readonly logChosenBefore: string | undefined;
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

export interface EstimateSlice {
  readonly estimate: EstimateState;
  /** Estimates the scenario of the document `key` beside what was saved of it. */
  readonly followEstimate: (key: number, scenario: Scenario, saved: Scenario | undefined) => void;
  /** Nobody looks any more. */
  readonly leaveEstimate: () => void;
  readonly chooseEstimated: (architecture: Architecture) => void;
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

export interface PaperSlice {
  /** Prints what stands on paper in the page, and tells where that fails. */
  readonly printPaper: (request: PdfRequest) => Promise<void>;
  /** Tells of a file that the desktop wrote, with a way to its folder, or could not write. */
  readonly tellSaved: (saved: SavedFile) => void;
}
