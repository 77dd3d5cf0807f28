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
  const none = { gpus: [], models: [], gpuPrices: [], prices: [], limits: [], own: [] };
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

/** One price of an hour of a GPU that may be taken. */
export interface HourPrice {
  readonly preset: Presets["gpuPrices"][number];
  /** `only` where no more than one was seen. */
  readonly level: "low" | "middle" | "high" | "only";
  readonly usd: number;
}

/** The least, the middle and the most that each GPU was seen to cost, those of `gpu` first. */
export function hourPrices(presets: Presets, gpu: unknown): readonly HourPrice[] {
  const ofGpu = choicesFor(["hardware", "gpu"], presets)?.find(
    ({ id, aliases }) => id === gpu || aliases.some((alias) => alias === gpu),
  )?.id;
  const isOf = (preset: HourPrice["preset"]): number => (preset.gpu === ofGpu ? 0 : 1);
  return presets.gpuPrices
    .toSorted((a, b) => isOf(a) - isOf(b))
    .flatMap((preset): HourPrice[] => {
      const { lowUsdPerHour: low, highUsdPerHour: high } = preset;
      if (low === high) return [{ preset, level: "only", usd: low }];
      // Prices have cents; a hundredth of one would be an accuracy that nobody saw.
      const middle = Math.round((low + high) * 50) / 100;
      return [
        { preset, level: "low", usd: low },
        { preset, level: "middle", usd: middle },
        { preset, level: "high", usd: high },
      ];
    });
}

/** What the scenario's sources say of an hour's price that was taken. */
export function originOf({ preset: { name, source, date }, level }: HourPrice): {
  readonly what: string;
  readonly from: string;
  readonly seen?: string;
} {
  const what =
    level === "only" ? `GPU hour of ${name}` : `GPU hour of ${name}, ${level} of the range`;
  const isDay = date.length === DAY_LENGTH;
  return isDay ? { what, from: source, seen: date } : { what, from: `${source}; seen in ${date}` };
}

const MS_PER_DAY = 86_400_000;
const DAY_LENGTH = "2026-11-23".length;

/**
 * Whole days since a preset was seen, and whether that is long ago. Of a month or a year it counts from
 * its end: it may have been seen that late.
 */
export function ageOf(
  date: string,
  now: Date,
): { readonly days: number; readonly isStale: boolean } {
  const [year = 0, month] = date.split("-").map(Number);
  const seen =
    date.length === DAY_LENGTH ? Date.parse(date) : Date.UTC(year, month ?? 12, 1) - MS_PER_DAY;
  const days = Math.max(0, Math.floor((now.getTime() - seen) / MS_PER_DAY));
  return { days, isStale: days > STALE_DAYS };
}
