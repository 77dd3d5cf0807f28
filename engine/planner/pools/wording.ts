import { significant } from "../../base/significant.js";
import { KPIS } from "../../contract/kpi.js";
import type { PromiseVerdict } from "../../contract/plan-result.js";
import { STAGES } from "../../contract/result.js";
import { poolUtilisation } from "../../simulator/kpis.js";
import { API_POOLS } from "../../simulator/pool-names.js";
import type { ReplicationRecord } from "../../simulator/replication.js";
import type { Axis } from "./axes.js";
import { worstOf } from "./candidates.js";
import type { Evaluation } from "./evaluate.js";
import { poolText } from "./space.js";
import type { PoolSize, Space } from "./space.js";

/** How a space is called among others. */
export function spaceText({ option, cache }: Space): string {
  return cache === undefined ? option.name : `${option.name} with ${cache.name}`;
}

/** `8 brain replicas, 2 to 9 search workers at a target of 0.7`. */
export function sizesText({ pools }: Space, sizes: readonly PoolSize[]): string {
  return pools
    .map((pool, at) => {
      const size = sizes[at] ?? 1;
      if (typeof size === "number") return `${size} ${poolText(pool)}`;
      const { minReplicas, maxReplicas, target } = size;
      if (minReplicas === maxReplicas) return `${minReplicas} ${poolText(pool)}`;
      return `${minReplicas} to ${maxReplicas} ${poolText(pool)} at a target of ${target}`;
    })
    .join(", ");
}

/** What one step along an axis changes: `brain replicas, most: 8 → 7`. */
export function stepText(space: Space, { pool, what, values }: Axis, place: number): string {
  const name = space.pools[pool];
  const part = { count: "", minReplicas: ", least", maxReplicas: ", most", target: ", target" }[
    what
  ];
  const before = values[place] ?? "";
  return `${name === undefined ? "" : poolText(name)}${part} ${before} → ${values[place - 1] ?? Number(before) - 1}`;
}

/** `Latency, p95 of support, promised below 3000`. */
export function promiseText({ kpi, workload, below, above }: PromiseVerdict): string {
  const of = workload === undefined ? "" : ` of ${workload}`;
  const asked = below === undefined ? `above ${above}` : `below ${below}`;
  return `${KPIS[kpi].label}${of}, promised ${asked}`;
}

/** A broken promise and its own figure. */
export function failing(promise: PromiseVerdict | null): string {
  if (promise === null) return "nothing fails";
  const { figure, verdict } = promise;
  const how = verdict === "missed" ? "is" : "cannot be shown to keep it:";
  return `${promiseText(promise)}, ${how} ${figureText(figure)}`;
}

function figureText({ mean, low, high, unit, note }: PromiseVerdict["figure"]): string {
  if (mean === null) return note ?? "no figure";
  const interval =
    low === null || high === null ? "" : ` (${significant(low, 4)} to ${significant(high, 4)})`;
  return `${significant(mean, 4)} ${unit}${interval}`;
}

/** Share of refused requests from which on rate limits are what holds sessions up. */
const MOST_REFUSED = 0.01;

/** Why even a deployment in which nobody waits breaks a promise, and what limits it. */
export function whyNotEvenAmple(space: Space, evaluation: Evaluation): string {
  const limit = exhaustedLimit(evaluation);
  const what =
    limit !== undefined
      ? `The API's limit on ${limit} is used up; only a higher tier or fewer requests and tokens help.`
      : `${longestStage(evaluation)} No size helps; only a faster brain, faster tools, fewer steps or fewer failures do.`;
  return `${spaceText(space)}: with so many servers that nobody waits, ${failing(worstOf(evaluation.promises))}. ${what}`;
}

/** The rate limit of an API that is used most, where it refuses requests. */
function exhaustedLimit({ records }: Evaluation): string | undefined {
  const sum = (of: (record: ReplicationRecord) => number): number =>
    records.reduce((all, record) => all + of(record), 0);
  const refused = sum(({ apiRequests }) => apiRequests.rateLimited);
  if (refused <= MOST_REFUSED * sum(({ apiRequests }) => apiRequests.sent)) return undefined;
  const use = (name: string): number => sum((record) => poolUtilisation(record, name) ?? 0);
  const [most] = [...API_POOLS].toSorted((a, b) => use(b) - use(a));
  return most?.replace("api ", "");
}

const STAGE_WORDS: Partial<Record<(typeof STAGES)[number], string>> = {
  prefill: "the brain before its first token",
  decode: "the brain after its first token",
  tool: "tools at work",
  provision: "provisioning",
  retryDelay: "delays before retries",
  restart: "work lost to failures",
};

/** Where most of a session's time goes. */
function longestStage({ records }: Evaluation): string {
  const sums = STAGES.map((stage, at) => ({
    stage,
    ms: records.reduce((sum, { stagesMs }) => sum + (stagesMs[at] ?? 0), 0),
  }));
  const total = sums.reduce((sum, { ms }) => sum + ms, 0);
  const [longest] = sums.toSorted((a, b) => b.ms - a.ms);
  if (longest === undefined || !(total > 0)) return "";
  const name = STAGE_WORDS[longest.stage] ?? longest.stage;
  return `${Math.round((100 * longest.ms) / total)}% of a session is ${name}.`;
}
