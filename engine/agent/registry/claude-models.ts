import type { ModelVersion } from "../../contract/model-registry.js";

const SOURCE = "Anthropic, Claude API pricing";
/** The month in which the prices were seen; what was used before has no price here. */
const SEEN = "2026-11-01";

/**
 * The Claude models with their list prices, as `scenarios/presets/api-prices.json` has them (a test
 * holds the two together). Cache writes are for five minutes, which is what Headroom asks for.
 */
export const CLAUDE_MODELS: Readonly<Record<string, ModelVersion[]>> = {
  "claude-opus-5-5": model("claude-opus-5-5", [4, 20, 0.2, 5]),
  "claude-opus-5": model("claude-opus-5", [5, 25, 0.5, 6.25]),
  "claude-sonnet-5-5": model("claude-sonnet-5-5", [2, 10, 0.1, 2.5]),
  "claude-haiku-5-5": model("claude-haiku-5-5", [0.1, 0.5, 0.01, 0.125], {
    aboveTokens: 100_000,
    factor: 5,
  }),
  "claude-fable-5-1": model("claude-fable-5-1", [10, 50, 0.25, 12.5]),
};

/** Prices in US dollars for a million tokens: input, output, cache read, cache write. */
function model(
  modelId: string,
  [inputUsd, outputUsd, cacheReadUsd, cacheWriteUsd]: readonly [number, number, number, number],
  longPrompt?: ModelVersion["prices"][number]["longPrompt"],
): ModelVersion[] {
  const price = { from: SEEN, source: SOURCE, inputUsd, outputUsd, cacheReadUsd, cacheWriteUsd };
  return [
    {
      version: "1",
      modelId,
      server: "https://api.anthropic.com",
      keyName: "ANTHROPIC_API_KEY",
      prices: [longPrompt === undefined ? price : { ...price, longPrompt }],
    },
  ];
}
