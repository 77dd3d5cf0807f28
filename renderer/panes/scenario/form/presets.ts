import { STALE_DAYS } from "../../../../engine/contract/api-preset.js";
import type { OutputOf } from "../../../../engine/contract/methods.js";
import type { Path } from "./form-source.js";

export type Presets = OutputOf<"preset.list">;

/** A preset as the form offers it. */
export interface PresetChoice {
  readonly id: string;
  /** Other names that mean it. */
  readonly aliases: readonly string[];
  readonly label: string;
  readonly source: string;
  /** ISO date on which it was seen. */
  readonly date: string;
}

/** Whether a field may name a preset. */
export function namesPreset(path: Path): boolean {
  const none = { gpus: [], models: [], prices: [], limits: [] };
  return choicesFor(path, none) !== undefined;
}

/** The presets that a field may name; undefined for fields that name none. */
export function choicesFor(path: Path, presets: Presets): readonly PresetChoice[] | undefined {
  const name = path.at(-1);
  if (path.at(-2) === "hardware") {
    if (name === "gpu") {
      return presets.gpus.map((gpu) => choice(gpu, `${gpu.name} · ${gpu.memoryGiB} GiB`));
    }
    if (name === "model") return presets.models.map((model) => choice(model, model.name));
    return undefined;
  }
  if (path.at(-2) !== "brain") return undefined;
  if (name === "model") return presets.prices.map((price) => choice(price, price.name));
  if (name === "tier") return presets.limits.map((tier) => choice(tier, tier.name));
  return undefined;
}

function choice(
  preset: {
    readonly id: string;
    readonly aliases?: readonly string[];
    readonly source: string;
    readonly date: string;
  },
  label: string,
): PresetChoice {
  const { id, aliases = [], source, date } = preset;
  return { id, aliases, label, source, date };
}

/** The token prices of an API model as fields of `prices.tokens`. */
export function tokenPricesOf(price: Presets["prices"][number]): Readonly<Record<string, unknown>> {
  const { inputUsdPerMillion, outputUsdPerMillion, cacheReadUsdPerMillion, longPrompt } = price;
  return {
    inputUsdPerMillion,
    outputUsdPerMillion,
    cacheReadUsdPerMillion,
    cacheWriteUsdPerMillion: price.cacheWriteUsdPerMillion,
    ...(longPrompt === undefined ? {} : { longPrompt }),
  };
}

const MS_PER_DAY = 86_400_000;

/** Whole days since a preset was seen, and whether that is long ago. */
export function ageOf(
  date: string,
  now: Date,
): { readonly days: number; readonly isStale: boolean } {
  const days = Math.max(0, Math.floor((now.getTime() - Date.parse(date)) / MS_PER_DAY));
  return { days, isStale: days > STALE_DAYS };
}
