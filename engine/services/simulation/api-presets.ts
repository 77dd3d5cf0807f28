import { STALE_DAYS } from "../../contract/api-preset.js";
import { HeadroomError } from "../../contract/errors.js";
import type { Scenario } from "../../contract/scenario.js";
import type { Source } from "../../contract/source.js";
import type { ServicePorts } from "../ports.js";
import { presetsOf, sourceOf } from "../presets.js";
import type { FoundPreset, PresetPorts } from "../presets.js";

const MS_PER_DAY = 86_400_000;

export interface Resolved {
  /** With every price and limit that the presets give. */
  readonly scenario: Scenario;
  readonly presets: readonly Source[];
  readonly warnings: readonly string[];
}

/**
 * Fills in what an API brain leaves to its `model` and `tier`: prices and rate limits of the presets,
 * shipped or the workspace's own. What the scenario gives itself stays. Throws `invalid-input` for a name that is not there.
 */
export async function resolveApiPresets(
  scenario: Scenario,
  ports: Pick<ServicePorts, "now"> & PresetPorts,
): Promise<Resolved> {
  const { brain, prices } = scenario;
  if (brain.kind !== "api") return { scenario, presets: [], warnings: [] };
  const presets: Source[] = [];
  let resolved = scenario;
  if (brain.model !== undefined) {
    const list = await presetsOf("api-price", ports, "brain.model");
    const found = find(list, brain.model, "brain.model", "whose price is known");
    const { preset: entry } = found;
    presets.push(seenOf(`Prices of ${entry.name}`, found));
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
    const list = await presetsOf("api-limit", ports, "brain.tier");
    const found = find(list, brain.tier, "brain.tier", "whose limits are known");
    presets.push(seenOf(`Rate limits of tier ${found.preset.name}`, found));
    const { requestsPerMinute, inputTokensPerMinute, outputTokensPerMinute } = found.preset;
    const known = { requestsPerMinute, inputTokensPerMinute, outputTokensPerMinute };
    resolved = { ...resolved, brain: { ...known, ...brain } };
  }
  return { scenario: resolved, presets, warnings: staleWarnings(presets, ports.now()) };
}

function find<P extends { readonly id: string }>(
  entries: readonly FoundPreset<P>[],
  id: string,
  at: string,
  what: string,
): FoundPreset<P> {
  const entry = entries.find(({ preset }) => preset.id === id);
  if (entry !== undefined) return entry;
  const known = entries.map(({ preset }) => preset.id).join(", ");
  throw new HeadroomError("invalid-input", `${id} is in no preset`, [
    { path: at, expected: `one ${what}: ${known}`, found: JSON.stringify(id) },
  ]);
}

function seenOf(what: string, found: FoundPreset<{ source: string; date: string }>): Source {
  return { what, from: sourceOf(found), seen: found.preset.date };
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
