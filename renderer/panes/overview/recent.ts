import { findScenario } from "../../state/library.js";
import type { LoadList } from "../../state/load-parts.js";
import type { Library, Route } from "../../state/parts.js";

/** Something that was computed or measured, and kept. */
export interface RecentItem {
  readonly kind:
    | "run"
    | "plan"
    | "projection"
    | "sensitivity"
    | "side-by-side"
    | "calibration"
    | "load";
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  /** Where the scenario is still in the library. */
  readonly scenarioId: string | undefined;
  readonly outcome: "met" | "missed" | "none" | Exclude<RecentItem["kind"], "run">;
}

interface Kept {
  readonly id: string;
  readonly name?: string | undefined;
  readonly scenarioName: string;
  readonly scenarioId?: string | undefined;
  readonly createdAt: string;
  readonly damage?: string | undefined;
}

const STUDIES = ["sensitivity", "side-by-side"] as const;

/** The newest first; what cannot be read is told in its own list. */
export function keptWork(library: Library, loads: LoadList): RecentItem[] {
  const lists = library.kind === "ready" ? library : undefined;
  const drives = loads.kind === "ready" ? loads.drives : [];
  const listed = <E extends Kept>(
    kind: RecentItem["kind"],
    entries: readonly E[],
    outcome: (entry: E) => RecentItem["outcome"],
  ): RecentItem[] =>
    entries
      .filter(({ damage }) => damage === undefined)
      .map((entry) => ({
        kind,
        id: entry.id,
        name: entry.name ?? entry.scenarioName,
        createdAt: entry.createdAt,
        scenarioId: findScenario(library, entry.scenarioId)?.id,
        outcome: outcome(entry),
      }));
  const calibrations = (lists?.calibrations ?? []).map((entry) => ({
    ...entry,
    scenarioName: entry.logName,
  }));
  const items = [
    ...listed("run", lists?.runs ?? [], ({ requirementsMet }) =>
      requirementsMet === null ? "none" : requirementsMet ? "met" : "missed",
    ),
    ...listed("plan", lists?.plans ?? [], () => "plan"),
    ...listed("projection", lists?.projections ?? [], () => "projection"),
    ...STUDIES.flatMap((kind) =>
      listed(kind, lists?.studies.filter((entry) => entry.kind === kind) ?? [], () => kind),
    ),
    ...listed("calibration", calibrations, () => "calibration"),
    ...listed("load", drives, () => "load"),
  ];
  return items.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
}

/** Where one goes to see it. */
export function placeOf({ kind, id, scenarioId }: RecentItem): Partial<Route> {
  const of = { scenarioId, runId: undefined };
  switch (kind) {
    case "run":
      return { pane: "compare", scenarioId, runId: id };
    case "plan":
      return { ...of, pane: "plan", planId: id };
    case "projection":
      return { ...of, pane: "money", projectionId: id };
    case "sensitivity":
      return { ...of, pane: "plan", sensitivityId: id };
    case "side-by-side":
      return { ...of, pane: "compare", sidesId: id };
    case "calibration":
      return { pane: "calibrate", calibrationId: id };
    default:
      return { pane: "live", loadId: id };
  }
}
