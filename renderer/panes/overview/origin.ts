import type { Provenance } from "../../../engine/contract/result.js";
import { formatInstant } from "../../ui/format/time.js";

/** Enough of a scenario's hash to tell two apart by eye. */
export const hashOf = ({ scenarioHash }: Provenance): string => scenarioHash.slice(0, 12);

export const projectedOrigin = (days: number, seed: number, hash: string): string =>
  `Projected over ${days} days, not measured: seed ${seed}, scenario ${hash}.`;

export const simulatedOrigin = (seed: number, hash: string): string =>
  `Simulated, not measured: seed ${seed}, scenario ${hash}.`;

export const measuredOrigin = (createdAt: string, workload: string, locale: string): string =>
  `Measured on this machine on ${formatInstant(createdAt, locale)} under sessions of ${workload}; predicted by simulating that very run.`;
