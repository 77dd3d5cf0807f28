import { readPresetFile, readPresetFileOrThrow, PRESET_MAX_BYTES } from "../contract/preset.js";
import type { PresetEntry, PresetFile } from "../contract/preset.js";
import type { DataFolder } from "./data-folder.js";
import type { Collection } from "./store/collection.js";
import { NamedLibrary } from "./store/named-library.js";

/** Presets of a workspace, each a file of its own. */
export type PresetLibrary = NamedLibrary<PresetEntry>;

export function presetLibrary(
  own: Collection,
  keepBeside: DataFolder["keepBeside"],
): PresetLibrary {
  return new NamedLibrary<PresetEntry>(own, undefined, keepBeside, {
    noun: "preset of the workspace",
    stem: "preset",
    ending: ".json",
    maxBytes: PRESET_MAX_BYTES,
    entryOf: ({ id }, source) => {
      const { kind, preset } = readPresetFileOrThrow(source);
      return { id, name: preset.name, kind, presetId: preset.id };
    },
    damagedEntry: ({ id }, damage) => ({ id, name: id, kind: null, presetId: null, damage }),
  });
}

/** A preset of the workspace, with the id of its file. */
export interface OwnPreset {
  readonly id: string;
  readonly file: PresetFile;
}

export interface OwnPresets {
  /** What holds: one of each kind and id. */
  readonly presets: readonly OwnPreset[];
  /** Every file; of two with the same kind and id the second is damage. */
  readonly entries: readonly PresetEntry[];
}

/** Everything in a workspace's `presets/`; nothing where there is no workspace. */
export async function ownPresets(library: PresetLibrary | undefined): Promise<OwnPresets> {
  const presets: OwnPreset[] = [];
  const entries: PresetEntry[] = [];
  for (const { entry, text } of (await library?.all()) ?? []) {
    const { file } = entry.damage === undefined ? readPresetFile(text) : { file: undefined };
    const same = presets.find(
      (one) => one.file.kind === file?.kind && one.file.preset.id === file.preset.id,
    );
    if (file !== undefined && same === undefined) presets.push({ id: entry.id, file });
    const damage = `${entry.id}.json is not used: ${same?.id}.json is the ${file?.kind} ${file?.preset.id} too`;
    entries.push(same === undefined ? entry : { ...entry, damage });
  }
  return { presets, entries };
}
