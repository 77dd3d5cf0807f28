import type { SimulateResult } from "../../../engine/contract/result.js";
import { collapseSentence, sessionsWithin } from "../../ui/format/failures.js";
import { formatRounded, sharedScale } from "../../ui/format/figure.js";
import { scaleFor } from "../../ui/format/scale.js";
import type { Finding } from "./finding.js";

/** What a simulation of one deployment found, in whole sentences. */
export function simulationFinding({ architectures }: SimulateResult, locale: string): Finding {
  const { decoupled, coupled } = architectures;
  const name = decoupled === undefined ? "coupled" : "decoupled";
  const only = decoupled ?? coupled;
  const rate = only?.throughput.mean ?? undefined;
  if (only === undefined || rate === undefined) {
    return { lead: "No session finished in this run.", support: [] };
  }
  const { throughput, latencyMs } = only;
  const { p95 } = latencyMs;
  const served = formatRounded(throughput, scaleFor("1", rate), locale);
  const alone = { [name]: only };
  const within = `${sessionsWithin(alone)} within ${formatRounded(p95, sharedScale([p95], "ms"), locale)}.`;
  const [lead, ...support] = [
    collapseSentence(alone, locale) ?? [],
    rate === 0 ? [] : `The ${name} deployment serves ${served} sessions per second.`,
    p95.mean === null ? [] : within,
  ].flat();
  return { lead: lead ?? "No session finished in this run.", support };
}
