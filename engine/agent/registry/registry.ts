import { TOKENS_PER_MILLION } from "../../base/units.js";
import { HeadroomError } from "../../contract/errors.js";
import type { ModelRegistry, ModelVersion } from "../../contract/model-registry.js";
import type { PinnedModel, Usage } from "../../contract/session.js";
import { REHEARSAL_MODEL } from "../rehearsal/server.js";
import { CLAUDE_MODELS } from "./claude-models.js";

/** A fresh registry: the rehearsal model, at the pace of a real one and as fast as it goes, and Claude. */
export const FIRST_REGISTRY: ModelRegistry = {
  schema: "headroom/models/v1",
  models: {
    ...CLAUDE_MODELS,
    rehearsal: [
      {
        version: "1",
        modelId: REHEARSAL_MODEL,
        server: "rehearsal",
        prices: [],
        latency: {
          ttftMs: { lognormal: { mean: 500, cv: 0.5 } },
          interTokenMs: { lognormal: { mean: 15, cv: 0.5 } },
          concurrency: 64,
        },
      },
    ],
    "rehearsal-instant": [
      {
        version: "1",
        modelId: REHEARSAL_MODEL,
        server: "rehearsal",
        prices: [],
        latency: {
          ttftMs: { constant: 0 },
          interTokenMs: { constant: 0 },
          concurrency: 1_000_000,
        },
      },
    ],
  },
  aliases: { production: { model: "rehearsal", version: "1" } },
};

/**
 * The version that a new session pins: of a model, its last one; of an alias, its own, or the canary
 * where `uniform` in (0, 1) falls into its share. Throws `not-found`.
 */
export function pinModel(
  registry: ModelRegistry,
  requested: string,
  uniform: number,
): { readonly pinned: PinnedModel; readonly version: ModelVersion } {
  const alias = registry.aliases[requested];
  const canary = alias?.canary;
  const target = canary !== undefined && uniform < canary.share ? canary : alias;
  const name = target?.model ?? requested;
  const version = findVersion(registry, name, target?.version);
  if (version === undefined) {
    const known = [...Object.keys(registry.models), ...Object.keys(registry.aliases)];
    throw new HeadroomError(
      "not-found",
      `there is no model ${requested}; there are: ${known.join(", ")}`,
    );
  }
  const { modelId } = version;
  return { pinned: { requested, name, version: version.version, modelId }, version };
}

/** The entry that a session pinned, or undefined where it is gone. */
export function findVersion(
  registry: ModelRegistry,
  name: string,
  version?: string,
): ModelVersion | undefined {
  const versions = registry.models[name];
  return version === undefined
    ? versions?.at(-1)
    : versions?.find((one) => one.version === version);
}

/** US dollars for the `usage` of one inference at the price of that day (`YYYY-MM-DD`); 0 where there is none. */
export function costUsd({ prices }: ModelVersion, usage: Usage, day: string): number {
  const [price] = prices
    .filter(({ from }) => from <= day)
    .toSorted((a, b) => b.from.localeCompare(a.from));
  if (price === undefined) return 0;
  const millionths =
    usage.inputTokens * price.inputUsd +
    usage.outputTokens * price.outputUsd +
    usage.cacheReadTokens * price.cacheReadUsd +
    usage.cacheWriteTokens * price.cacheWriteUsd;
  const prompt = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const { aboveTokens, factor } = price.longPrompt ?? { aboveTokens: Infinity, factor: 1 };
  return ((prompt > aboveTokens ? factor : 1) * millionths) / TOKENS_PER_MILLION;
}

/** What whoever starts a session with this version on that day (`YYYY-MM-DD`) is told. */
export function deprecationWarnings(
  name: string,
  { version, deprecatedFrom }: ModelVersion,
  day: string,
): string[] {
  if (deprecatedFrom === undefined || day < deprecatedFrom) return [];
  return [
    `${name} ${version} is deprecated since ${deprecatedFrom}; point the alias at another version, or name another model`,
  ];
}
