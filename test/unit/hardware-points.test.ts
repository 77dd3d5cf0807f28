import { describe, expect, it } from "vitest";
import { readPoints } from "../../engine/simulator/hardware/points.js";
import { loadGpus, loadModels } from "../bench/hardware-fit.js";

const BASE = {
  id: "a",
  silicon_data_source: "silicon_concurrency=64",
  backend: "sglang",
  model_path: "deepseek-ai/DeepSeek-R1",
  system: "b200_sxm",
  precision: "fp8",
  mode: "agg",
  isl: "1024",
  osl: "512",
  batch_size: "64",
  tp_size: "8",
  attention_dp_size: "1",
  moe_tp_size: "8",
  moe_ep_size: "1",
  decode_batch_size: "",
  decode_num_workers: "",
  decode_tp_size: "",
  decode_attention_dp_size: "",
  decode_moe_ep_size: "",
  silicon_ttft_ms: "300",
  silicon_tpot_ms: "12",
};

const read = (...changes: Partial<typeof BASE>[]) => {
  const rows = changes.map((change) => Object.values({ ...BASE, ...change }).join(","));
  return readPoints([Object.keys(BASE).join(","), ...rows].join("\n"), loadGpus(), loadModels());
};
const one = (change: Partial<typeof BASE>) => {
  const found = read(change).points[0];
  if (found === undefined) throw new Error("the row was skipped");
  const { gpus, attentionReplicas, expertParallel } = found.point.deployment;
  return {
    gpus,
    attentionReplicas,
    expertParallel,
    batch: found.point.batch,
    recorded: found.recorded,
  };
};

describe("the parallelism of a measured row", () => {
  const plain = {
    gpus: 8,
    attentionReplicas: 1,
    expertParallel: false,
    batch: 64,
    recorded: true,
  };
  it.each([
    ["tensor parallel", {}, plain],
    [
      "expert parallel, written as a product",
      { tp_size: "64", moe_ep_size: "8" },
      { ...plain, expertParallel: true },
    ],
    [
      "data-parallel attention, written as a product",
      { tp_size: "1", attention_dp_size: "64", moe_ep_size: "8", batch_size: "1" },
      { ...plain, attentionReplicas: 8, expertParallel: true },
    ],
    [
      "data-parallel attention, tp repeated as dp",
      {
        tp_size: "4",
        attention_dp_size: "4",
        moe_tp_size: "1",
        moe_ep_size: "16",
        batch_size: "16",
      },
      { ...plain, gpus: 4, attentionReplicas: 4, expertParallel: true },
    ],
    [
      "several servers written as one",
      { tp_size: "36", moe_tp_size: "36" },
      { ...plain, gpus: 36, batch: 32, recorded: false },
    ],
    [
      "separate prefill, servers counted",
      {
        mode: "disagg",
        decode_batch_size: "16",
        decode_num_workers: "4",
        decode_tp_size: "8",
        decode_moe_ep_size: "8",
      },
      { ...plain, expertParallel: true, batch: 16 },
    ],
    [
      "separate prefill, servers not counted",
      { mode: "disagg", decode_tp_size: "8" },
      { ...plain, batch: 32, recorded: false },
    ],
  ])("%s", (_, change, expected) => {
    expect(one(change)).toEqual(expected);
  });
});

describe("readPoints", () => {
  it("says which rows no preset covers, and drops none silently", () => {
    const { points, skipped } = read(
      {},
      { system: "z9000" },
      { model_path: "who/knows" },
      { silicon_tpot_ms: "nan" },
      { isl: "" },
    );
    expect(points).toHaveLength(1);
    expect(skipped.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
    expect(skipped[0]?.reason).toContain("z9000");
  });

  it("holds repeats of one measurement together and counts them once", () => {
    const { points } = read({}, { id: "b" }, { id: "c", silicon_tpot_ms: "13" }, { isl: "2048" });
    expect(points.map(({ weight }) => weight)).toEqual([0.5, 0.5, 1, 1]);
    expect(points[1]?.group).toBe(points[0]?.group);
    expect(points[2]?.group).toBe(points[0]?.group);
    expect(points[3]?.group).not.toBe(points[0]?.group);
  });
});
