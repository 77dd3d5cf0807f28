import { createHash } from "node:crypto";
import { z } from "zod";
import { MS_PER_SECOND } from "../../base/units.js";
import type { BatchedBrain, Brain } from "../../contract/brain.js";
import { HeadroomError } from "../../contract/errors.js";
import { gpusOf } from "../../contract/hardware.js";
import type { Hardware } from "../../contract/hardware.js";
import { formatPath } from "../../contract/problems.js";
import type { BrainCoefficient, Provenance } from "../../contract/result.js";
import type { Source } from "../../contract/source.js";
import type { StepTime } from "../../simulator/batched/settings.js";
import type { Deployment } from "../../simulator/hardware/hardware.js";
import type { GpuPreset, ModelPreset } from "../../contract/hardware-preset.js";
import type { PresetOf } from "../../contract/preset.js";
import { readHardwareFit } from "../../simulator/hardware/read-fit.js";
import { stepTimeFromHardware } from "../../simulator/hardware/step-time.js";
import type { HardwareStepTime } from "../../simulator/hardware/step-time.js";
import type { TypicalTokens } from "../../simulator/hardware/typical-tokens.js";
import { cacheCapacityTokens, memoryPerGpu } from "../../simulator/hardware/work.js";
import { presetsOf, sourceOf } from "../presets.js";
import type { FoundPreset, PresetPorts } from "../presets.js";
import { nearest } from "./nearest.js";
import { readPreset } from "./preset-file.js";

export interface ResolvedBrain {
  /** With step time and KV memory in place of hardware. */
  readonly brain: Brain;
  readonly presets: readonly Source[];
  readonly coefficients: readonly BrainCoefficient[];
  readonly warnings: readonly string[];
}

type StepTimeMs = NonNullable<BatchedBrain["stepTime"]>;

const UNITS: Readonly<Record<keyof StepTimeMs, BrainCoefficient["unit"]>> = {
  baseMs: "ms",
  perPrefillTokenMs: "ms/token",
  perPrefillContextMs: "ms/token²",
  perDecodeSequenceMs: "ms/sequence",
  perKvTokenMs: "ms/token",
  perAdmissionMs: "ms/request",
};
const STEP_TERMS = Object.keys(UNITS) as (keyof StepTimeMs)[];

/**
 * Replaces the `hardware` of the brain at `at` by the step time and KV memory predicted from it, for steps
 * like `typical`; `band` takes an end of the prediction's band instead. Every brain keeps what it states,
 * and is told where its coefficients are from. Throws `invalid-input` for a preset that is not there, a
 * model that cannot be spread so, and weights that do not fit.
 */
export async function resolveHardware(
  brain: Brain,
  at: readonly PropertyKey[],
  typical: TypicalTokens,
  band: Provenance["band"],
  ports: PresetPorts,
): Promise<ResolvedBrain> {
  if (brain.kind !== "batched") return { brain, presets: [], coefficients: [], warnings: [] };
  const { hardware, ...stated } = brain;
  if (hardware === undefined) {
    return { brain, presets: [], coefficients: statedCoefficients(brain, at), warnings: [] };
  }
  const path = formatPath([...at, "hardware"]);
  const { deployment, sources } = await deploymentOf(hardware, path, ports);
  checkDeployment(deployment, hardware, path, brain.blockTokens);

  const fitFile = await readPreset(ports.shippedFolder, "gpu-fit.json", z.unknown(), path);
  const fit = readHardwareFit(fitFile);
  const fitHash = createHash("sha256").update(JSON.stringify(fit)).digest("hex").slice(0, 12);
  const predicted = stepTimeFromHardware({ deployment, maxBatch: brain.maxBatch, ...typical }, fit);
  const { bandFactor } = predicted;
  const stepTime = inMs(predicted.stepTime, 1);
  const kvTokens = Math.floor(predicted.cacheTokens);
  const fitSource = `gpu-fit.json ${fitHash} of ${fit.date} (${fit.source})`;
  const outsideFit = beyondMeasured(predicted);
  const what = describeDeployment(deployment);
  const scale = band === undefined ? 1 : band === "slow" ? bandFactor : 1 / bandFactor;
  return {
    brain: { ...stated, stepTime: inMs(predicted.stepTime, scale), kvTokens },
    presets: [
      ...sources,
      { what: "Efficiencies of GPUs and engines", from: fitSource, seen: fit.date },
    ],
    coefficients: [
      ...STEP_TERMS.map((name) => ({
        path: formatPath([...at, "stepTime", name]),
        value: stepTime[name],
        unit: UNITS[name],
        origin: "predicted" as const,
        source: `${what}, by ${fitSource}`,
        bandFactor,
        outsideFit,
      })),
      {
        path: formatPath([...at, "kvTokens"]),
        value: kvTokens,
        unit: "tokens",
        origin: "predicted",
        source: `GPU memory that the weights leave: ${what}`,
      },
    ],
    warnings: [bandWarning(formatPath(at), what, predicted, outsideFit, band)],
  };
}

function inMs(seconds: StepTime, scale: number): StepTimeMs {
  const ms = scale * MS_PER_SECOND;
  return {
    baseMs: seconds.baseSeconds * ms,
    perPrefillTokenMs: seconds.perPrefillTokenSeconds * ms,
    perPrefillContextMs: seconds.perPrefillContextSeconds * ms,
    perDecodeSequenceMs: seconds.perDecodeSequenceSeconds * ms,
    perKvTokenMs: seconds.perKvTokenSeconds * ms,
    perAdmissionMs: seconds.perAdmissionSeconds * ms,
  };
}

function statedCoefficients(
  { stepTime, kvTokens, calibration }: BatchedBrain,
  at: readonly PropertyKey[],
): BrainCoefficient[] {
  const origin = calibration === undefined ? "given" : "calibrated";
  const from = { origin, source: calibration ?? "as the scenario states it" } as const;
  const terms = STEP_TERMS.map((name) => ({
    path: formatPath([...at, "stepTime", name]),
    value: stepTime?.[name] ?? 0,
    unit: UNITS[name],
    ...from,
  }));
  const path = formatPath([...at, "kvTokens"]);
  return [...terms, { path, value: kvTokens ?? null, unit: "tokens", ...from }];
}

interface FoundDeployment {
  readonly deployment: Deployment;
  readonly sources: readonly Source[];
}

async function deploymentOf(
  hardware: Hardware,
  path: string,
  ports: PresetPorts,
): Promise<FoundDeployment> {
  const sources: Source[] = [];
  const find = async <K extends "gpu" | "model", Spec>(
    field: K,
    given: string | Spec,
  ): Promise<Spec | PresetOf[K]> => {
    if (typeof given !== "string") {
      sources.push({ what: `Data of the ${field}`, from: "as the scenario states it" });
      return given;
    }
    const presets = byName(await presetsOf(field, ports, `${path}.${field}`));
    const found = presets.get(given);
    if (found === undefined) {
      const near = nearest(given, [...presets.keys()]).join(", ");
      throw refuse(`${path}.${field}`, {
        expected: `the id of a preset (the nearest: ${near}; all: scenarios/presets/${field}s.json), or the data themselves`,
        found: JSON.stringify(given),
      });
    }
    const { name, date } = found.preset;
    sources.push({ what: `Data of ${name}`, from: sourceOf(found), seen: date });
    return found.preset;
  };
  const gpu = await find("gpu", hardware.gpu);
  const model = await find("model", hardware.model);
  const { precision, backend, dataParallelAttention, expertParallel } = hardware;
  return {
    sources,
    deployment: {
      gpu,
      model,
      precision,
      backend,
      gpus: gpusOf(hardware),
      attentionReplicas: dataParallelAttention,
      expertParallel,
      separatePrefill: false,
    },
  };
}

/** By id and by alias. An id is never hidden by another's alias, nor an alias by a later one. */
function byName<P extends GpuPreset | ModelPreset>(
  presets: readonly FoundPreset<P>[],
): ReadonlyMap<string, FoundPreset<P>> {
  const named = new Map(presets.map((found) => [found.preset.id, found]));
  for (const found of presets) {
    for (const alias of found.preset.aliases) if (!named.has(alias)) named.set(alias, found);
  }
  return named;
}

/** Refuses what no engine would start. */
function checkDeployment(
  deployment: Deployment,
  { tensorParallel }: Hardware,
  path: string,
  blockTokens: number,
): void {
  const { model, gpus, attentionReplicas, expertParallel } = deployment;
  const { heads } = model.attention;
  if (heads % tensorParallel !== 0) {
    const expected = `a divisor of the model's ${heads} attention heads`;
    throw refuse(`${path}.tensorParallel`, { expected, found: String(tensorParallel) });
  }
  if (model.experts === undefined) {
    const dense = `because ${model.name} has no experts`;
    if (expertParallel) {
      throw refuse(`${path}.expertParallel`, { expected: `false, ${dense}`, found: "true" });
    }
    if (attentionReplicas > 1) {
      const expected = `1, ${dense} (give brain.replicas)`;
      const found = String(attentionReplicas);
      throw refuse(`${path}.dataParallelAttention`, { expected, found });
    }
    if (model.denseLayers !== model.layers) {
      const expected = `${model.layers}, all layers, ${dense}`;
      throw refuse(`${path}.model.denseLayers`, { expected, found: String(model.denseLayers) });
    }
  }
  const { weightsGiB, usableGiB } = memoryPerGpu(deployment);
  if (weightsGiB >= usableGiB) {
    const share = gpus === 1 ? "" : ` on each of ${gpus} GPUs`;
    throw refuse(path, {
      expected: `GPUs that hold the weights: ${weightsGiB.toFixed(1)} GiB${share} (more tensorParallel, a smaller precision)`,
      found: `${usableGiB.toFixed(1)} GiB, which is what an engine uses of the ${deployment.gpu.memoryGiB} GiB of ${deployment.gpu.name}`,
    });
  }
  const kvTokens = Math.floor(cacheCapacityTokens(deployment));
  if (kvTokens < blockTokens) {
    throw refuse(path, {
      expected: `GPUs that hold the weights and a block of ${blockTokens} tokens of KV cache`,
      found: `room for ${kvTokens} tokens beside the weights`,
    });
  }
}

function refuse(path: string, problem: { expected: string; found: string }): HeadroomError {
  return new HeadroomError("invalid-input", "the hardware cannot run this brain", [
    { path, ...problem },
  ]);
}

function describeDeployment({ gpu, model, gpus, precision, backend }: Deployment): string {
  return `${model.name} in ${precision} on ${gpus} × ${gpu.name} with ${backend}`;
}

const figure = (value: number): string => String(Number(value.toPrecision(3)));

function beyondMeasured({ outside, unseenGeneration }: HardwareStepTime): string[] {
  const beyond = outside.map(
    ({ quantity, value, range: [low, high] }) =>
      `${quantity} ${figure(value)} (measured: ${figure(low)} to ${figure(high)})`,
  );
  return unseenGeneration ? [...beyond, "a chip generation that was never measured"] : beyond;
}

function bandWarning(
  at: string,
  what: string,
  { bandFactor, knownLevels }: HardwareStepTime,
  outsideFit: readonly string[],
  band: Provenance["band"],
): string {
  const known =
    knownLevels === 0 ? " Nothing like this deployment was measured; physics alone speaks." : "";
  const beyond =
    outsideFit.length === 0 ? "" : ` Beyond what was measured: ${outsideFit.join("; ")}.`;
  const advice =
    band === undefined
      ? "Simulate the ends with band slow and band fast, and calibrate on a real server before buying."
      : `This is the ${band} end.`;
  return (
    `${at}: times are predicted from GPU data (${what}); the true ones lie within a factor of ` +
    `${bandFactor.toFixed(2)} of the prediction in nine cases of ten.${known}${beyond} ${advice}`
  );
}
