import { PANES } from "./parts.js";
import type { Pane, Route } from "./parts.js";
import type { SliceCreator } from "./app-state.js";
import { optionTexts, readOption } from "./options-address.js";
import type { AddressOptions } from "./options-address.js";
import { NO_OPTIONS } from "./run-options-parts.js";
import type { RunOptions } from "./run-options-parts.js";
import type { RouteSlice } from "./shell-slices.js";
import { isViewText, VIEW } from "./view.js";
import type { View } from "./view.js";

/** What an address says, and what of it could not be understood. */
export interface ReadAddress {
  readonly route: Route;
  /** Of the route's pane. */
  readonly view: View;
  /** How things are computed there, as far as it is not the engine's own. */
  readonly options: AddressOptions;
  readonly faults: readonly string[];
}

/** Where one is while no address says otherwise. */
const FIRST_PANE: Pane = "overview";
/** Under which name the desktop remembers the last address. */
const LAST = "address";

const isPane = (text: string): text is Pane => PANES.some((pane) => pane === text);

const ID = /^[a-z0-9][a-z0-9-]*$/;

/** The names of ids in an address, and what they are of. */
const NAMED = {
  run: "runId",
  plan: "planId",
  projection: "projectionId",
  sensitivity: "sensitivityId",
  sides: "sidesId",
  calibration: "calibrationId",
  claims: "claimsId",
  session: "sessionId",
  load: "loadId",
  deck: "deckId",
} as const;
type IdName = (typeof NAMED)[keyof typeof NAMED];
/** The panes in whose addresses an id stands; what is not here stands in every one's. */
const SEEN_IN: Readonly<Partial<Record<IdName, readonly Pane[]>>> = {
  planId: ["plan"],
  projectionId: ["money", "milestones", "overview"],
  sensitivityId: ["plan"],
  sidesId: ["compare"],
  calibrationId: ["calibrate"],
  claimsId: ["audit"],
  deckId: ["overview"],
};
/** Kept results of a scenario, of which each shows the newest unless the address names another. */
const RESULTS = ["planId", "projectionId", "sensitivityId", "sidesId"] as const;
const standsIn = (pane: Pane, id: IdName): boolean => SEEN_IN[id]?.includes(pane) !== false;
const isNamed = (name: string): name is keyof typeof NAMED => Object.hasOwn(NAMED, name);

/**
 * `/compare/article?run=r1` or `/live?session=s1` → where that is, with what is chosen there. What is not
 * understood is left out and told: a damaged link still leads somewhere.
 */
export function readAddress(hash: string): ReadAddress {
  const [path, query] = splitOnce(hash, "?");
  const [before = "", pane = "", scenarioId = "", ...rest] = path.split("/");
  const faults: string[] = [];
  if (before !== "" || rest.length > 0 || (pane !== "" && !isPane(pane))) faults.push(path);
  const at = isPane(pane) ? pane : FIRST_PANE;
  const isGood = faults.length === 0;
  if (isGood && scenarioId !== "" && !ID.test(scenarioId)) faults.push(scenarioId);
  const found: { -readonly [K in IdName]?: string } = {};
  const view: Record<string, string> = {};
  let options: AddressOptions = { options: {}, bill: undefined };
  for (const [name, text] of new URLSearchParams(query)) {
    const option = readOption(name, text);
    if (isNamed(name) && standsIn(at, NAMED[name]) && ID.test(text)) found[NAMED[name]] = text;
    else if (isViewText(at, name, text)) view[name] = text;
    else if (option !== undefined) {
      options = {
        options: { ...options.options, ...option.options },
        bill: option.bill ?? options.bill,
      };
    } else faults.push(`${name}=${text}`);
  }
  const route: Route = {
    pane: at,
    scenarioId: isGood && ID.test(scenarioId) ? scenarioId : undefined,
    runId: found.runId,
    planId: found.planId,
    projectionId: found.projectionId,
    sensitivityId: found.sensitivityId,
    sidesId: found.sidesId,
    calibrationId: found.calibrationId,
    claimsId: found.claimsId,
    sessionId: found.sessionId,
    loadId: found.loadId,
    deckId: found.deckId,
  };
  return { route, view, options, faults };
}

function splitOnce(text: string, at: string): readonly [string, string] {
  const index = text.indexOf(at);
  return index === -1 ? [text, ""] : [text.slice(0, index), text.slice(index + at.length)];
}

export const parseRoute = (hash: string): Route => readAddress(hash).route;

export function formatRoute(
  route: Route,
  view: View = {},
  options: RunOptions = NO_OPTIONS,
): string {
  const { pane, scenarioId } = route;
  const path = scenarioId === undefined ? `/${pane}` : `/${pane}/${scenarioId}`;
  const query = new URLSearchParams();
  for (const [name, field] of Object.entries(NAMED)) {
    const id = route[field];
    if (id !== undefined && standsIn(pane, field)) query.set(name, id);
  }
  for (const [name, text] of [...Object.entries(view), ...optionTexts(options)]) {
    query.set(name, text);
  }
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** Where a step leads. Kept results of one scenario are none of the next one's. */
function routeAfter(before: Route, to: Partial<Route>): Route {
  const sameScenario = !("scenarioId" in to) || to.scenarioId === before.scenarioId;
  return {
    ...before,
    ...(sameScenario ? {} : Object.fromEntries(RESULTS.map((id) => [id, undefined]))),
    // Who opens a scenario or a run looks at that.
    ...((to.scenarioId ?? to.runId) === undefined ? {} : { deckId: undefined }),
    ...to,
  };
}

export const createRouteSlice: SliceCreator<RouteSlice> = (
  set,
  get,
  { address, bridge, memory },
) => {
  // A window has no address bar that would say where one was.
  const remembered = bridge.host === "desktop" ? memory.read(LAST) : undefined;
  const first = readAddress(address.read() === "" ? (remembered ?? "") : address.read());

  const write = (how: "push" | "replace"): void => {
    const { route, views, runOptions } = get();
    const text = formatRoute(route, views[route.pane], runOptions);
    address.write(text, how);
    if (bridge.host === "desktop") memory.write(LAST, text);
  };
  const follow = (before: Route, next: Route): void => {
    const isChanged = (id: "scenarioId" | IdName): boolean => next[id] !== before[id];
    const isOther = RESULTS.some(isChanged);
    // A result whose scenario is gone brings its own.
    const isAlone = next.scenarioId === undefined && isOther;
    if (isChanged("scenarioId") || isChanged("runId") || isAlone) void get().followRoute();
    else if (isOther) void get().showResults();
    if (isChanged("sidesId") && next.sidesId !== undefined) {
      get().changeView("compare", VIEW.compareWhat.name, "scenarios");
    }
    if (isChanged("claimsId")) get().followClaims();
    const isCalibrating = next.pane === "calibrate";
    if (isCalibrating && (before.pane !== next.pane || isChanged("calibrationId"))) {
      void get().showCalibration();
    }
    if (next.sessionId !== before.sessionId) get().followSession();
    if (next.loadId !== before.loadId) void get().followLoad();
  };
  const tellFaults = (faults: readonly string[]): void => {
    if (faults.length === 0) return;
    const parts = faults.map((fault) => `“${fault.slice(0, 60)}”`).join(", ");
    get().notify({
      tone: "bad",
      text: `The address has parts that mean nothing here, so they are left out: ${parts}.`,
    });
  };

  /** Takes over how things are computed; a bill that was chosen here stays, as no link can carry one. */
  const takeOptions = ({ options, bill }: AddressOptions): void => {
    const { bill: chosen, billingRules } = get().runOptions;
    set({ runOptions: { ...NO_OPTIONS, ...options, bill: chosen, billingRules } });
    if (bill === undefined || bill === chosen?.name) return;
    get().notify({
      tone: "plain",
      text: `This link’s projections stand beside the bill “${bill}”, and a link carries no file. Choose it under “How it is computed”.`,
      action: { label: "Choose it", run: () => get().openDialog({ kind: "run-options" }) },
    });
  };

  return {
    route: first.route,
    views: { [first.route.pane]: first.view },

    startAddress() {
      tellFaults(first.faults);
      takeOptions(first.options);
      write("replace");
    },

    writeAddress: () => write("replace"),

    navigate(to, how = "push") {
      const before = get().route;
      const next = routeAfter(before, to);
      set({ route: next });
      write(how);
      follow(before, next);
    },

    changeView(pane, name, text) {
      const others = Object.entries(get().views[pane] ?? {}).filter(([one]) => one !== name);
      const own: [string, string][] = text === undefined ? [] : [[name, text]];
      set({ views: { ...get().views, [pane]: Object.fromEntries([...others, ...own]) } });
      // Looking around in a pane is no step that one would want to go back through.
      if (get().route.pane === pane) write("replace");
    },

    followAddress() {
      const { route, view, options, faults } = readAddress(address.read());
      const { route: before, views } = get();
      tellFaults(faults);
      takeOptions(options);
      if (formatRoute(route, view) !== formatRoute(before, views[before.pane])) {
        set({ route, views: { ...views, [route.pane]: view } });
        follow(before, route);
      }
      // Where the way back led is the last address too; what was not understood goes from it.
      write("replace");
    },

    openLink(link) {
      address.write(splitOnce(link, "#")[1], "push");
      get().followAddress();
    },
  };
};
