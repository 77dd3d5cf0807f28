import type { AuditResult, ClaimSet } from "../../engine/contract/claims.js";
import type { DrivePredictionRow } from "../../engine/contract/drive.js";
import type { Problem } from "../../engine/contract/errors.js";
import type { InspectResult, SessionTrace } from "../../engine/contract/inspect.js";
import type { KpiPath } from "../../engine/contract/kpi.js";
import type {
  CalibrationEntry,
  ClaimsEntry,
  DeckEntry,
  Draft,
  DriveEntry,
  PlanEntry,
  ProjectionEntry,
  InputOf,
  RunEntry,
  ScenarioEntry,
  StudyEntry,
} from "../../engine/contract/methods.js";
import type { PlanResult } from "../../engine/contract/plan-result.js";
import type { ProjectResult } from "../../engine/contract/project-result.js";
import type {
  Architecture,
  Figure,
  RunResult,
  SimulateResult,
} from "../../engine/contract/result.js";
import type { SideBySideResult } from "../../engine/contract/side-by-side.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type { SensitivityResult } from "../../engine/contract/sensitivity.js";

import type { OfferedSlide } from "./deck-parts.js";

export { isComparison } from "../../engine/contract/result.js";
export type { RunResult } from "../../engine/contract/result.js";
export type { LinkStatus } from "../bridge/bridge.js";

/** What a check said of one exact text. */
export interface Checked {
  readonly text: string;
  readonly scenario: Scenario | undefined;
  readonly problems: readonly Problem[];
}

/** Where the autosaved draft of the open scenario stands. */
export type DraftState =
  | { readonly kind: "none" }
  | { readonly kind: "pending" }
  | { readonly kind: "saved"; readonly savedAt: string }
  | { readonly kind: "failed"; readonly message: string };

/** The scenario that is open: its text as saved, as typed, and what the last check said. */
export interface OpenDocument {
  /** New with every opening; the editor starts afresh on it. */
  readonly key: number;
  /** Undefined when the scenario is not in the library (it came out of an old run). */
  readonly id: string | undefined;
  readonly entry: ScenarioEntry | undefined;
  readonly name: string;
  readonly savedText: string;
  /** The saved text read, so that its parameters can be shown while a draft has problems. */
  readonly savedScenario: Scenario | undefined;
  readonly text: string;
  readonly checked: Checked | undefined;
  readonly draft: DraftState;
  /** Whether the file was changed outside while there was unsaved text: `savedText` is the file's by now. */
  readonly changedOutside?: boolean;
  /** Set while the text on screen is a draft recovered from an earlier session. */
  readonly restored: Draft | undefined;
}

export type DocumentState =
  | { readonly kind: "none" }
  | { readonly kind: "loading"; readonly id: string }
  | { readonly kind: "failed"; readonly id: string; readonly message: string }
  | { readonly kind: "open"; readonly document: OpenDocument };

/** The claim set that is open in the audit: its text as saved, as typed, and what was found. */
export interface ClaimsDocument {
  /** New with every opening; the editor starts afresh on it. */
  readonly key: number;
  readonly entry: ClaimsEntry;
  readonly savedText: string;
  readonly text: string;
  /** What the last check said of one exact text. */
  readonly checked?: { readonly text: string; readonly problems: readonly Problem[] } | undefined;
  /** The audit of the last text without problems. */
  readonly audited?:
    | { readonly text: string; readonly claims: ClaimSet; readonly result: AuditResult }
    | undefined;
  /** Why a valid text could not be audited. */
  readonly failure?: string | undefined;
}

export type ClaimsState =
  | { readonly kind: "none" }
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "open"; readonly document: ClaimsDocument };

/** A plan, the scenario that was planned, and whether it is on disk. */
export interface ShownPlan {
  readonly scenario: Scenario;
  readonly result: PlanResult;
  readonly saved: Saved<PlanEntry>;
}

/** How far a result is on its way to disk. */
export type Saved<Entry> =
  | { readonly kind: "saving" }
  | { readonly kind: "saved"; readonly entry: Entry }
  | { readonly kind: "failed"; readonly message: string };

/** What moves a scenario's cost and p95. */
export interface ShownSensitivity {
  readonly scenario: Scenario;
  readonly result: SensitivityResult;
  readonly saved: Saved<StudyEntry>;
}

/** A simulation of one deployment with what happened over time. It is there until the window closes. */
export interface ShownSimulation {
  readonly scenario: Scenario;
  readonly architecture: Architecture;
  readonly result: SimulateResult;
}

/** A part of a heat map: when sessions ended, and how long they took, as `inspect.sessions` takes it. */
export type SessionMark = Pick<
  InputOf<"inspect.sessions">,
  "endedFromMs" | "endedBeforeMs" | "stage" | "tookFromMs" | "tookBelowMs"
>;

/** Sessions of a simulation that are looked at. */
export interface ShownInspection {
  readonly simulation: ShownSimulation;
  readonly mark: SessionMark;
  readonly result?: InspectResult;
  /** The one session that was chosen. */
  readonly trace?: SessionTrace;
  /** How far it is while something is being found. */
  readonly fraction?: number | undefined;
  readonly fault?: string | undefined;
}

/** A projection, the scenario that was projected, and whether it is on disk. */
export interface ShownProjection {
  readonly scenario: Scenario;
  readonly result: ProjectResult;
  readonly saved: Saved<ProjectionEntry>;
}

/** Key figures of the decoupled engine under a live load, from the newest that was kept. */
export interface LiveMeasurement {
  readonly entry: DriveEntry;
  readonly figures: Readonly<Partial<Record<KpiPath, Figure>>>;
  /** The same beside what the simulator says of that very run. */
  readonly predicted: readonly DrivePredictionRow[];
}

/** Scenarios side by side, and which they were. */
export interface ShownSides {
  /** The base, as it was. */
  readonly scenario: Scenario;
  /** Ids of the others. */
  readonly others: readonly string[];
  readonly result: SideBySideResult;
  readonly saved: Saved<StudyEntry>;
}

/** A result as shown, and whether it is on disk. */
export interface ShownResult {
  readonly scenarioId: string | undefined;
  readonly scenario: Scenario;
  readonly result: RunResult;
  /** Folder of the workspace in which it was asked for. */
  readonly keptIn?: string | undefined;
  readonly saved: Saved<RunEntry>;
}

/** How long work ended when it did not end with a result. */
export interface RunEnd {
  readonly kind: "cancelled" | "interrupted" | "failed";
  readonly scenarioId: string | undefined;
  readonly scenarioName: string;
  readonly message: string;
  readonly problems: readonly Problem[];
}

/** In the order of the rail, of the menus and of Mod+1, Mod+2, … */
export const PANES = [
  "overview",
  "scenario",
  "simulate",
  "compare",
  "plan",
  "money",
  "milestones",
  "audit",
  "calibrate",
  "live",
  "settings",
] as const;
export type Pane = (typeof PANES)[number];

/** What the address after `#` names. */
export interface Route {
  readonly pane: Pane;
  readonly scenarioId: string | undefined;
  readonly runId: string | undefined;
  /** The kept plan of the scenario that is shown; without one its newest. */
  readonly planId: string | undefined;
  /** The same of projections. */
  readonly projectionId: string | undefined;
  /** And of kept studies: what moves it, and beside which others it stands. */
  readonly sensitivityId: string | undefined;
  readonly sidesId: string | undefined;
  /** The kept calibration that is shown; without one the newest. */
  readonly calibrationId: string | undefined;
  /** The claim set that is audited; without one the first. */
  readonly claimsId: string | undefined;
  /** The live session that the live pane shows. */
  readonly sessionId: string | undefined;
  /** The load run that it shows in its place, or `new` for the form of one. */
  readonly loadId: string | undefined;
  /** The deck that Overview shows in place of the open scenario. */
  readonly deckId: string | undefined;
}

/** Something that was changed, and the way back and forth. */
export interface Edit {
  /** What was changed, as “the text of The article”. */
  readonly what: string;
  /** Quick edits of one group, such as typing in one text, are undone together. */
  readonly group?: string;
  /** Panes in which the change is seen. */
  readonly seenIn: readonly Pane[];
  /** Length of the texts that it keeps. */
  readonly characters: number;
  readonly undo: () => void | Promise<void>;
  readonly redo: () => void | Promise<void>;
}

/** A short message with at most one thing to do about it. */
export interface Notice {
  readonly id: number;
  readonly tone: "plain" | "good" | "bad";
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** An item of the library, as menus and the history know it. */
export type LibraryItem =
  | { readonly kind: "scenario"; readonly entry: ScenarioEntry }
  | { readonly kind: "run"; readonly entry: RunEntry }
  | { readonly kind: "plan"; readonly entry: PlanEntry }
  | { readonly kind: "projection"; readonly entry: ProjectionEntry }
  | { readonly kind: "study"; readonly entry: StudyEntry }
  | { readonly kind: "calibration"; readonly entry: CalibrationEntry }
  | { readonly kind: "claims"; readonly entry: ClaimsEntry }
  | { readonly kind: "deck"; readonly entry: DeckEntry };

/** A kept result among them. */
export type ResultItem = Extract<
  LibraryItem,
  { readonly kind: "run" | "plan" | "projection" | "study" | "calibration" }
>;

/** What has a file of its own in the workspace. */
export type FileItem = LibraryItem | { readonly kind: "drive"; readonly entry: DriveEntry };

/** The dialog that is open. */
export type Dialog =
  | { readonly kind: "shortcuts" }
  | { readonly kind: "about" }
  | { readonly kind: "palette"; readonly lists: "everything" | "scenarios" }
  | { readonly kind: "save-copy" }
  | { readonly kind: "run-options" }
  | { readonly kind: "measured-times" }
  | { readonly kind: "open-workspace" }
  | { readonly kind: "damaged"; readonly item: FileItem }
  | { readonly kind: "rename"; readonly item: LibraryItem }
  | { readonly kind: "new-deck" }
  | { readonly kind: "add-to-deck"; readonly slides: readonly OfferedSlide[] };

/** The lists of the sidebar, as last read. */
export type Library =
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly message: string }
  | {
      readonly kind: "ready";
      readonly scenarios: readonly ScenarioEntry[];
      readonly runs: readonly RunEntry[];
      readonly plans: readonly PlanEntry[];
      readonly projections: readonly ProjectionEntry[];
      readonly studies: readonly StudyEntry[];
      readonly calibrations: readonly CalibrationEntry[];
      readonly decks: readonly DeckEntry[];
      readonly recent: readonly string[];
    };
