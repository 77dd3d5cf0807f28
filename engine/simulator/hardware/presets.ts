import { formatProblem } from "../../contract/errors.js";
import { GpuPresets, ModelPresets } from "../../contract/hardware-preset.js";
import type { GpuPreset, ModelPreset } from "../../contract/hardware-preset.js";
import { formatPath, toProblems } from "../../contract/problems.js";

/** A preset file is not what it should be: names the field, what was expected and what was found. */
export class PresetError extends Error {
  override name = "PresetError";
}

/** `scenarios/presets/gpus.json` as a map by id and alias. Throws {@link PresetError}. */
export function readGpus(file: unknown): ReadonlyMap<string, GpuPreset> {
  const parsed = GpuPresets.safeParse(file);
  if (parsed.success) return byName("gpus", parsed.data.gpus);
  throw new PresetError(toProblems(parsed.error, file).map(formatProblem).join("\n"));
}

/** `scenarios/presets/models.json` as a map by id and alias. Throws {@link PresetError}. */
export function readModels(file: unknown): ReadonlyMap<string, ModelPreset> {
  const parsed = ModelPresets.safeParse(file);
  if (parsed.success) return byName("models", parsed.data.models);
  throw new PresetError(toProblems(parsed.error, file).map(formatProblem).join("\n"));
}

function byName<Preset extends { readonly id: string; readonly aliases: readonly string[] }>(
  list: string,
  presets: readonly Preset[],
): ReadonlyMap<string, Preset> {
  const named = new Map<string, Preset>();
  for (const [index, preset] of presets.entries()) {
    for (const name of [preset.id, ...preset.aliases]) {
      if (named.has(name)) {
        const path = formatPath([list, index, "id"]);
        throw new PresetError(`${path}: expected a name no other preset has, found ${name}`);
      }
      named.set(name, preset);
    }
  }
  return named;
}
