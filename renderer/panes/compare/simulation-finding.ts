import type { SimulateResult } from "../../../engine/contract/result.js";
import { formatShort } from "../../ui/format/figure.js";
import type { Finding } from "./finding.js";

/** What a simulation of one deployment found, in whole sentences. */
export function simulationFinding({ architectures }: SimulateResult, locale: string): Finding {
  const { decoupled, coupled } = architectures;
  const only = decoupled ?? coupled;
  const rate = only?.throughput.mean ?? undefined;
  if (only === undefined || rate === undefined) {
    return { lead: "No session finished in this run.", support: [] };
  }
  const served = formatShort(rate, "1", locale);
  const p95 = only.latencyMs.p95.mean;
  const name = decoupled === undefined ? "coupled" : "decoupled";
  return {
    lead: `The ${name} deployment serves ${served} sessions per second.`,
    support:
      p95 === null ? [] : [`95 of 100 sessions finish within ${formatShort(p95, "ms", locale)}.`],
  };
}
