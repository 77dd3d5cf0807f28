import type { KpiPath } from "../../contract/kpi.js";
import type { PromiseVerdict } from "../../contract/plan-result.js";
import type { Scenario } from "../../contract/scenario.js";
import type { ReplicationRecord } from "../../simulator/replication.js";
import { kpiFigure } from "../../simulator/figures.js";
import { kpiOf } from "../../simulator/kpis.js";
import { meanInterval } from "../../statistics/interval.js";
import { worst } from "../requirements.js";
import { isHelpedByMore, judgePromises } from "./promises.js";
import type { Promised } from "./promises.js";
import { hasScaledPool, provisionedUsdPer30Days } from "./space.js";

/** How much is simulated: replications from `first` on, and sessions in each. */
export interface Effort {
  readonly first: number;
  readonly replications: number;
  readonly requests: number;
}

/** Runs replications of the decoupled deployment; the same arguments give the same records. */
export type Simulate = (scenario: Scenario, effort: Effort) => Promise<ReplicationRecord[]>;

/** What a size of the pools was found to do. */
export interface Evaluation {
  readonly scenario: Scenario;
  readonly keeps: boolean;
  /** Breaks a promise that more of a pool helps to keep; and one that it only makes harder to keep. */
  readonly isTooLittle: boolean;
  readonly isTooMuch: boolean;
  readonly promises: readonly PromiseVerdict[];
  readonly records: readonly ReplicationRecord[];
  /** Whether a short look settled it, which tells little of what pools that scale cost. */
  readonly isShort: boolean;
  /** Provisioned for 30 days. */
  readonly provisionedUsd: number;
}

/** Sessions and replications of the first look; the second has a part of the sessions asked for. */
const FIRST_REQUESTS = 3000;
const FIRST_REPLICATIONS = 4;
const SECOND_SHARE = 0.2;
/** A look settles a promise that is kept or broken by so many half-widths. */
const CLEAR = 4;
/** Where the run asked for decides nothing, it goes on to so many times as many replications. */
const LONGEST = 4;

/**
 * Whether a deployment keeps its promises with 95 % confidence. Two short looks settle what is clear,
 * the run that was asked for most of the rest, and several times as many replications what is left;
 * what stays undecided is not kept. The outcome depends on the scenario alone, not on what was tried
 * before.
 */
export async function evaluate(
  scenario: Scenario,
  promises: readonly Promised[],
  run: { readonly replications: number; readonly requests: number },
  simulate: Simulate,
): Promise<Evaluation> {
  const { replications, requests } = run;
  for (const look of looks(run)) {
    const short = await simulate(scenario, look);
    // What more only makes harder is known well enough after the whole run alone.
    const broken = promises.map(
      (promise) => isHelpedByMore(promise) && isClearlyBroken(scenario, short, promise),
    );
    const judgedShort = judged(scenario, promises, short, (_, at) => broken[at] === true);
    if (broken.includes(true)) return { ...judgedShort, isShort: true };
    // Of pools that are scaled the cost is not known yet.
    const isClear = promises.every((promise) => isClearlyKept(scenario, short, promise));
    const isMet = judgedShort.promises.every(({ verdict }) => verdict === "met");
    if (!hasScaledPool(scenario) && isClear && isMet) return judgedShort;
  }
  const records = await simulate(scenario, { first: 0, replications, requests });
  const full = judgedFully(scenario, promises, records);
  if (worst(full.promises.map(({ verdict }) => verdict)) !== "undecided") return full;
  const more = await simulate(scenario, {
    first: replications,
    replications: (LONGEST - 1) * replications,
    requests,
  });
  return judgedFully(scenario, promises, [...records, ...more]);
}

/** What is looked at before the run that was asked for, where that is long enough for it to pay. */
function looks({ replications, requests }: { replications: number; requests: number }): Effort[] {
  const first = {
    first: 0,
    replications: Math.min(FIRST_REPLICATIONS, replications),
    requests: Math.min(FIRST_REQUESTS, requests),
  };
  const part = Math.ceil(SECOND_SHARE * requests);
  return part > FIRST_REQUESTS ? [first, { first: 0, replications, requests: part }] : [first];
}

/**
 * Whether a few replications put a promise out of doubt: the mean lies several half-widths of Student's
 * interval beyond the threshold. Enough to go no further, not enough for a figure to be shown with an
 * interval, which percentiles of so few sessions do not have.
 */
export function isClearlyBroken(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
  { kpi, workload, below, above }: Promised,
): boolean {
  if (kpi === "mtbfHours") return false;
  const range = clearRange(scenario, records, kpi, workload?.at);
  if (range === undefined) return false;
  const [low, high] = range;
  return (below !== undefined && low >= below) || (above !== undefined && high <= above);
}

/** Whether a promise looks broken, doubtful as that may be. */
export function isSeeminglyBroken(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
  { kpi, workload, below, above }: Promised,
): boolean {
  const { mean } = kpiFigure(scenario, records, kpi, workload?.at);
  if (mean === null) return true;
  return (below !== undefined && mean >= below) || (above !== undefined && mean <= above);
}

/** {@link isClearlyBroken} the other way round. */
function isClearlyKept(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
  { kpi, workload, below, above }: Promised,
): boolean {
  if (kpi === "mtbfHours") return true;
  const range = clearRange(scenario, records, kpi, workload?.at);
  if (range === undefined) return false;
  const [low, high] = range;
  return (below === undefined || high < below) && (above === undefined || low > above);
}

/** Several half-widths of Student's interval to both sides of the mean. */
function clearRange(
  scenario: Scenario,
  records: readonly ReplicationRecord[],
  kpi: KpiPath,
  workload: number | undefined,
): readonly [number, number] | undefined {
  const values = records.flatMap((record) => kpiOf(scenario, record, kpi, workload) ?? []);
  if (values.length < records.length) return undefined;
  const { mean, low, high } = meanInterval(values);
  if (low === null || high === null) return undefined;
  const reach = (CLEAR * (high - low)) / 2;
  return [mean - reach, mean + reach];
}

function judgedFully(
  scenario: Scenario,
  promises: readonly Promised[],
  records: readonly ReplicationRecord[],
): Evaluation {
  return judged(scenario, promises, records, ({ verdict }) => verdict !== "met");
}

/** The records held against the promises. */
function judged(
  scenario: Scenario,
  promises: readonly Promised[],
  records: readonly ReplicationRecord[],
  isBroken: (verdict: PromiseVerdict, at: number) => boolean,
): Evaluation {
  const verdicts = judgePromises(scenario, records, promises);
  const broken = promises.filter((_, at) => {
    const verdict = verdicts[at];
    return verdict !== undefined && isBroken(verdict, at);
  });
  return {
    scenario,
    keeps: broken.length === 0,
    isTooLittle: broken.some(isHelpedByMore),
    isTooMuch: broken.some((promise) => !isHelpedByMore(promise)),
    promises: verdicts,
    records,
    isShort: false,
    provisionedUsd: provisionedUsdPer30Days(scenario, records),
  };
}
