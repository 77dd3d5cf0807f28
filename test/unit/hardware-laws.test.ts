import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type {
  Deployment,
  GpuSpec,
  OperatingPoint,
} from "../../engine/simulator/hardware/hardware.js";
import { BACKENDS, PRECISIONS } from "../../engine/simulator/hardware/hardware.js";
import { valuesOf } from "../../engine/simulator/hardware/hardware-fit.js";
import { predictServing } from "../../engine/simulator/hardware/predict.js";
import { readHardwareFit } from "../../engine/simulator/hardware/read-fit.js";
import { preparePoint, tpotMs } from "../../engine/simulator/hardware/step-law.js";
import { stepTimeFromHardware } from "../../engine/simulator/hardware/step-time.js";
import { cacheCapacityTokens } from "../../engine/simulator/hardware/work.js";
import { loadGpus, loadModels } from "../bench/hardware-fit.js";
import { fc, runs } from "../property.js";

const fit = readHardwareFit(JSON.parse(readFileSync("scenarios/presets/gpu-fit.json", "utf8")));
const values = valuesOf(fit.step);
const gpus = [...new Set(loadGpus().values())];
const models = [...new Set(loadModels().values())];

const deployments: fc.Arbitrary<Deployment> = fc
  .record({
    gpu: fc.constantFrom(...gpus),
    model: fc.constantFrom(...models),
    backend: fc.constantFrom(...BACKENDS),
    precision: fc.constantFrom(...PRECISIONS),
    gpus: fc.constantFrom(1, 2, 4, 8, 16),
    perRank: fc.boolean(),
    expertParallel: fc.boolean(),
    separatePrefill: fc.boolean(),
  })
  .map(({ perRank, ...rest }) =>
    Object.assign(rest, { attentionReplicas: perRank ? rest.gpus : 1 }),
  )
  .filter((deployment) => cacheCapacityTokens(deployment) > 20_000);

const points: fc.Arbitrary<OperatingPoint> = fc.record({
  deployment: deployments,
  batch: fc.integer({ min: 1, max: 512 }),
  inputTokens: fc.integer({ min: 16, max: 32_000 }),
  outputTokens: fc.integer({ min: 16, max: 8192 }),
});

const physics = (point: OperatingPoint): number => tpotMs(preparePoint(point), values);

describe("the physics of a step", () => {
  it("is never faster for one request more, a longer prompt or slower memory", () => {
    fc.assert(
      fc.property(points, (point) => {
        const now = physics(point) * (1 - 1e-9);
        const { deployment } = point;
        const slower = {
          ...deployment,
          gpu: { ...deployment.gpu, bandwidthTBs: deployment.gpu.bandwidthTBs * 0.9 },
        };
        const fits = cacheCapacityTokens(deployment) / (point.inputTokens + point.outputTokens / 2);
        expect(physics({ ...point, deployment: slower })).toBeGreaterThanOrEqual(now);
        expect(physics({ ...point, batch: point.batch + 1 })).toBeGreaterThanOrEqual(now);
        // A full cache admits fewer of the longer requests, so this is asked below it.
        const short = {
          ...point,
          batch: Math.max(1, Math.min(point.batch, Math.floor(fits / 1.2))),
        };
        const longer = { ...short, inputTokens: Math.ceil(point.inputTokens * 1.1) };
        const whole = fits >= 1.2 ? physics(longer) : physics(short);
        expect(whole).toBeGreaterThanOrEqual(physics(short) * (1 - 1e-9));
      }),
      { seed: 7, numRuns: runs(300) },
    );
  });

  it("is never faster than memory and arithmetic at the data sheet's peak allow", () => {
    fc.assert(
      fc.property(points, (point) => {
        const { step } = preparePoint(point);
        expect(physics(point)).toBeGreaterThan(step.weightRead + 0.9 * step.cacheRead);
      }),
      { seed: 8, numRuns: runs(300) },
    );
  });
});

const gpuCalled = (id: string): Deployment["gpu"] => {
  const found = gpus.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

describe("a prediction", () => {
  it("has a finite positive band around it, the wider the less is known", () => {
    fc.assert(
      fc.property(points, (point) => {
        const { tpotMs: tpot, ttftMs: ttft } = predictServing(point, fit);
        for (const { low, value, high } of [tpot, ttft]) {
          expect(low).toBeGreaterThan(0);
          expect(low).toBeLessThan(value);
          expect(value).toBeLessThan(high);
          expect(high).toBeLessThan(Infinity);
        }
      }),
      { seed: 9, numRuns: runs(300) },
    );
    expect(fit.bands.tpot).toEqual(fit.bands.tpot.toSorted((a, b) => b - a));
  });

  it("is less certain on a GPU, a generation or a batch that was never measured", () => {
    const model = models.find(({ id }) => id === "llama-3.1-70b");
    if (model === undefined) throw new Error("no such preset");
    const spread = (gpu: GpuSpec, batch = 64): number => {
      const { tpotMs: tpot } = predictServing(
        {
          deployment: {
            gpu,
            model,
            backend: "vllm",
            precision: "fp8",
            gpus: 8,
            attentionReplicas: 1,
            expertParallel: false,
            separatePrefill: false,
          },
          batch,
          inputTokens: 1024,
          outputTokens: 1024,
        },
        fit,
      );
      return tpot.high / tpot.low;
    };
    const known = gpuCalled("h100-sxm");
    expect(spread(gpuCalled("h100-pcie"))).toBeGreaterThan(spread(known));
    expect(spread({ ...known, id: "x" })).toBeGreaterThan(spread(known));
    expect(spread({ ...known, id: "x", generation: "cdna" })).toBeGreaterThan(
      spread({ ...known, id: "x" }),
    );
    expect(spread(known, 50_000)).toBeGreaterThan(spread(known));
  });
});

describe("the step law for the batched brain", () => {
  it("is non-negative, near the physics, and gives back the direct prediction", () => {
    const shared = points.filter(({ deployment }) => !deployment.separatePrefill);
    fc.assert(
      fc.property(shared, ({ deployment, inputTokens, outputTokens }) => {
        const law = stepTimeFromHardware(
          { deployment, maxBatch: 64, inputTokens, outputTokens },
          fit,
        );
        const b = law.stepTime;
        for (const coefficient of Object.values(b)) expect(coefficient).toBeGreaterThanOrEqual(0);
        expect(law.bandFactor).toBeGreaterThan(1);
        expect(law.linearError).toBeLessThan(0.6);
        const { runningBatch, tpotMs: tpot } = predictServing(
          { deployment, batch: 16, inputTokens, outputTokens },
          fit,
        );
        const context = inputTokens + outputTokens / 2;
        const step =
          b.baseSeconds +
          runningBatch * (b.perDecodeSequenceSeconds + b.perKvTokenSeconds * context);
        // The direct prediction adds the prefill of requests that start; decoding alone is below it.
        expect(step * 1000).toBeLessThan(tpot.value * (1.05 + law.linearError));
      }),
      { seed: 10, numRuns: runs(200) },
    );
  });
});
