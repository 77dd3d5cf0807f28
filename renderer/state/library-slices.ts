import type { Slide } from "../../engine/contract/deck.js";
import type { ClaimsEntry, OutputOf, ScenarioEntry } from "../../engine/contract/methods.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type { DeckState, OfferedSlide, SlideSource } from "./deck-parts.js";
import type {
  Checked,
  ClaimsState,
  DocumentState,
  Edit,
  Library,
  LibraryItem,
  ShownSimulation,
} from "./parts.js";

/*
 * What is kept in the workspace, and what is done with it.
 * The types stand apart from the slices' code because every slice sees the whole state.
 */

export interface LibrarySlice {
  readonly library: Library;
  /** Reads the lists anew; keeps the ones on screen when that fails and there are some. */
  readonly refreshLibrary: () => Promise<void>;
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

export interface ItemsSlice {
  /** To the trash folder. This and the next two can be undone, and tell how they end. */
  readonly removeItem: (item: LibraryItem) => Promise<void>;
  readonly duplicateItem: (item: LibraryItem) => Promise<void>;
  /** Brings the last removed version of a damaged scenario back in its place. */
  readonly restoreOver: (entry: ScenarioEntry) => Promise<void>;
  readonly renameItem: (item: LibraryItem, name: string) => Promise<void>;
  /** A text from outside becomes a scenario of the user's, valid or not, and is opened. */
  readonly takeScenario: (name: string, text: string) => Promise<void>;
  /** A recorded request trace becomes a scenario that replays it on the deployment of the open one. */
  readonly takeTrace: (file: File) => Promise<void>;
  readonly takeClaims: (name: string, text: string) => Promise<void>;
  readonly takeDeck: (name: string, text: string) => Promise<void>;
}

export interface FilesSlice {
  /** Takes in files that were dropped or chosen, each as what its content says that it is. */
  readonly takeFiles: (files: readonly File[]) => Promise<void>;
}

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
