import { PANES } from "./parts.js";
import type { Pane, Route } from "./parts.js";
import type { RouteSlice, SliceCreator } from "./app-state.js";

const isPane = (text: string): text is Pane => PANES.some((pane) => pane === text);

/** `/compare/article?run=r1` → a route; anything unknown falls back to the compare pane. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.split("?", 2);
  const [, pane = "", scenarioId = ""] = path.split("/");
  const runId = new URLSearchParams(query).get("run");
  return {
    pane: isPane(pane) ? pane : "compare",
    scenarioId: /^[a-z0-9][a-z0-9-]*$/.test(scenarioId) ? scenarioId : undefined,
    runId: runId !== null && /^[a-z0-9][a-z0-9-]*$/.test(runId) ? runId : undefined,
  };
}

export function formatRoute({ pane, scenarioId, runId }: Route): string {
  const path = scenarioId === undefined ? `/${pane}` : `/${pane}/${scenarioId}`;
  return runId === undefined ? path : `${path}?run=${runId}`;
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
  },

  followAddress() {
    const next = parseRoute(address.read());
    const before = get().route;
    if (formatRoute(next) === formatRoute(before)) return;
    set({ route: next });
    if (next.scenarioId !== before.scenarioId || next.runId !== before.runId) {
      void get().followRoute();
    }
  },
});
