import type { Provenance } from "../../../engine/contract/result.js";
import type { Terminal } from "../terminal.js";
import { formatNumber } from "./numbers.js";
import { wrap } from "./table.js";

/** What was simulated, and everything one needs to have the same result again. */
export function renderHeader(provenance: Provenance, what: string, terminal: Terminal): string {
  const { scenarioName, replications, requests, seed, warmUpShare, scenarioHash, engineVersion } =
    provenance;
  const origin =
    `${formatNumber(replications)} replications of ${requests.toLocaleString("en-US")} sessions, ` +
    `the first ${formatNumber(warmUpShare * 100)}% as warm-up, seed ${seed}, ` +
    `scenario ${scenarioHash.slice(0, 12)}, Headroom ${engineVersion}` +
    (provenance.band === undefined ? "" : `, the ${provenance.band} end of predicted times`) +
    provenance.presets
      .map((preset) => `; ${preset.what}, seen ${preset.seen ?? "undated"}`)
      .join("");
  return [
    `${terminal.style("bold", scenarioName)}: ${what}`,
    ...wrap(origin, terminal.width).map((line) => terminal.style("dim", line)),
  ].join("\n");
}

/** Warnings, then the one sentence that the exit code repeats. */
export function renderFooter(
  requirementsMet: boolean | null,
  warnings: readonly string[],
  terminal: Terminal,
): string {
  const lines = warnings.flatMap((warning) =>
    wrap(`warning: ${warning}`, terminal.width).map((line) => terminal.style("yellow", line)),
  );
  if (requirementsMet === true) {
    lines.push(terminal.style("green", "Every requirement is met."));
  }
  if (requirementsMet === false) {
    lines.push(terminal.style("red", "Not every requirement is met."));
  }
  return lines.join("\n");
}
