import type { CommandId } from "../../../../engine/contract/commands.js";
import { ZOOMS } from "../../../../engine/contract/settings.js";
import type { ZoomPercent } from "../../../../engine/contract/settings.js";
import type { AppState } from "../../../state/app-state.js";
import { openDocument } from "../../../state/document.js";
import type { LibraryItem, Pane } from "../../../state/parts.js";
import { WHAT_IS_TAKEN } from "../../../state/files.js";
import { chosenOf, VIEW } from "../../../state/view.js";
import type { Job } from "../../../state/queue-parts.js";
import { saveFile } from "../../../ui/save-file.js";
import {
  chooseFiles,
  copyText,
  focusEditor,
  focusLibrary,
  focusMain,
  openExportMenu,
  shownTheme,
} from "./page.js";

/** What a command does, and when it can; without `when` it always can. */
export interface Action {
  readonly when?: (state: AppState) => boolean;
  readonly run: (state: AppState) => void;
}

const hasDocument = (state: AppState): boolean => openDocument(state.document) !== undefined;

/** The open scenario as an item of the library; undefined where it is none. */
const openItem = ({ document }: AppState): LibraryItem | undefined => {
  const entry = openDocument(document)?.entry;
  return entry === undefined ? undefined : { kind: "scenario", entry };
};

const to = (pane: Pane): Action => ({ run: (state) => state.navigate({ pane }) });

const simulateChosen = (state: AppState): Promise<void> =>
  state.startSimulation(chosenOf(VIEW.simulateDeployment, state.views));

/** What each pane computes; the others compute nothing of the open scenario. */
const COMPUTES: Readonly<Partial<Record<Pane, (state: AppState) => void>>> = {
  overview: (state) => void state.startRun(),
  scenario: (state) => void state.startRun(),
  simulate: (state) => void simulateChosen(state),
  compare: (state) => void state.startRun(),
  plan: (state) => void state.startPlan(),
  money: (state) => void state.startProjection(),
  milestones: (state) => void state.startProjection(),
  calibrate: (state) => void state.startCalibration(),
};

/** Starts work, and goes to where it is seen. */
const work = (pane: Pane, start: (state: AppState) => Promise<void>): Action => ({
  when: hasDocument,
  run: (state) => {
    state.navigate({ pane });
    void start(state);
  },
});

/** Opens the scenario that stands so many places after the open one in the library. */
const step = (by: 1 | -1): Action => ({
  when: ({ library }) => library.kind === "ready" && library.scenarios.length > 1,
  run: ({ library, route, navigate }) => {
    if (library.kind !== "ready") return;
    const ids = [
      ...library.scenarios.filter(({ origin }) => origin === "shipped"),
      ...library.scenarios.filter(({ origin }) => origin === "user"),
    ].map(({ id }) => id);
    const at = ids.findIndex((id) => id === route.scenarioId);
    const next = at === -1 ? 0 : (at + by + ids.length) % ids.length;
    navigate({ scenarioId: ids[next], runId: undefined });
  },
});

const theme = (choice: "system" | "light" | "dark"): Action => ({
  when: (state) => state.settings.theme !== choice,
  run: (state) => void state.changeSettings({ theme: choice }),
});

/** To the size that follows from the present one, while there is any. */
const zoom = (next: (now: ZoomPercent) => ZoomPercent | undefined): Action => ({
  when: ({ settings }) => next(settings.zoomPercent) !== undefined,
  run: ({ settings, setZoom }) => {
    const zoomPercent = next(settings.zoomPercent);
    if (zoomPercent !== undefined) setZoom(zoomPercent);
  },
});

export const ACTIONS: Readonly<Record<CommandId, Action>> = {
  "scenario.open": { run: (state) => state.openDialog({ kind: "palette", lists: "scenarios" }) },
  "files.take": { run: takeFiles },
  "scenario.next": step(1),
  "scenario.previous": step(-1),
  "document.save": {
    when: hasDocument,
    run: (state) => {
      // What is shipped is only ever saved as the user's own.
      if (openDocument(state.document)?.entry?.origin === "user") void state.saveScenario();
      else state.openDialog({ kind: "save-copy" });
    },
  },
  "document.save-copy": {
    when: hasDocument,
    run: (state) => state.openDialog({ kind: "save-copy" }),
  },
  "workspace.open": { run: (state) => void state.chooseWorkspace() },
  "deck.new": { run: (state) => state.openDialog({ kind: "new-deck" }) },
  "document.rename": {
    when: ({ document }) => openDocument(document)?.entry?.origin === "user",
    run: (state) => {
      const item = openItem(state);
      if (item !== undefined) state.openDialog({ kind: "rename", item });
    },
  },
  "document.duplicate": {
    when: ({ document }) => openDocument(document)?.entry !== undefined,
    run: (state) => {
      const item = openItem(state);
      if (item !== undefined) void state.duplicateItem(item);
    },
  },
  "document.remove": {
    when: ({ document }) => openDocument(document)?.entry?.origin === "user",
    run: (state) => {
      const item = openItem(state);
      if (item !== undefined) void state.removeItem(item);
    },
  },
  "document.remove-run": {
    when: ({ shown }) => shown?.saved.kind === "saved",
    run: ({ shown, removeItem }) => {
      if (shown?.saved.kind === "saved") {
        void removeItem({ kind: "run", entry: shown.saved.entry });
      }
    },
  },
  "share.export-chart": {
    run: (state) => {
      if (!openExportMenu()) {
        state.notify({ tone: "plain", text: "There is no chart in this pane to export." });
      }
    },
  },
  "share.copy-link": {
    run: copyLink,
  },

  "edit.undo": { when: ({ past }) => past.length > 0, run: (state) => void state.undo() },
  "edit.redo": { when: ({ future }) => future.length > 0, run: (state) => void state.redo() },

  "palette.open": { run: (state) => state.openDialog({ kind: "palette", lists: "everything" }) },
  "pane.overview": to("overview"),
  "pane.scenario": to("scenario"),
  "pane.simulate": to("simulate"),
  "pane.compare": to("compare"),
  "pane.plan": to("plan"),
  "pane.money": to("money"),
  "pane.milestones": to("milestones"),
  "pane.audit": to("audit"),
  "pane.calibrate": to("calibrate"),
  "pane.live": to("live"),
  "pane.settings": to("settings"),
  "focus.library": { run: focusLibrary },
  "focus.main": { run: focusMain },
  "focus.editor": {
    when: ({ route }) => route.pane === "scenario" || route.pane === "audit",
    run: focusEditor,
  },
  "theme.system": theme("system"),
  "theme.light": theme("light"),
  "theme.dark": theme("dark"),
  "theme.switch": {
    run: (state) =>
      void state.changeSettings({ theme: shownTheme() === "dark" ? "light" : "dark" }),
  },
  "zoom.in": zoom((now) => ZOOMS.find((one) => one > now)),
  "zoom.out": zoom((now) => ZOOMS.findLast((one) => one < now)),
  "zoom.reset": zoom((now) => (now === 100 ? undefined : 100)),

  "run.compare": {
    when: (state) => hasDocument(state) && state.route.pane !== "live",
    run: (state) => void state.startRun(),
  },
  "run.pane": {
    when: (state) => hasDocument(state) && COMPUTES[state.route.pane] !== undefined,
    run: (state) => COMPUTES[state.route.pane]?.(state),
  },
  "run.simulate": work("simulate", simulateChosen),
  "run.plan": work("plan", (state) => state.startPlan()),
  "run.sensitivity": work("plan", (state) => state.startSensitivity()),
  "run.project": work("money", (state) => state.startProjection()),
  "run.options": { run: (state) => state.openDialog({ kind: "run-options" }) },
  "cancel.work": {
    when: (state) => runningJob(state) !== undefined,
    run: (state) => {
      const job = runningJob(state);
      if (job !== undefined) state.cancelJob(job.id);
    },
  },
  "live.session": {
    run: (state) => state.navigate({ pane: "live", sessionId: undefined, loadId: undefined }),
  },
  "live.load": {
    run: (state) => state.navigate({ pane: "live", sessionId: undefined, loadId: "new" }),
  },

  "live.times": { run: (state) => state.openDialog({ kind: "measured-times" }) },
  "live.metrics": { run: (state) => void saveMetrics(state) },

  "help.shortcuts": { run: (state) => state.openDialog({ kind: "shortcuts" }) },
  "help.tour": { run: (state) => state.startTour() },
  "help.about": { run: (state) => state.openDialog({ kind: "about" }) },
};

/** A page may copy only while the user does something in it: a pick in a native menu has to be confirmed. */
function copyLink(state: AppState): void {
  const link = window.location.href;
  if (copyText(link)) {
    state.notify({ tone: "good", text: "The link to this view is on the clipboard." });
    return;
  }
  const action = { label: "Copy it", run: () => copyLink(state) };
  state.notify({ tone: "plain", text: `The link to this view: ${link}`, action });
}

/** As {@link copyLink}: files can be asked for only while the user does something in the page. */
function takeFiles(state: AppState): void {
  if (navigator.userActivation.isActive) {
    chooseFiles((files) => void state.takeFiles(files));
    return;
  }
  const text = `These can be taken in: ${WHAT_IS_TAKEN}.`;
  const action = { label: "Choose files", run: () => takeFiles(state) };
  state.notify({ tone: "plain", text, action });
}

/** What Prometheus reads of this engine's live sessions, as a file. */
async function saveMetrics({ readMetrics, notify }: AppState): Promise<void> {
  const text = await readMetrics();
  if (text === undefined) return;
  saveFile(new Blob([text], { type: "text/plain" }), "headroom-metrics.txt");
  notify({ tone: "good", text: "The metrics of live sessions are in headroom-metrics.txt." });
}

/** The work that goes on. A live load may be hours old; it is stopped in its own pane. */
function runningJob({ jobs: [first] }: AppState): Job | undefined {
  return first === undefined || first.kind === "load" ? undefined : first;
}

/** The command that goes to a pane. */
export const paneCommand = (pane: Pane): CommandId => `pane.${pane}`;

/** Does what the command is for, where it can; tells whether it could. */
export function runCommand(id: CommandId, state: AppState): boolean {
  const { when, run } = ACTIONS[id];
  if (when?.(state) === false) return false;
  run(state);
  return true;
}
