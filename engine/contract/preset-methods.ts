import { z } from "zod";
import { ApiLimits, ApiPrices } from "./api-preset.js";
import { GpuPresets, ModelPresets } from "./hardware-preset.js";
import { method } from "./method.js";

/** What a scenario may name instead of spelling it out, each with its source and the date it was seen. */
export const presetMethods = {
  "preset.list": method({
    summary: "GPUs, models, API prices and rate limits that a scenario can name",
    input: z.strictObject({}),
    output: z.strictObject({
      gpus: GpuPresets.shape.gpus,
      models: ModelPresets.shape.models,
      prices: ApiPrices.shape.models,
      limits: ApiLimits.shape.tiers,
    }),
  }),
} as const;
