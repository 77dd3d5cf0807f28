import type { GpuSpec, ModelSpec, OperatingPoint, Precision } from "./hardware.js";
import { BACKENDS } from "./hardware.js";
import { countIn, csvRows } from "./csv.js";
import type { Row } from "./csv.js";
import { topologyOf } from "./topology.js";
import { cacheCapacityTokens } from "./work.js";

/** One measured operating point of a server, read from aiconfigurator's `silicon_sample.csv`. */
export interface MeasuredPoint {
  readonly id: string;
  readonly point: OperatingPoint;
  readonly ttftMs: number;
  readonly tpotMs: number;
  /** Whether the file says how many servers shared the load; else two decoding servers are assumed. */
  readonly recorded: boolean;
  /** Rows that repeat a measurement or measure the same operating point share a group. */
  readonly group: string;
  /** One over the number of rows that hold this very measurement. */
  readonly weight: number;
}

/** A row that no preset describes, or that cannot be read. */
export interface SkippedRow {
  readonly line: number;
  readonly reason: string;
}

export interface ReadPoints {
  readonly points: readonly MeasuredPoint[];
  readonly skipped: readonly SkippedRow[];
}

const PRECISION_OF: Readonly<Record<string, Precision>> = {
  bf16: "bf16",
  fp8: "fp8",
  fp4: "fp4",
  nvfp4: "fp4",
  int4: "int4",
};

/** What the row was served in; where it does not say, the checkpoint's own format. */
function precisionOf(row: Row): Precision {
  const named = PRECISION_OF[row["precision"] ?? ""];
  if (named !== undefined) return named;
  const model = (row["model_path"] ?? "").toLowerCase();
  return model.endsWith("fp8") ? "fp8" : model.endsWith("nvfp4") ? "fp4" : "bf16";
}

interface Draft extends Omit<MeasuredPoint, "group" | "weight"> {
  readonly measurement: string;
  readonly operating: string;
}

/**
 * Reads measured points. `gpus` and `models` give the facts, by the file's system and model names
 * (`names` of a preset). Rows they do not cover are listed in `skipped`, never dropped silently.
 */
export function readPoints(
  text: string,
  gpus: ReadonlyMap<string, GpuSpec>,
  models: ReadonlyMap<string, ModelSpec>,
): ReadPoints {
  const drafts: Draft[] = [];
  const skipped: SkippedRow[] = [];
  csvRows(text).forEach((row, index) => {
    const draft = draftOf(row, gpus, models);
    if (typeof draft === "string") skipped.push({ line: index + 2, reason: draft });
    else drafts.push(draft);
  });
  const group = unionOf(drafts);
  const repeats = new Map<string, number>();
  for (const { measurement } of drafts)
    repeats.set(measurement, (repeats.get(measurement) ?? 0) + 1);
  const points = drafts.map(
    ({ id, point, ttftMs, tpotMs, recorded, measurement, operating }): MeasuredPoint => ({
      id,
      point,
      ttftMs,
      tpotMs,
      recorded,
      group: group(operating),
      weight: 1 / (repeats.get(measurement) ?? 1),
    }),
  );
  return { points, skipped };
}

function draftOf(
  row: Row,
  gpus: ReadonlyMap<string, GpuSpec>,
  models: ReadonlyMap<string, ModelSpec>,
): Draft | string {
  const gpu = gpus.get(row["system"] ?? "");
  if (gpu === undefined) return `system: no GPU is called ${row["system"]}`;
  const model = models.get(row["model_path"] ?? "");
  if (model === undefined) return `model_path: no model is called ${row["model_path"]}`;
  const backend = BACKENDS.find((name) => name === row["backend"]);
  if (backend === undefined) return `backend: none is called ${row["backend"]}`;
  const inputTokens = countIn(row, "isl");
  const outputTokens = countIn(row, "osl");
  const tpotMs = Number(row["silicon_tpot_ms"]);
  const ttftMs = Number(row["silicon_ttft_ms"]);
  if (inputTokens === undefined || outputTokens === undefined) return "isl, osl: no token counts";
  if (!(tpotMs > 0) || !(ttftMs > 0)) return "silicon_tpot_ms, silicon_ttft_ms: not positive";
  const topology = topologyOf(row, model.experts !== undefined);
  if (topology === undefined) return "batch_size: neither a batch nor a concurrency";

  const precision = precisionOf(row);
  const { recorded, batch, ...spread } = topology;
  const deployment = { gpu, model, backend, precision, ...spread };
  // Where the topology is not recorded, the listed GPUs may not even hold the weights.
  if (!recorded)
    while (deployment.gpus < 64 && cacheCapacityTokens(deployment) === 0) deployment.gpus *= 2;
  const point: OperatingPoint = {
    deployment,
    batch,
    inputTokens,
    outputTokens,
  };
  const common = [
    model.family,
    gpu.id,
    backend,
    precision,
    spread.separatePrefill,
    inputTokens,
    outputTokens,
  ];
  return {
    id: row["id"] ?? "",
    point,
    ttftMs,
    tpotMs,
    recorded,
    measurement: ["m", ...common, tpotMs.toFixed(2), ttftMs.toFixed(0)].join("|"),
    operating: [
      "o",
      ...common,
      batch,
      deployment.gpus,
      spread.attentionReplicas,
      spread.expertParallel,
    ].join("|"),
  };
}

/** Joins rows that share a measurement or an operating point (union-find). */
function unionOf(drafts: readonly Draft[]): (key: string) => string {
  const parent = new Map<string, string>();
  const find = (key: string): string => {
    let root = key;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root))
      root = up;
    parent.set(key, root);
    return root;
  };
  for (const { measurement, operating } of drafts) parent.set(find(measurement), find(operating));
  return find;
}
