import { findScenario } from "../../state/library.js";
import type { LoadList } from "../../state/load-parts.js";
import type { Library } from "../../state/parts.js";

/** A run or a load run that was kept. */
export interface RecentItem {
  readonly kind: "run" | "load";
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  /** Where the scenario is still in the library. */
  readonly scenarioId: string | undefined;
  readonly outcome: "met" | "missed" | "none" | "load";
}

const MOST = 6;

/** The newest first; what cannot be read is told in its own list. */
export function recentWork(library: Library, loads: LoadList): RecentItem[] {
  const runs = library.kind === "ready" ? library.runs : [];
  const drives = loads.kind === "ready" ? loads.drives : [];
  const items: RecentItem[] = [
    ...runs
      .filter(({ damage }) => damage === undefined)
      .map(({ id, scenarioName, scenarioId, createdAt, requirementsMet }): RecentItem => ({
        kind: "run",
        id,
        name: scenarioName,
        createdAt,
        scenarioId: findScenario(library, scenarioId)?.id,
        outcome: requirementsMet === null ? "none" : requirementsMet ? "met" : "missed",
      })),
    ...drives
      .filter(({ damage }) => damage === undefined)
      .map(({ id, scenarioName, createdAt }): RecentItem => ({
        kind: "load",
        id,
        name: scenarioName,
        createdAt,
        scenarioId: undefined,
        outcome: "load",
      })),
  ];
  return items.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)).slice(0, MOST);
}
