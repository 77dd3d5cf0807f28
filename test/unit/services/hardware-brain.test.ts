import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Brain } from "../../../engine/contract/brain.js";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { readScenario, writeScenario } from "../../../engine/contract/scenario-file.js";
import { resolveHardware } from "../../../engine/services/simulation/hardware-brain.js";
import { prepare } from "../../../engine/services/simulation/prepare.js";
import type { ReplicationRunner } from "../../../engine/simulator/port.js";
import { clientOver } from "../../contract/services.js";
import { temporaryFolder } from "../../contract/temporary.js";

const shippedFolder = path.join(import.meta.dirname, "../../../scenarios");
const ports = { shippedFolder, version: "0", now: () => new Date("2026-11-22") };
const file: unknown = JSON.parse(readFileSync(path.join(shippedFolder, "gpu-h100.json"), "utf8"));
const brainOf = (hardware: object, more: object = {}): object => ({
  kind: "batched",
  replicas: 1,
  hardware: {
    gpu: "h100-sxm",
    model: "llama-3.1-70b",
    precision: "fp8",
    tensorParallel: 2,
    ...hardware,
  },
  ...more,
});
const reading = (brain: object, more: object = {}) =>
  readScenario(JSON.stringify(Object.assign({}, file, { brain }, more)));
const parsed = (brain: object, more: object = {}) => {
  const { scenario, problems } = reading(brain, more);
  if (scenario === undefined) throw new Error(JSON.stringify(problems));
  return scenario;
};
const MINE = {
  id: "mine",
  name: "Mine",
  generation: "hopper",
  memoryGiB: 800,
  bandwidthTBs: 100,
  denseTflops: { bf16: 1000 },
  linkGBs: 450,
  linkGpus: 8,
  networkGBs: 50,
};
const typical = { inputTokens: 5000, outputTokens: 250 };
const resolve = (brain: object, folder: string | undefined = shippedFolder) =>
  resolveHardware(parsed(brain).brain, ["brain"], typical, undefined, { shippedFolder: folder });

function stepTimeOf(brain: Brain): Record<string, number> {
  if (brain.kind !== "batched" || brain.stepTime === undefined) throw new Error("no step time");
  return brain.stepTime;
}

describe("a brain described by its hardware", () => {
  it("gets step time, KV memory and GPUs, each coefficient with its origin and band", async () => {
    const { brain, coefficients, presets, warnings } = await resolve(brainOf({}));
    expect(brain).not.toHaveProperty("hardware");
    expect(brain).toMatchObject({ gpusPerReplica: 2 });
    const named = Object.entries(stepTimeOf(brain)).map(([name, value]) => [
      `brain.stepTime.${name}`,
      value,
    ]);
    expect(coefficients.slice(0, -1).map(({ path: at, value }) => [at, value])).toEqual(named);
    for (const one of coefficients.slice(0, -1)) {
      expect(one).toMatchObject({ origin: "predicted", outsideFit: [] });
      expect(one.value).toBeGreaterThan(0);
      expect(one.bandFactor).toBeGreaterThan(1.05);
    }
    // 160 GiB, nine tenths of it usable, less 70.6e9 weights of a byte (the tables in two): 80 layers of
    // 2 · 8 heads · 128 values of a byte a token.
    const kv = coefficients.at(-1)?.value ?? 0;
    const free = 0.9 * 160 * 2 ** 30 - 70.6e9 - 2 * 128_256 * 8192;
    expect(Math.abs(kv / (free / (80 * 2 * 8 * 128)) - 1)).toBeLessThan(0.01);
    expect(presets.map(({ seen }) => seen)).toEqual(["2026-11-22", "2026-11-22", "2026-11-22"]);
    expect(warnings.join()).toMatch(/factor of \d\.\d\d of the prediction in nine cases of ten/);
  });

  it("may name presets as other tools do, or state the data itself", async () => {
    const alias = { gpu: "h100_sxm", model: "meta-llama/Llama-3.3-70B-Instruct" };
    const byId = await resolve(brainOf({}));
    expect((await resolve(brainOf(alias))).brain).toEqual(byId.brain);
    const { coefficients, warnings } = await resolve(brainOf({ gpu: MINE }));
    expect(coefficients[0]?.outsideFit).toEqual([
      expect.stringMatching(/^bandwidthTBs 100 \(measured: /),
    ]);
    expect(coefficients[0]?.bandFactor).toBeGreaterThan(
      byId.coefficients[0]?.bandFactor ?? Infinity,
    );
    expect(warnings.join()).toContain("Beyond what was measured: bandwidthTBs 100");
  });

  it("is simulated at an end of its band where asked, the prediction kept beside it", async () => {
    const input = {
      scenario: parsed(brainOf({})),
      series: false,
      maxReplications: 2,
    };
    const asPredicted = await prepare(input, ports, []);
    const [first] = asPredicted.provenance.coefficients;
    for (const band of ["slow", "fast"] as const) {
      const at = await prepare({ ...input, band }, ports, []);
      const scale = band === "slow" ? (first?.bandFactor ?? 0) : 1 / (first?.bandFactor ?? 0);
      const expected = Object.entries(stepTimeOf(asPredicted.scenario.brain));
      for (const [name, value] of expected) {
        expect(stepTimeOf(at.scenario.brain)[name]).toBeCloseTo(value * scale, 12);
      }
      expect(at.provenance.band).toBe(band);
      expect(at.provenance.coefficients).toEqual(asPredicted.provenance.coefficients);
      expect(at.provenance.scenarioHash).not.toBe(asPredicted.provenance.scenarioHash);
    }
    const stated = { kind: "batched", replicas: 1, kvTokens: null, stepTime: { baseMs: 1 } };
    const refused = prepare({ ...input, scenario: parsed(stated), band: "slow" }, ports, []);
    await expect(refused).rejects.toMatchObject({ problems: [{ path: "band" }] });
  });

  it.each([
    ["an unknown GPU", { gpu: "h100" }, "brain.hardware.gpu", /nearest: h100-/, /"h100"/],
    ["an unknown model", { model: "llama-70b" }, "brain.hardware.model", /llama-3.1-70b/, /70b/],
    [
      "weights that do not fit",
      { precision: "bf16", tensorParallel: 1 },
      "brain.hardware",
      /13\d\.\d GiB /,
      /72\.0 GiB/,
    ],
    [
      "no room for a cache",
      { gpu: "b200-sxm", model: "llama-3.1-405b", tensorParallel: 2, precision: "bf16" },
      "brain.hardware",
      /GiB on each of 2 GPUs/,
      /GiB/,
    ],
    [
      "heads that do not divide",
      { tensorParallel: 3 },
      "brain.hardware.tensorParallel",
      /64 attention heads/,
      /3/,
    ],
    [
      "ranks of a dense model",
      { dataParallelAttention: 2 },
      "brain.hardware.dataParallelAttention",
      /no experts/,
      /2/,
    ],
    [
      "experts of a dense model",
      { expertParallel: true },
      "brain.hardware.expertParallel",
      /no experts/,
      /true/,
    ],
  ])("%s is refused with what would do", async (_, hardware, at, expected, found) => {
    const error: unknown = await resolve(brainOf(hardware)).catch((caught: unknown) => caught);
    if (!(error instanceof HeadroomError)) throw new Error("nothing was refused");
    expect(error.code).toBe("invalid-input");
    expect(error.problems).toEqual([
      { path: at, expected: expect.stringMatching(expected), found: expect.stringMatching(found) },
    ]);
  });

  it("is refused in a build without presets", async () => {
    const { brain } = parsed(brainOf({}));
    const alone = resolveHardware(brain, ["brain"], typical, undefined, {
      shippedFolder: undefined,
    });
    await expect(alone).rejects.toMatchObject({ code: "invalid-input" });
  });
});

describe("a brain whose step time is stated", () => {
  it("stays as it is; where it was calibrated the result says from what", async () => {
    const stated = { kind: "batched", replicas: 1, kvTokens: null, stepTime: { baseMs: 1 } };
    const given = await resolve(stated, undefined);
    expect(given.brain).toEqual(parsed(stated).brain);
    expect(given.warnings).toEqual([]);
    expect(given.coefficients[0]).toMatchObject({ value: 1, unit: "ms", origin: "given" });
    expect(given.coefficients.at(-1)).toMatchObject({ path: "brain.kvTokens", value: null });
    const { coefficients } = await resolve({ ...stated, calibration: "log 12ab" }, undefined);
    expect(coefficients[0]).toMatchObject({ origin: "calibrated", source: "log 12ab" });
  });
});

describe("the batched brain in a scenario file", () => {
  it("takes its GPUs from the hardware, and writes the same text again", () => {
    const scenario = parsed(brainOf({}));
    expect(scenario.brain).toMatchObject({ gpusPerReplica: 2 });
    const text = writeScenario(scenario);
    const again = readScenario(text).scenario;
    expect(again === undefined ? "" : writeScenario(again)).toBe(text);
  });

  it.each([
    ["stepTime", brainOf({}, { stepTime: { baseMs: 1 } })],
    ["kvTokens", brainOf({}, { kvTokens: null })],
    ["calibration", brainOf({}, { calibration: "a log" })],
    ["lockstep", brainOf({}, { lockstep: true })],
    ["gpusPerReplica", brainOf({}, { gpusPerReplica: 4 })],
    ["stepTime", { kind: "batched", replicas: 1, kvTokens: null }],
    ["kvTokens", { kind: "batched", replicas: 1, stepTime: { baseMs: 1 } }],
    ["hardware.gpu", brainOf({ gpu: undefined })],
    ["hardware.gpu", brainOf({ gpu: "" })],
    ["hardware.model", brainOf({ model: 7 })],
    ["hardware.gpu.memoryGiB", brainOf({ gpu: { ...MINE, memoryGiB: -1 } })],
    ["hardware.precision", brainOf({ precision: "fp16" })],
  ])("is refused at %s where that is missing, wrong or said twice", (field, brain) => {
    const { problems } = reading(brain);
    expect(problems.map(({ path: at }) => at)).toEqual([`brain.${field}`]);
  });
});

describe("brains to choose from in a plan", () => {
  const planned = (gpu: string) => ({
    scenario: parsed(brainOf({}), {
      planning: { brains: [{ name: "option", brain: brainOf({ gpu, tensorParallel: 4 }) }] },
    }),
    requests: 100,
    replications: 2,
  });

  it("are simulated with the times predicted of each", async () => {
    const simulated: Brain[] = [];
    const runner: ReplicationRunner = {
      threads: 0,
      run: (jobs) => {
        simulated.push(...jobs.map(({ scenario }) => scenario.brain));
        return Promise.reject(new Error("seen enough"));
      },
      close: () => Promise.resolve(),
    };
    const client = clientOver(await temporaryFolder(), { shippedFolder, runner });
    await expect(client.call("plan", planned("h200-sxm"))).rejects.toThrow("seen enough");
    expect(simulated.length).toBeGreaterThan(0);
    for (const brain of simulated) {
      expect(brain).toMatchObject({ gpusPerReplica: 4 });
      expect(stepTimeOf(brain)["baseMs"]).toBeGreaterThan(0);
    }
  });

  it("are refused at their own place", async () => {
    const client = clientOver(await temporaryFolder(), { shippedFolder });
    await expect(client.call("plan", planned("h2oo"))).rejects.toMatchObject({
      problems: [{ path: "planning.brains[0].brain.hardware.gpu" }],
    });
  });
});
