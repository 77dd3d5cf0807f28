import { describe, expect, it } from "vitest";
import { correctionOf, fitCorrection } from "../../engine/simulator/hardware/correction.js";
import type { OperatingPoint } from "../../engine/simulator/hardware/hardware.js";
import { relativeNonNegative } from "../../engine/statistics/non-negative.js";
import { fitPositive } from "../../engine/simulator/hardware/positive-fit.js";
import { solveSymmetric } from "../../engine/statistics/solve.js";
import { loadGpus, loadModels } from "../bench/hardware-fit.js";
import { fc } from "../property.js";

describe("solveSymmetric", () => {
  it("solves what multiplying back gives", () => {
    const numbers = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
      minLength: 20,
      maxLength: 20,
    });
    fc.assert(
      fc.property(numbers, (list) => {
        const half = [0, 1, 2, 3].map((i) => list.slice(4 * i, 4 * i + 4));
        const matrix = half.map((left, i) =>
          half.map((right, j) =>
            left.reduce((sum, value, k) => sum + value * (right[k] ?? 0), i === j ? 1 : 0),
          ),
        );
        const x = list.slice(16);
        const right = matrix.map((row) =>
          row.reduce((sum, value, k) => sum + value * (x[k] ?? 0), 0),
        );
        const solved = solveSymmetric(matrix, right);
        x.forEach((value, i) => expect(solved[i]).toBeCloseTo(value, 8));
      }),
    );
  });
});

describe("fitPositive", () => {
  const inputs = Array.from({ length: 200 }, (_, i) => ({ a: 1 + (i % 17), b: 1 + (i % 23) ** 2 }));
  const fit = (observed: readonly number[]) =>
    fitPositive({
      parameters: {
        slope: { prior: 1, factor: 10, meaning: "" },
        square: { prior: 1, factor: 10, meaning: "" },
        unused: { prior: 7, factor: 2, meaning: "" },
      },
      predict: (v, i) => v.slope * (inputs[i]?.a ?? 0) + v.square * (inputs[i]?.b ?? 0),
      observedLog: observed.map(Math.log),
      weights: observed.map(() => 1),
      scale: 0.1,
    });

  it("finds the law behind the points and leaves what they do not show at its prior", () => {
    const { values, factors } = fit(inputs.map(({ a, b }) => 0.3 * a + 0.02 * b));
    expect(values.slope).toBeCloseTo(0.3, 3);
    expect(values.square).toBeCloseTo(0.02, 4);
    expect(values.unused).toBeCloseTo(7, 6);
    expect(factors.unused).toBeCloseTo(2, 3);
  });

  it("is not bent by a fifth of the points being twice as fast", () => {
    const mixed = inputs.map(({ a, b }, i) => (0.3 * a + 0.02 * b) / (i % 5 === 0 ? 2 : 1));
    expect(fit(mixed).values.slope).toBeCloseTo(0.3, 1);
    expect(Math.abs(fit(mixed).values.square / 0.02 - 1)).toBeLessThan(0.05);
  });
});

describe("relativeNonNegative", () => {
  it("finds a non-negative law exactly, and drops a term that would be negative", () => {
    const grid = [1, 2, 5, 10, 20, 50].flatMap((n) =>
      [100, 1000, 5000].map((context) => [1, n, n * context]),
    );
    const exact = relativeNonNegative(
      grid.map((terms) => ({ terms, value: 5 + 0.1 * (terms[1] ?? 0) + 1e-5 * (terms[2] ?? 0) })),
    );
    expect(exact.coefficients[0]).toBeCloseTo(5, 8);
    expect(exact.coefficients[2]).toBeCloseTo(1e-5, 12);
    expect(exact.largestError).toBeLessThan(1e-9);
    const falling = relativeNonNegative(
      grid.map((terms) => ({ terms, value: 10 - 0.05 * (terms[1] ?? 0) })),
    );
    expect(Math.min(...falling.coefficients)).toBe(0);
  });
});

describe("the hierarchical correction", () => {
  const gpu = loadGpus().get("h100-sxm");
  const models = [...new Set(loadModels().values())].filter(({ experts }) => experts === undefined);
  const point = (model: number, batch: number): OperatingPoint => {
    const spec = models[model];
    if (gpu === undefined || spec === undefined) throw new Error("no such preset");
    return {
      deployment: {
        gpu,
        model: spec,
        backend: "vllm",
        precision: "bf16",
        gpus: 4,
        attentionReplicas: 1,
        expertParallel: false,
        separatePrefill: false,
      },
      batch,
      inputTokens: 2048,
      outputTokens: 1024,
    };
  };
  const samples = Array.from({ length: 60 }, (_, i) => ({
    point: point(i % 2, 2 ** (i % 8)),
    recorded: true,
    // The first model runs 30 % slower than the physics says, the second as it says.
    error: i % 2 === 0 ? Math.log(1.3) : 0,
  }));

  it("learns what a measured deployment is off by, and says nothing of one never measured", () => {
    const correction = fitCorrection(samples);
    expect(correctionOf(correction, point(0, 32)).factor).toBeCloseTo(1.3, 1);
    expect(correctionOf(correction, point(1, 32)).factor).toBeCloseTo(1, 1);
    expect(correctionOf(correction, point(2, 32))).toEqual({ factor: 1, depth: 0 });
    expect(correctionOf(correction, point(0, 32)).depth).toBe(3);
  });

  it("believes a single measurement less than thirty", () => {
    const single = fitCorrection(samples.slice(0, 1));
    const { factor } = correctionOf(single, point(0, 1));
    expect(factor).toBeGreaterThan(1.02);
    expect(factor).toBeLessThan(correctionOf(fitCorrection(samples), point(0, 1)).factor);
  });
});
