import { PANES } from "./parts.js";
import type { Pane, Route } from "./parts.js";
import type { RouteSlice, SliceCreator } from "./app-state.js";

const isPane = (text: string): text is Pane => PANES.some((pane) => pane === text);

const ID = /^[a-z0-9][a-z0-9-]*$/;

function id(text: string | null): string | undefined {
  return text !== null && ID.test(text) ? text : undefined;
}

/** `/compare/article?run=r1` or `/live?session=s1` → a route; anything unknown falls back to the overview. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.split("?", 2);
  const [, pane = "", scenarioId = ""] = path.split("/");
  const named = new URLSearchParams(query);
  return {
    pane: isPane(pane) ? pane : "overview",
    scenarioId: id(scenarioId),
    runId: id(named.get("run")),
    sessionId: id(named.get("session")),
    loadId: id(named.get("load")),
  };
}

export function formatRoute({ pane, scenarioId, runId, sessionId, loadId }: Route): string {
  const path = scenarioId === undefined ? `/${pane}` : `/${pane}/${scenarioId}`;
  const query = [
    ...(runId === undefined ? [] : [`run=${runId}`]),
    ...(sessionId === undefined ? [] : [`session=${sessionId}`]),
    ...(loadId === undefined ? [] : [`load=${loadId}`]),
  ];
  return query.length === 0 ? path : `${path}?${query.join("&")}`;
}

export const createRouteSlice: SliceCreator<RouteSlice> = (set, get, { address }) => ({
  route: parseRoute(address.read()),

  navigate(to, how = "push") {
    const before = get().route;
    const next: Route = { ...before, ...to };
    const sameItem = next.scenarioId === before.scenarioId && next.runId === before.runId;
    set({ route: next });
    address.write(formatRoute(next), how);
    if (!sameItem) void get().followRoute();
    if (next.sessionId !== before.sessionId) get().followSession();
    if (next.loadId !== before.loadId) void get().followLoad();
  },

  followAddress() {
    const next = parseRoute(address.read());
    const before = get().route;
    if (formatRoute(next) === formatRoute(before)) return;
    set({ route: next });
    if (next.scenarioId !== before.scenarioId || next.runId !== before.runId) {
      void get().followRoute();
    }
    if (next.sessionId !== before.sessionId) get().followSession();
    if (next.loadId !== before.loadId) void get().followLoad();
  },
});
