import type { FileKind } from "../../engine/contract/file-methods.js";
import type { AppState } from "./app-state.js";
import { openClaimSet } from "./audit.js";
import { openDocument } from "./document.js";
import { NEW_LOAD } from "./load-parts.js";
import type { Pane, Route, Saved } from "./parts.js";

/** What a link names that cannot be shown: it is not in this workspace, or its file is damaged. */
export interface MissingTarget {
  readonly kind: Exclude<FileKind, "preset"> | "session";
  readonly id: string;
  /** Where the route says so. */
  readonly named: keyof Route;
  /** Whether its file is there, but cannot be read. */
  readonly isDamaged: boolean;
}

type Target = Pick<MissingTarget, "kind" | "named">;

const SCENARIO: Target = { kind: "scenario", named: "scenarioId" };
const RUN: Target = { kind: "run", named: "runId" };
const PROJECTION: Target = { kind: "projection", named: "projectionId" };

/** What each pane shows by its id, what is most particular first. */
const SHOWN_IN: Readonly<Record<Pane, readonly Target[]>> = {
  overview: [{ kind: "deck", named: "deckId" }, RUN, SCENARIO],
  scenario: [SCENARIO],
  simulate: [SCENARIO],
  compare: [{ kind: "study", named: "sidesId" }, RUN, SCENARIO],
  plan: [{ kind: "plan", named: "planId" }, { kind: "study", named: "sensitivityId" }, SCENARIO],
  money: [PROJECTION, SCENARIO],
  milestones: [PROJECTION, SCENARIO],
  audit: [{ kind: "claims", named: "claimsId" }],
  calibrate: [{ kind: "calibration", named: "calibrationId" }],
  live: [
    { kind: "drive", named: "loadId" },
    { kind: "session", named: "sessionId" },
  ],
  settings: [],
};

/** What the pane on screen is asked to show but cannot, because it is not in the workspace; undefined: nothing. */
export function missingTarget(state: AppState): MissingTarget | undefined {
  const { route } = state;
  for (const { kind, named } of SHOWN_IN[route.pane]) {
    const id = route[named];
    if (id === undefined || id === NEW_LOAD) continue;
    const listed = listedOf(state, kind);
    // What is on screen stays there, though its file was taken away meanwhile.
    if (listed === undefined || isHeld(state, kind, id)) return undefined;
    const found = listed.find((one) => one.id === id);
    const isDamaged = found?.damage !== undefined;
    return found !== undefined && !isDamaged ? undefined : { kind, id, named, isDamaged };
  }
  return undefined;
}

interface Listed {
  readonly id: string;
  readonly damage?: string | undefined;
}

/** What there is of a kind; undefined while that is not known. */
function listedOf(state: AppState, kind: Target["kind"]): readonly Listed[] | undefined {
  const { library, claimSets, claims, loadList, openLoad, sessionList, openSession } = state;
  switch (kind) {
    case "claims":
      return claims.kind === "failed" ? claimSets : undefined;
    case "drive":
      return loadList.kind === "ready" && openLoad?.kind === "failed" ? loadList.drives : undefined;
    case "session":
      return sessionList.kind === "ready" && openSession?.fault !== undefined
        ? sessionList.sessions
        : undefined;
    case "study":
      return library.kind === "ready" ? library.studies : undefined;
    default:
      return library.kind === "ready" ? library[`${kind}s`] : undefined;
  }
}

function isHeld(state: AppState, kind: Target["kind"], id: string): boolean {
  const isSaved = (shown: { readonly saved: Saved<{ readonly id: string }> } | undefined) =>
    shown?.saved.kind === "saved" && shown.saved.entry.id === id;
  switch (kind) {
    case "scenario":
      return openDocument(state.document)?.id === id;
    case "run":
      return isSaved(state.shown);
    case "plan":
      return Object.values(state.plans).some(isSaved);
    case "projection":
      return Object.values(state.projections).some(isSaved);
    case "study":
      return [state.sensitivities, state.sides].some((held) => Object.values(held).some(isSaved));
    case "calibration":
      return isSaved(state.calibration);
    case "claims":
      return openClaimSet(state.claims)?.entry.id === id;
    case "deck":
      return state.deck.kind === "open" && state.deck.entry.id === id;
    case "drive":
      return state.openLoad?.id === id && state.openLoad.kind === "ready";
    default:
      return state.openSession?.id === id && state.openSession.view !== undefined;
  }
}
