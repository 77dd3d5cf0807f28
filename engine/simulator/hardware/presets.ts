import { assertNever } from "../../base/assert.js";
import { isRecord } from "../../base/guards.js";
import { GENERATIONS } from "./hardware.js";
import type { GpuSpec, ModelSpec } from "./hardware.js";

/** Where a preset's figures are from, and the names other tools give the same thing. */
export interface Origin {
  readonly aliases: readonly string[];
  readonly source: string;
  readonly date: string;
}

/** A preset file is not what it should be: names the field, what was expected and what was found. */
export class PresetError extends Error {
  override name = "PresetError";
}

type Fields = Readonly<Record<PropertyKey, unknown>>;

function fail(path: string, expected: string, found: unknown): never {
  throw new PresetError(
    `${path}: expected ${expected}, found ${JSON.stringify(found) ?? "nothing"}`,
  );
}

function fieldsOf(value: unknown, path: string): Fields {
  return isRecord(value) ? value : fail(path, "an object", value);
}

function textIn(fields: Fields, name: string, path: string): string {
  const value = fields[name];
  return typeof value === "string" && value !== ""
    ? value
    : fail(`${path}.${name}`, "a text", value);
}

function numberIn(fields: Fields, name: string, path: string, least = Number.MIN_VALUE): number {
  const value = fields[name];
  return typeof value === "number" && value >= least && value < Infinity
    ? value
    : fail(`${path}.${name}`, least > 0 ? "a positive number" : `a number from ${least}`, value);
}

function optionalIn(fields: Fields, name: string, path: string): Record<string, number> {
  return fields[name] === undefined ? {} : { [name]: numberIn(fields, name, path) };
}

function oneOf<Value extends string>(
  fields: Fields,
  name: string,
  path: string,
  allowed: readonly Value[],
): Value {
  const found = allowed.find((value) => value === fields[name]);
  return found ?? fail(`${path}.${name}`, `one of ${allowed.join(", ")}`, fields[name]);
}

function originIn(fields: Fields, path: string): Origin {
  const aliases = fields["aliases"] ?? [];
  if (!Array.isArray(aliases)) return fail(`${path}.aliases`, "a list of texts", aliases);
  return {
    aliases: aliases.map(String),
    source: textIn(fields, "source", path),
    date: textIn(fields, "date", path),
  };
}

/** Reads one GPU, from a preset or written by a user. Throws {@link PresetError}. */
export function readGpu(value: unknown, path: string): GpuSpec {
  const fields = fieldsOf(value, path);
  const peak = fieldsOf(fields["denseTflops"], `${path}.denseTflops`);
  const peakPath = `${path}.denseTflops`;
  return {
    id: textIn(fields, "id", path),
    name: textIn(fields, "name", path),
    generation: oneOf(fields, "generation", path, GENERATIONS),
    memoryGiB: numberIn(fields, "memoryGiB", path),
    bandwidthTBs: numberIn(fields, "bandwidthTBs", path),
    denseTflops: {
      bf16: numberIn(peak, "bf16", peakPath),
      ...optionalIn(peak, "fp8", peakPath),
      ...optionalIn(peak, "fp4", peakPath),
    },
    linkGBs: numberIn(fields, "linkGBs", path),
    linkGpus: numberIn(fields, "linkGpus", path, 1),
    networkGBs: numberIn(fields, "networkGBs", path),
  };
}

function attentionIn(fields: Fields, path: string): ModelSpec["attention"] {
  const kind = oneOf(fields, "kind", path, ["grouped", "latent", "hybrid"]);
  const heads = numberIn(fields, "heads", path, 1);
  const number = (name: string): number => numberIn(fields, name, path, 1);
  switch (kind) {
    case "grouped":
      return {
        kind,
        heads,
        kvHeads: number("kvHeads"),
        headSize: number("headSize"),
        queryKeyNorm: fields["queryKeyNorm"] === true,
        ...optionalIn(fields, "windowTokens", path),
        ...optionalIn(fields, "windowShare", path),
      };
    case "latent":
      return {
        kind,
        heads,
        latentSize: number("latentSize"),
        ropeSize: number("ropeSize"),
        queryRank: number("queryRank"),
        keySize: number("keySize"),
        valueSize: number("valueSize"),
        ...optionalIn(fields, "sparseTokens", path),
      };
    case "hybrid":
      return {
        kind,
        heads,
        kvHeads: number("kvHeads"),
        headSize: number("headSize"),
        fullEvery: number("fullEvery"),
        stateKeyHeads: number("stateKeyHeads"),
        stateValueHeads: number("stateValueHeads"),
        stateSize: number("stateSize"),
      };
    default:
      return assertNever(kind);
  }
}

/** Reads one model, from a preset or written by a user. Throws {@link PresetError}. */
export function readModel(value: unknown, path: string): ModelSpec {
  const fields = fieldsOf(value, path);
  const layers = numberIn(fields, "layers", path, 1);
  const model = {
    id: textIn(fields, "id", path),
    name: textIn(fields, "name", path),
    family: textIn(fields, "family", path),
    layers,
    hidden: numberIn(fields, "hidden", path, 1),
    vocabulary: numberIn(fields, "vocabulary", path, 1),
    attention: attentionIn(fieldsOf(fields["attention"], `${path}.attention`), `${path}.attention`),
    intermediate: numberIn(fields, "intermediate", path, 0),
    denseLayers: numberIn(fields, "denseLayers", path, 0),
  };
  if (fields["experts"] === undefined) return { ...model, denseLayers: layers };
  const experts = fieldsOf(fields["experts"], `${path}.experts`);
  const within = `${path}.experts`;
  return {
    ...model,
    experts: {
      count: numberIn(experts, "count", within, 1),
      active: numberIn(experts, "active", within, 1),
      intermediate: numberIn(experts, "intermediate", within, 1),
      shared: numberIn(experts, "shared", within, 0),
    },
  };
}

/** Reads `{ [list]: [...] }` into a map by id and alias. Throws {@link PresetError}. */
export function readPresets<Preset extends { readonly id: string }>(
  file: unknown,
  list: string,
  read: (value: unknown, path: string) => Preset,
): ReadonlyMap<string, Preset> {
  const entries = fieldsOf(file, "(file)")[list];
  if (!Array.isArray(entries)) return fail(list, "a list", entries);
  const byName = new Map<string, Preset>();
  entries.forEach((entry: unknown, index) => {
    const path = `${list}[${index}]`;
    const preset = read(entry, path);
    const { aliases } = originIn(fieldsOf(entry, path), path);
    for (const name of [preset.id, ...aliases]) {
      if (byName.has(name)) fail(`${path}.id`, "a name no other preset has", name);
      byName.set(name, preset);
    }
  });
  return byName;
}
