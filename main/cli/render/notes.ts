import { figureAt } from "../../../engine/contract/figure-at.js";
import { KPI_PATHS, KPIS } from "../../../engine/contract/kpi.js";
import type { ArchitectureResult } from "../../../engine/contract/result.js";
import type { Terminal } from "../terminal.js";
import { wrap } from "./table.js";

/** Why figures are missing, or what else must be known of them, each reason once. */
export function renderNotes(results: readonly ArchitectureResult[], terminal: Terminal): string {
  const labels = new Map<string, Set<string>>();
  for (const result of results) {
    for (const kpi of KPI_PATHS) {
      const { note } = figureAt(result, kpi);
      if (note === undefined) continue;
      const noted = labels.get(note) ?? new Set();
      labels.set(note, noted.add(KPIS[kpi].label));
    }
  }
  return Array.from(labels, ([note, of]) => `${[...of].join("; ")}: ${note}`)
    .flatMap((line) => wrap(line, terminal.width))
    .map((line) => terminal.style("dim", line))
    .join("\n");
}
