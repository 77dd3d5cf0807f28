import { isRecord } from "../../base/guards.js";
import { HeadroomError } from "../../contract/errors.js";
import type { Problem } from "../../contract/errors.js";
import { describeValue } from "../../contract/problems.js";
import { ROUTINGS } from "../../simulator/batched/router.js";
import type { Routing } from "../../simulator/batched/router.js";
import { DEFAULT_BLOCK_TOKENS } from "../../simulator/batched/settings.js";

/** What is known of a deployment's settings before its log is looked at; see BatchSettings and Deployment. */
export interface EngineSettings {
  readonly maxBatch?: number;
  readonly tokenBudget?: number;
  readonly kvTokens?: number;
  readonly blockTokens?: number;
  readonly prefixCache?: boolean;
  readonly reservePrompt?: boolean;
  readonly planAhead?: boolean;
  readonly replicas?: number;
  readonly routing?: Routing;
  readonly lockstep?: boolean;
}

/** Settings, and which of them were not stated but follow from the engine and its version. */
export interface KnownSettings {
  readonly settings: EngineSettings;
  readonly implied: readonly (keyof EngineSettings)[];
}

/** First vLLM that plans one iteration ahead unless told otherwise (release notes of v0.14.0). */
const ASYNC_SINCE = [0, 14] as const;

/** Where each setting may stand, by path, first found first taken: our own names, then vLLM's. */
const PATHS: Readonly<Record<keyof EngineSettings, readonly string[]>> = {
  maxBatch: [
    "maxBatch",
    "max_num_seqs",
    "engine_kwargs.max_num_seqs",
    "resolved_config.scheduler_config.max_num_seqs",
  ],
  tokenBudget: [
    "tokenBudget",
    "max_num_batched_tokens",
    "engine_kwargs.max_num_batched_tokens",
    "resolved_config.scheduler_config.max_num_batched_tokens",
  ],
  kvTokens: ["kvTokens", "num_kv_tokens", "kv_cache.num_kv_tokens"],
  blockTokens: [
    "blockTokens",
    "block_size",
    "kv_cache.block_size",
    "engine_kwargs.block_size",
    "resolved_config.cache_config.block_size",
  ],
  prefixCache: [
    "prefixCache",
    "enable_prefix_caching",
    "kv_cache.enable_prefix_caching",
    "engine_kwargs.enable_prefix_caching",
    "resolved_config.cache_config.enable_prefix_caching",
  ],
  reservePrompt: [
    "reservePrompt",
    "scheduler_reserve_full_isl",
    "engine_kwargs.scheduler_reserve_full_isl",
    "resolved_config.scheduler_config.scheduler_reserve_full_isl",
  ],
  planAhead: [
    "planAhead",
    "async_scheduling",
    "engine_kwargs.async_scheduling",
    "resolved_config.scheduler_config.async_scheduling",
  ],
  replicas: [
    "replicas",
    "data_parallel_size",
    "engine_kwargs.data_parallel_size",
    "resolved_config.parallel_config.data_parallel_size",
  ],
  routing: ["routing"],
  lockstep: ["lockstep"],
};

const COUNTS = ["maxBatch", "tokenBudget", "kvTokens", "blockTokens", "replicas"] as const;
const SWITCHES = ["prefixCache", "reservePrompt", "planAhead", "lockstep"] as const;
const LARGEST = 1e12;

/**
 * Reads settings from an object with our own field names, from vLLM's engine arguments, or from a
 * benchmark's `meta.json` (`engine_kwargs`, `kv_cache`, `resolved_config`). Null and absent fields are
 * unknown. Throws `invalid-input` naming each faulty field.
 *
 * vLLM keeps one KV block for itself, and reports the blocks of all data-parallel replicas together.
 */
export function readEngineSettings(source: unknown): KnownSettings {
  if (!isRecord(source)) {
    throw invalid([{ path: "settings", expected: "an object", found: describeValue(source) }]);
  }
  const problems: Problem[] = [];
  const settings: { -readonly [K in keyof EngineSettings]: EngineSettings[K] } = {};
  for (const name of COUNTS) {
    const found = look(source, name);
    if (found === undefined) continue;
    const { path, value } = found;
    if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= LARGEST) {
      settings[name] = value;
    } else {
      const expected = `a whole number from 1 to ${LARGEST}`;
      problems.push({ path: `settings.${path}`, expected, found: describeValue(value) });
    }
  }
  for (const name of SWITCHES) {
    const found = look(source, name);
    if (found === undefined) continue;
    if (typeof found.value === "boolean") settings[name] = found.value;
    else {
      const path = `settings.${found.path}`;
      problems.push({ path, expected: "true or false", found: describeValue(found.value) });
    }
  }
  const routing = look(source, "routing");
  if (routing !== undefined) {
    const known = ROUTINGS.find((name) => name === routing.value);
    if (known === undefined) {
      const expected = `one of ${ROUTINGS.join(", ")}`;
      problems.push({ path: "settings.routing", expected, found: describeValue(routing.value) });
    } else settings.routing = known;
  }
  if (problems.length > 0) throw invalid(problems);
  return vllmHabits(source, settings);
}

function vllmHabits(
  source: Readonly<Record<PropertyKey, unknown>>,
  stated: EngineSettings,
): KnownSettings {
  const settings: { -readonly [K in keyof EngineSettings]: EngineSettings[K] } = { ...stated };
  const implied: (keyof EngineSettings)[] = [];
  const blocks = at(source, "kv_cache.num_gpu_blocks") ?? at(source, "num_gpu_blocks");
  const replicas = stated.replicas ?? 1;
  const block = stated.blockTokens ?? DEFAULT_BLOCK_TOKENS;
  if (
    typeof blocks === "number" &&
    (stated.kvTokens === undefined || stated.kvTokens === blocks * block)
  ) {
    settings.kvTokens = Math.max(1, Math.floor(blocks / replicas) - 1) * block;
  }
  // Only mixture-of-experts models spread experts over data-parallel ranks, which ties their iterations.
  const expertParallel =
    at(source, "engine_kwargs.enable_expert_parallel") ?? at(source, "enable_expert_parallel");
  if (stated.lockstep === undefined && replicas > 1 && expertParallel === true) {
    settings.lockstep = true;
    implied.push("lockstep");
  }
  const stages =
    at(source, "engine_kwargs.pipeline_parallel_size") ?? at(source, "pipeline_parallel_size") ?? 1;
  if (stated.planAhead === undefined && stages === 1 && plansAhead(at(source, "vllm_version"))) {
    settings.planAhead = true;
    implied.push("planAhead");
  }
  return { settings, implied };
}

function plansAhead(version: unknown): boolean {
  const match = typeof version === "string" ? /^v?(\d+)\.(\d+)/.exec(version) : null;
  if (match === null) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > ASYNC_SINCE[0] || (major === ASYNC_SINCE[0] && minor >= ASYNC_SINCE[1]);
}

function look(
  source: Readonly<Record<PropertyKey, unknown>>,
  name: keyof EngineSettings,
): { path: string; value: unknown } | undefined {
  for (const path of PATHS[name]) {
    const value = at(source, path);
    if (value !== undefined && value !== null) return { path, value };
  }
  return undefined;
}

function at(source: Readonly<Record<PropertyKey, unknown>>, path: string): unknown {
  let value: unknown = source;
  for (const key of path.split(".")) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

function invalid(problems: readonly Problem[]): HeadroomError {
  return new HeadroomError("invalid-input", "the settings cannot be used", problems);
}
