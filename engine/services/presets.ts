import { ApiLimits, ApiPrices } from "../contract/api-preset.js";
import { HeadroomError } from "../contract/errors.js";
import { GpuPrices } from "../contract/gpu-price.js";
import { GpuPresets, ModelPresets } from "../contract/hardware-preset.js";
import { readPresetFileOrThrow } from "../contract/preset.js";
import type { PresetFile, PresetKind, PresetOf } from "../contract/preset.js";
import type { presetMethods } from "../contract/preset-methods.js";
import type { Services } from "../contract/service.js";
import type { ServicePorts } from "./ports.js";
import { ownPresets } from "./preset-library.js";
import type { OwnPreset, PresetLibrary } from "./preset-library.js";
import { readPreset } from "./simulation/preset-file.js";
import type { Workspaces } from "./workspaces.js";

/** Where presets are looked up. */
export interface PresetPorts extends Pick<ServicePorts, "shippedFolder"> {
  /** Of the workspace that is open; undefined: shipped ones alone. */
  readonly ownPresets?: PresetLibrary | undefined;
}

/** What the services of one workspace work with. */
export type WorkspacePorts = ServicePorts & PresetPorts;

/** A preset, and its file where it is the workspace's own. */
export interface FoundPreset<P> {
  readonly preset: P;
  readonly file: string | undefined;
}

type Shipped = {
  readonly [K in PresetKind]: (
    folder: string | undefined,
    at: string,
  ) => Promise<readonly PresetOf[K][]>;
};

/** The files of `scenarios/presets`; `at` is the scenario's field that names one. */
const SHIPPED: Shipped = {
  gpu: async (folder, at) => (await readPreset(folder, "gpus.json", GpuPresets, at)).gpus,
  model: async (folder, at) => (await readPreset(folder, "models.json", ModelPresets, at)).models,
  "gpu-price": async (folder, at) =>
    (await readPreset(folder, "gpu-prices.json", GpuPrices, at)).prices,
  "api-price": async (folder, at) =>
    (await readPreset(folder, "api-prices.json", ApiPrices, at)).models,
  "api-limit": async (folder, at) =>
    (await readPreset(folder, "api-limits.json", ApiLimits, at)).tiers,
};

/** The preset of a file, where it is of that kind. */
function ofKind<K extends PresetKind>(kind: K, file: PresetFile): PresetOf[K] | undefined {
  const only: Partial<PresetOf> = { [file.kind]: file.preset };
  return only[kind];
}

/**
 * Presets of one kind: the shipped ones, each replaced by the workspace's own of the same id, and after them
 * those that the workspace adds. Throws `invalid-input` where the shipped ones cannot be read.
 */
async function merged<K extends PresetKind>(
  kind: K,
  { shippedFolder }: PresetPorts,
  own: readonly OwnPreset[],
  at: string,
): Promise<FoundPreset<PresetOf[K]>[]> {
  const ours = own.flatMap(({ id, file }) => {
    const preset = ofKind(kind, file);
    return preset === undefined ? [] : [{ preset, file: id }];
  });
  const shipped = await SHIPPED[kind](shippedFolder, at);
  const replaced = shipped.map(
    (preset) => ours.find((one) => one.preset.id === preset.id) ?? { preset, file: undefined },
  );
  return [...replaced, ...ours.filter((one) => !replaced.includes(one))];
}

/** {@link merged}, of the workspace that is open. */
export async function presetsOf<K extends PresetKind>(
  kind: K,
  ports: PresetPorts,
  at: string,
): Promise<FoundPreset<PresetOf[K]>[]> {
  const { presets } = await ownPresets(ports.ownPresets);
  return merged(kind, ports, presets, at);
}

/** Where a preset's figures are from, for the provenance of a result. */
export const sourceOf = ({
  preset: { source },
  file,
}: {
  readonly preset: { readonly source: string };
  readonly file: string | undefined;
}): string => (file === undefined ? source : `${source} (presets/${file}.json of the workspace)`);

/** What is wrong with files of the workspace whose presets are therefore not the ones used. */
export async function presetWarnings(ports: PresetPorts): Promise<string[]> {
  const { entries } = await ownPresets(ports.ownPresets);
  const fault = await ports.ownPresets?.fault();
  return [
    ...(fault === undefined ? [] : [`The presets of the workspace are left out: ${fault.message}`]),
    ...entries.flatMap(({ damage }) =>
      damage === undefined ? [] : [`A preset of the workspace is left out: ${damage}`],
    ),
  ];
}

/** `preset.*`: the files of `scenarios/presets`, and those of the workspace over them. */
export function presetServices(
  ports: PresetPorts,
  libraryOf: Workspaces["libraryOf"],
): Pick<Services, keyof typeof presetMethods> {
  const { ownPresets: own } = ports;
  return {
    async "preset.list"() {
      const { presets, entries } = await ownPresets(own);
      const all = async <K extends PresetKind>(kind: K, at: string): Promise<PresetOf[K][]> =>
        (await merged(kind, ports, presets, at)).map(({ preset }) => preset);
      const [gpus, models, gpuPrices, prices, limits] = await Promise.all([
        all("gpu", "brain.hardware.gpu"),
        all("model", "brain.hardware.model"),
        all("gpu-price", "prices.gpuHourUsd"),
        all("api-price", "brain.model"),
        all("api-limit", "brain.tier"),
      ]);
      return { gpus, models, gpuPrices, prices, limits, own: [...entries] };
    },
    "preset.read": async ({ id }) => {
      if (own === undefined) throw new HeadroomError("not-found", `there is no preset ${id}`);
      return own.read(id);
    },
    "preset.save": async ({ keptIn, id, text }) => {
      const library = (await libraryOf(keptIn)).presets;
      const { kind, preset } = readPresetFileOrThrow(text);
      const { presets } = await ownPresets(library);
      const same = presets.find(
        (one) => one.id !== id && one.file.kind === kind && one.file.preset.id === preset.id,
      );
      if (same !== undefined) {
        throw new HeadroomError("conflict", `${same.id}.json is the ${kind} ${preset.id} already`, [
          { path: "preset.id", expected: "an id of its own", found: JSON.stringify(preset.id) },
        ]);
      }
      return { entry: await library.save(id, text) };
    },
    "preset.remove": async ({ keptIn, id }) => {
      await (await libraryOf(keptIn)).presets.remove(id);
      return { id };
    },
    "preset.restore": async ({ keptIn, id }) => ({
      entry: await (await libraryOf(keptIn)).presets.restore(id),
    }),
  };
}
