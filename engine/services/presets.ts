import { ApiLimits, ApiPrices } from "../contract/api-preset.js";
import { GpuPresets, ModelPresets } from "../contract/hardware-preset.js";
import type { presetMethods } from "../contract/preset-methods.js";
import type { Services } from "../contract/service.js";
import type { ServicePorts } from "./ports.js";
import { readPreset } from "./simulation/preset-file.js";

/** `preset.list`: the files of `scenarios/presets`. */
export function presetService({
  shippedFolder,
}: Pick<ServicePorts, "shippedFolder">): Pick<Services, keyof typeof presetMethods> {
  return {
    async "preset.list"() {
      const [gpus, models, prices, limits] = await Promise.all([
        readPreset(shippedFolder, "gpus.json", GpuPresets, "brain.hardware.gpu"),
        readPreset(shippedFolder, "models.json", ModelPresets, "brain.hardware.model"),
        readPreset(shippedFolder, "api-prices.json", ApiPrices, "brain.model"),
        readPreset(shippedFolder, "api-limits.json", ApiLimits, "brain.tier"),
      ]);
      return { ...gpus, models: models.models, prices: prices.models, limits: limits.tiers };
    },
  };
}
