import type { CalibrateResult } from "../../engine/contract/calibration.js";
import type { AuditResult } from "../../engine/contract/claims.js";
import type { Deck, SlideShows } from "../../engine/contract/deck.js";
import type { DriveResult } from "../../engine/contract/drive.js";
import type { InspectResult, SessionTrace } from "../../engine/contract/inspect.js";
import type { Problem } from "../../engine/contract/errors.js";
import type {
  CalibrationEntry,
  DeckEntry,
  DriveEntry,
  PlanEntry,
  ProjectionEntry,
  RunEntry,
  StudyEntry,
} from "../../engine/contract/methods.js";
import type { PlanResult } from "../../engine/contract/plan-result.js";
import type { ProjectResult } from "../../engine/contract/project-result.js";
import type { RunResult } from "../../engine/contract/result.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type { SessionView } from "../../engine/contract/session-methods.js";
import type { LoggedEvent } from "../../engine/contract/session.js";
import type { StudyResult } from "../../engine/contract/study.js";

/** The deck that is open. */
export type DeckState =
  | { readonly kind: "none" }
  | { readonly kind: "loading"; readonly id: string }
  | {
      readonly kind: "failed";
      readonly id: string;
      readonly message: string;
      readonly problems: readonly Problem[];
    }
  | { readonly kind: "open"; readonly entry: DeckEntry; readonly deck: Deck };

/** What a slide is drawn from, as it is in the workspace now. */
export type SlideSource =
  | { readonly kind: "run"; readonly entry: RunEntry; readonly result: RunResult }
  | { readonly kind: "inspection"; readonly entry: RunEntry; readonly result: InspectResult }
  | { readonly kind: "simulated-session"; readonly entry: RunEntry; readonly trace: SessionTrace }
  | { readonly kind: "plan"; readonly entry: PlanEntry; readonly result: PlanResult }
  | { readonly kind: "audit"; readonly name: string; readonly result: AuditResult }
  | { readonly kind: "projection"; readonly entry: ProjectionEntry; readonly result: ProjectResult }
  | {
      readonly kind: "study";
      readonly entry: StudyEntry;
      readonly scenario: Scenario;
      readonly result: StudyResult;
    }
  | {
      readonly kind: "calibration";
      readonly entry: CalibrationEntry;
      readonly result: CalibrateResult;
    }
  | { readonly kind: "drive"; readonly entry: DriveEntry; readonly result: DriveResult }
  | {
      readonly kind: "session";
      readonly view: SessionView;
      readonly events: readonly LoggedEvent[];
    }
  /** Why there is nothing to draw. */
  | { readonly kind: "missing"; readonly isGone: boolean; readonly message: string };

/** The same for slides that are drawn from the same; undefined for the user's own words. */
export function sourceKey(shows: SlideShows): string | undefined {
  switch (shows.kind) {
    case "run":
      return `run ${shows.run}`;
    case "inspection":
    case "simulated-session":
      return JSON.stringify(shows);
    case "plan":
      return `plan ${shows.plan}`;
    case "projection":
      return `projection ${shows.projection}`;
    case "audit":
      return `audit ${shows.claims}`;
    case "study":
      return `study ${shows.study}`;
    case "calibration":
      return `calibration ${shows.calibration}`;
    case "drive":
      return `drive ${shows.drive}`;
    case "session":
      return `session ${shows.session}`;
    default:
      return undefined;
  }
}

/** Something that can be put on a slide: what it is called, and what the slide is then drawn from. */
export interface OfferedSlide {
  readonly name: string;
  /** Keeps what is not kept yet, so that the slide can be drawn another day. */
  readonly shows: () => Promise<SlideShows>;
}
