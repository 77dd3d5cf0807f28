import { z } from "zod";
import { ApiLimits, ApiPrices } from "./api-preset.js";
import { GpuPrices } from "./gpu-price.js";
import { GpuPresets, ModelPresets } from "./hardware-preset.js";
import { ItemId } from "./item-id.js";
import { remove, restore } from "./library-methods.js";
import { method } from "./method.js";
import { PRESET_MAX_BYTES, PresetEntry } from "./preset.js";
import { KeptIn } from "./workspace.js";

/** What a scenario may name or take instead of spelling it out, each with its source and the date it was seen. */
export const presetMethods = {
  "preset.list": method({
    summary:
      "GPUs, models, prices and rate limits that a scenario can name or take: shipped, and the workspace's own",
    input: z.strictObject({}),
    output: z.strictObject({
      gpus: GpuPresets.shape.gpus,
      models: ModelPresets.shape.models,
      /** What an hour of a GPU was seen to cost. */
      gpuPrices: GpuPrices.shape.prices,
      /** Of models behind an API. */
      prices: ApiPrices.shape.models,
      limits: ApiLimits.shape.tiers,
      /** Which of them are of the workspace, and files of it that cannot be used. The others are shipped. */
      own: z.array(PresetEntry),
    }),
  }),
  "preset.read": method({
    summary: "The text of one preset of the workspace, valid or not",
    input: z.strictObject({ id: ItemId }),
    output: z.strictObject({ entry: PresetEntry, text: z.string() }),
  }),
  "preset.save": method({
    summary:
      "Save a preset of the workspace: it replaces the shipped one of its id, or adds to them",
    input: z.strictObject({
      id: ItemId.optional().describe("the file to replace (default: a new one)"),
      /** Kept as typed; refused where it is no preset. */
      text: z.string().max(PRESET_MAX_BYTES),
      keptIn: KeptIn,
    }),
    output: z.strictObject({ entry: PresetEntry }),
    writes: true,
  }),
  "preset.remove": remove("a preset of the workspace"),
  "preset.restore": restore("a preset of the workspace", PresetEntry),
} as const;
