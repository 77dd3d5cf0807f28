import { openDocument } from "./document.js";
import type { Pane } from "./parts.js";
import type { SliceCreator } from "./app-state.js";
import type { WelcomeSlice } from "./shell-slices.js";

/** One stop of the tour: the pane it is in, what it points at there, and what it says. */
export interface TourStep {
  readonly pane: Pane;
  /** The `data-tour` of a real control or part of the page. */
  readonly target: string;
  readonly title: string;
  readonly text: string;
}

/** From a result, to a change of it, to what that costs. */
export const TOUR: readonly TourStep[] = [
  {
    pane: "overview",
    target: "result",
    title: "A result, computed here",
    text: "Both deployments served the same simulated sessions on this machine. Each figure has its 95% interval and says whether the change is better. Press one to see all of it.",
  },
  {
    pane: "scenario",
    target: "scenario",
    title: "Change a number",
    text: "This is the scenario the result is of. Change a rate, a pool or a price, then press Run. Every change can be undone.",
  },
  {
    pane: "overview",
    target: "steps",
    title: "What it costs, and what to plan",
    text: "Plan finds the cheapest pools that keep every promise. Project counts every cost day by day. Each is one press, and what it finds stands here.",
  },
];

/** The first run and the tour. Neither asks for anything, and both are remembered. */
export const createWelcomeSlice: SliceCreator<WelcomeSlice> = (set, get) => ({
  tourStep: undefined,

  async welcome() {
    const { settings, library } = get();
    if (settings.firstRunDone || library.kind !== "ready") return;
    // Before the run: a window closed in its midst is not greeted again.
    await get().remember({ firstRunDone: true });
    const { pane, scenarioId } = get().route;
    if (library.runs.length > 0 || pane !== "overview" || scenarioId === undefined) return;
    // The start opens a scenario and does not wait for it; what is not open cannot be run.
    if (openDocument(get().document) === undefined) await get().openScenario(scenarioId);
    await get().startRun();
    const isSeen = get().shown !== undefined && get().route.pane === "overview";
    if (isSeen && !get().settings.tourDone) get().startTour();
  },

  startTour() {
    get().goToTourStep(0);
  },

  goToTourStep(step) {
    const stop = TOUR[step];
    if (stop === undefined) {
      get().endTour();
      return;
    }
    set({ tourStep: step });
    get().navigate({ pane: stop.pane });
    get().announce(`Tour, step ${step + 1} of ${TOUR.length}: ${stop.title}.`);
  },

  endTour() {
    set({ tourStep: undefined });
    if (!get().settings.tourDone) void get().remember({ tourDone: true });
  },
});
