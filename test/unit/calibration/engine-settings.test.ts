import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { HeadroomError } from "../../../engine/contract/errors.js";
import { readEngineSettings } from "../../../engine/trace/calibration/engine-settings.js";

const MEASURED = path.resolve(import.meta.dirname, "../../../scenarios/measured");

describe("engine settings", () => {
  it("come from a vLLM benchmark's meta.json; what is null there is unknown", () => {
    const text = readFileSync(
      path.join(MEASURED, "RTXPRO6000__Qwen3-32B__vllm__meta.json"),
      "utf8",
    );
    const { settings, implied } = readEngineSettings(JSON.parse(text));
    expect(settings).toEqual({ maxBatch: 128, tokenBudget: 2048, replicas: 1, planAhead: true });
    expect(implied).toEqual(["planAhead"]);
  });

  it("know that vLLM keeps a block and adds up the blocks of its replicas", () => {
    const meta = {
      vllm_version: "0.10.2",
      engine_kwargs: { data_parallel_size: 2, enable_expert_parallel: true },
      kv_cache: { num_gpu_blocks: 2000, block_size: 16, num_kv_tokens: 32_000 },
    };
    const { settings, implied } = readEngineSettings(meta);
    expect(settings).toEqual({ replicas: 2, blockTokens: 16, kvTokens: 15_984, lockstep: true });
    expect(implied).toEqual(["lockstep"]);
  });

  it("may be our own names or engine arguments", () => {
    const own = { maxBatch: 8, kvTokens: 5000, routing: "roundRobin", planAhead: false };
    expect(readEngineSettings(own)).toEqual({ settings: own, implied: [] });
    expect(readEngineSettings({ max_num_seqs: 8 }).settings).toEqual({ maxBatch: 8 });
    expect(
      readEngineSettings({ resolved_config: { scheduler_config: { max_num_seqs: 9 } } }).settings,
    ).toEqual({
      maxBatch: 9,
    });
  });

  it.each([
    [{ engine_kwargs: { max_num_seqs: "many" } }, "settings.engine_kwargs.max_num_seqs"],
    [{ kvTokens: -1 }, "settings.kvTokens"],
    [{ planAhead: 1 }, "settings.planAhead"],
    [{ routing: "random" }, "settings.routing"],
    [[], "settings"],
  ])("name what is wrong in %j", (source, field) => {
    try {
      readEngineSettings(source);
    } catch (error) {
      expect(error).toBeInstanceOf(HeadroomError);
      expect(error instanceof HeadroomError ? error.problems[0]?.path : "").toBe(field);
      return;
    }
    throw new Error("nothing was found wrong");
  });
});
