import { createContext, useContext } from "react";
import type { Provenance } from "../../engine/contract/result.js";
import { formatCount } from "../ui/format/number.js";

/** Where the numbers of a chart come from, as an export says it. */
export interface ChartSource {
  /** What the numbers are of: a scenario or a session. The exported files are named after it. */
  readonly name: string;
  /** Whether they were simulated, projected or measured, and what it takes to have them again. */
  readonly origin: string;
}

const SourceContext = createContext<ChartSource | undefined>(undefined);

/** Around the charts of one result. */
export const SourceProvider = SourceContext.Provider;
export const useSource = (): ChartSource | undefined => useContext(SourceContext);

/** The source of what the simulator found; `how` is "Simulated", "Projected from simulations", … */
export function provenanceSource(
  how: string,
  { scenarioName, scenarioHash, seed, replications, requests, engineVersion }: Provenance,
  locale: string,
): ChartSource {
  const runs = `${formatCount(replications, locale)} replications of ${formatCount(requests, locale)} sessions`;
  return {
    name: scenarioName,
    origin: `${how}, not measured: seed ${seed}, ${runs}, scenario ${scenarioHash.slice(0, 16)}, Headroom ${engineVersion}`,
  };
}
