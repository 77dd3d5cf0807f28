import { assertNever } from "../../../../engine/base/assert.js";
import type { PresetEntry, PresetFile, PresetKind } from "../../../../engine/contract/preset.js";
import type { Presets } from "../../scenario/form/presets.js";

/** A preset as the table shows it. */
export interface PresetRow {
  readonly file: PresetFile;
  /** Its file where it is the workspace's own. */
  readonly own: PresetEntry | undefined;
  /** Its main figures, with their units. */
  readonly figures: string;
}

export const KIND_NAMES: Readonly<Record<PresetKind, string>> = {
  gpu: "GPUs",
  model: "Models",
  "gpu-price": "GPU hours",
  "api-price": "API prices",
  "api-limit": "API limits",
};

/** What the figures of a kind are. */
export const FIGURES: Readonly<Record<PresetKind, string>> = {
  gpu: "Memory, bandwidth, dense bf16",
  model: "Layers, width",
  "gpu-price": "US dollars an hour",
  "api-price": "US dollars for a million tokens, in and out",
  "api-limit": "Requests, input and output tokens a minute",
};

/** Every preset of a kind, shipped ones and the workspace's own. */
export function presetRows(presets: Presets, kind: PresetKind, locale: string): PresetRow[] {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const money = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
  });
  const text = (value: number): string =>
    (kind === "gpu-price" || kind === "api-price" ? money : number).format(value);
  return filesOf(presets, kind).map((file) => ({
    file,
    own: presets.own.find(
      (one) => one.damage === undefined && one.kind === kind && one.presetId === file.preset.id,
    ),
    figures: figuresOf(file, text),
  }));
}

function filesOf(presets: Presets, kind: PresetKind): readonly PresetFile[] {
  const schema = "headroom/preset/v1";
  switch (kind) {
    case "gpu":
      return presets.gpus.map((preset) => ({ schema, kind, preset }));
    case "model":
      return presets.models.map((preset) => ({ schema, kind, preset }));
    case "gpu-price":
      return presets.gpuPrices.map((preset) => ({ schema, kind, preset }));
    case "api-price":
      return presets.prices.map((preset) => ({ schema, kind, preset }));
    case "api-limit":
      return presets.limits.map((preset) => ({ schema, kind, preset }));
    default:
      return assertNever(kind);
  }
}

function figuresOf(file: PresetFile, text: (value: number) => string): string {
  switch (file.kind) {
    case "gpu": {
      const { memoryGiB, bandwidthTBs, denseTflops } = file.preset;
      return `${text(memoryGiB)} GiB · ${text(bandwidthTBs)} TB/s · ${text(denseTflops.bf16)} TFLOPS`;
    }
    case "model":
      return `${text(file.preset.layers)} · ${text(file.preset.hidden)}`;
    case "gpu-price": {
      const { lowUsdPerHour, highUsdPerHour } = file.preset;
      return lowUsdPerHour === highUsdPerHour
        ? text(lowUsdPerHour)
        : `${text(lowUsdPerHour)} – ${text(highUsdPerHour)}`;
    }
    case "api-price":
      return `${text(file.preset.inputUsdPerMillion)} · ${text(file.preset.outputUsdPerMillion)}`;
    case "api-limit": {
      const { requestsPerMinute, inputTokensPerMinute, outputTokensPerMinute } = file.preset;
      return [requestsPerMinute, inputTokensPerMinute, outputTokensPerMinute].map(text).join(" · ");
    }
    default:
      return assertNever(file);
  }
}
