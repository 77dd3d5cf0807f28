import { z } from "zod";
import { Gpu, Model } from "./hardware.js";

/** Where a preset's figures are from, and the names other tools give the same thing. */
const origin = {
  aliases: z.array(z.string().min(1)).default([]),
  source: z.string().min(1),
  date: z.iso.date(),
};

export const GpuPreset = z.object({ ...Gpu.shape, ...origin });
export type GpuPreset = z.output<typeof GpuPreset>;
/** `scenarios/presets/gpus.json`. */
export const GpuPresets = z.object({ gpus: z.array(GpuPreset) });

export const ModelPreset = z.object({ ...Model.shape, ...origin });
export type ModelPreset = z.output<typeof ModelPreset>;
/** `scenarios/presets/models.json`. */
export const ModelPresets = z.object({ models: z.array(ModelPreset) });
