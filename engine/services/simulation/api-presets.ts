import { ApiLimits, ApiPrices, STALE_DAYS } from "../../contract/api-preset.js";
import { HeadroomError } from "../../contract/errors.js";
import type { Scenario } from "../../contract/scenario.js";
import type { Source } from "../../contract/source.js";
import type { ServicePorts } from "../ports.js";
import { readPreset } from "./preset-file.js";

const MS_PER_DAY = 86_400_000;

export interface Resolved {
  /** With every price and limit that the presets give. */
  readonly scenario: Scenario;
  readonly presets: readonly Source[];
  readonly warnings: readonly string[];
}

/**
 * Fills in what an API brain leaves to its `model` and `tier`: prices and rate limits of the shipped
 * presets. What the scenario gives itself stays. Throws `invalid-input` for a name that is not there.
 */
export async function resolveApiPresets(
  scenario: Scenario,
  { shippedFolder, now }: Pick<ServicePorts, "shippedFolder" | "now">,
): Promise<Resolved> {
  const { brain, prices } = scenario;
  if (brain.kind !== "api") return { scenario, presets: [], warnings: [] };
  const presets: Source[] = [];
  let resolved = scenario;
  if (brain.model !== undefined) {
    const file = "api-prices.json";
    const list = await readPreset(shippedFolder, file, ApiPrices, "brain.model");
    const entry = find(list.models, brain.model, "brain.model", "whose price is known");
    presets.push(sourceOf(`Prices of ${entry.name}`, entry));
    const known = {
      inputUsdPerMillion: entry.inputUsdPerMillion,
      outputUsdPerMillion: entry.outputUsdPerMillion,
      cacheReadUsdPerMillion: entry.cacheReadUsdPerMillion,
      cacheWriteUsdPerMillion: entry.cacheWriteUsdPerMillion,
      ...(entry.longPrompt === undefined ? {} : { longPrompt: entry.longPrompt }),
    };
    resolved = { ...resolved, prices: { ...prices, tokens: { ...known, ...prices.tokens } } };
  }
  if (brain.tier !== undefined) {
    const file = "api-limits.json";
    const list = await readPreset(shippedFolder, file, ApiLimits, "brain.tier");
    const entry = find(list.tiers, brain.tier, "brain.tier", "whose limits are known");
    presets.push(sourceOf(`Rate limits of tier ${entry.name}`, entry));
    const { requestsPerMinute, inputTokensPerMinute, outputTokensPerMinute } = entry;
    const known = { requestsPerMinute, inputTokensPerMinute, outputTokensPerMinute };
    resolved = { ...resolved, brain: { ...known, ...brain } };
  }
  return { scenario: resolved, presets, warnings: staleWarnings(presets, now()) };
}

function find<Entry extends { readonly id: string }>(
  entries: readonly Entry[],
  id: string,
  at: string,
  what: string,
): Entry {
  const entry = entries.find((candidate) => candidate.id === id);
  if (entry !== undefined) return entry;
  const known = entries.map((candidate) => candidate.id).join(", ");
  throw new HeadroomError("invalid-input", `${id} is in no preset`, [
    { path: at, expected: `one ${what}: ${known}`, found: JSON.stringify(id) },
  ]);
}

function sourceOf(what: string, { source, date }: { source: string; date: string }): Source {
  return { what, from: source, seen: date };
}

function staleWarnings(presets: readonly Source[], now: Date): string[] {
  return presets.flatMap(({ what, from, seen }) => {
    const days = seen === undefined ? 0 : (now.getTime() - Date.parse(seen)) / MS_PER_DAY;
    if (days <= STALE_DAYS) return [];
    return [
      `${what} were seen on ${seen} (${from}), more than ${STALE_DAYS} days ago: check them.`,
    ];
  });
}
