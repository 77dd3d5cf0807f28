import { z } from "zod";
import { ApiLimit, ApiPrice } from "./api-preset.js";
import { readDocument } from "./document.js";
import { HeadroomError } from "./errors.js";
import type { Problem } from "./errors.js";
import { GpuPrice } from "./gpu-price.js";
import { GpuPreset, ModelPreset } from "./hardware-preset.js";
import { ItemId } from "./item-id.js";
import { toProblems } from "./problems.js";

export const PRESET_MAX_BYTES = 100_000;

export const PRESET_KINDS = ["gpu", "model", "gpu-price", "api-price", "api-limit"] as const;
export type PresetKind = (typeof PRESET_KINDS)[number];

const file = <K extends PresetKind, P extends z.ZodType>(kind: K, preset: P) =>
  z.strictObject({ schema: z.literal("headroom/preset/v1"), kind: z.literal(kind), preset });

/** A file of a workspace's `presets/`: one preset, which adds to the shipped ones, or replaces the one of its id. */
export const PresetFile = z.discriminatedUnion("kind", [
  file("gpu", GpuPreset.strict()),
  file("model", ModelPreset.strict()),
  file("gpu-price", GpuPrice),
  file("api-price", ApiPrice),
  file("api-limit", ApiLimit),
]);
export type PresetFile = z.output<typeof PresetFile>;

/** What a preset of each kind is. */
export interface PresetOf {
  readonly gpu: GpuPreset;
  readonly model: ModelPreset;
  readonly "gpu-price": GpuPrice;
  readonly "api-price": z.output<typeof ApiPrice>;
  readonly "api-limit": z.output<typeof ApiLimit>;
}

/** A preset of the workspace's own. */
export const PresetEntry = z.strictObject({
  /** Of its file. */
  id: ItemId,
  name: z.string(),
  /** null, as the id is, of a file that cannot be read. */
  kind: z.enum(PRESET_KINDS).nullable(),
  presetId: z.string().nullable(),
  /** Set when the file cannot be used: what is wrong with it, in words. */
  damage: z.string().optional(),
});
export type PresetEntry = z.output<typeof PresetEntry>;

/** Reads a preset that somebody wrote. Never throws. */
export function readPresetFile(
  source: string | Uint8Array,
):
  | { readonly file: PresetFile; readonly problems: readonly [] }
  | { readonly file: undefined; readonly problems: readonly Problem[] } {
  const reading = readDocument(source, PRESET_MAX_BYTES);
  if ("problem" in reading) return { file: undefined, problems: [reading.problem] };
  const parsed = PresetFile.safeParse(reading.document);
  return parsed.success
    ? { file: parsed.data, problems: [] }
    : { file: undefined, problems: toProblems(parsed.error, reading.document) };
}

/** {@link readPresetFile}; throws `invalid-input` with what is wrong. */
export function readPresetFileOrThrow(source: string | Uint8Array): PresetFile {
  const { file: read, problems } = readPresetFile(source);
  if (read !== undefined) return read;
  throw new HeadroomError("invalid-input", "the text is no preset", problems);
}
