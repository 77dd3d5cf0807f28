import type { PromiseVerdict } from "../../contract/plan-result.js";
import type { Scenario } from "../../contract/scenario.js";
import type { ReplicationRecord } from "../../simulator/replication.js";
import { kpiOf } from "../../simulator/kpis.js";
import { meanInterval } from "../../statistics/interval.js";
import { worst } from "../requirements.js";
import { judgePromises } from "./promises.js";
import type { Promised } from "./promises.js";

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
  readonly promises: readonly PromiseVerdict[];
  readonly records: readonly ReplicationRecord[];
}

/** Sessions and replications of the first look. */
const FIRST_REQUESTS = 3000;
const FIRST_REPLICATIONS = 4;
/** A first look tells that a promise is broken when it is so many half-widths beyond it. */
const CLEAR = 4;
/** Where the run asked for decides nothing, it goes on to so many times as many replications. */
const LONGEST = 4;

/**
 * Whether a deployment keeps its promises with 95 % confidence. A short look settles what clearly does
 * not, the run that was asked for most of the rest, and several times as many replications what is
 * left; what stays undecided is not kept. The outcome depends on the scenario alone, not on what was
 * tried before.
 */
export async function evaluate(
  scenario: Scenario,
  promises: readonly Promised[],
  run: { readonly replications: number; readonly requests: number },
  simulate: Simulate,
): Promise<Evaluation> {
  const look = {
    first: 0,
    replications: Math.min(FIRST_REPLICATIONS, run.replications),
    requests: Math.min(FIRST_REQUESTS, run.requests),
  };
  const short = await simulate(scenario, look);
  if (promises.some((promise) => isClearlyBroken(scenario, short, promise))) {
    return judged(scenario, promises, short);
  }
  const { replications, requests } = run;
  const records = await simulate(scenario, { first: 0, replications, requests });
  const full = judged(scenario, promises, records);
  if (worst(full.promises.map(({ verdict }) => verdict)) !== "undecided") return full;
  const more = await simulate(scenario, {
    first: replications,
    replications: (LONGEST - 1) * replications,
    requests,
  });
  return judged(scenario, promises, [...records, ...more]);
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
  const values = records.flatMap((record) => kpiOf(scenario, record, kpi, workload?.at) ?? []);
  if (values.length < records.length) return false;
  const { mean, low, high } = meanInterval(values);
  if (mean === null || low === null || high === null) return false;
  const reach = (CLEAR * (high - low)) / 2;
  return (
    (below !== undefined && mean - reach >= below) || (above !== undefined && mean + reach <= above)
  );
}

/** The records held against the promises; a pool that is busy all the time keeps none of them for long. */
export function judged(
  scenario: Scenario,
  promises: readonly Promised[],
  records: readonly ReplicationRecord[],
): Evaluation {
  const verdicts = judgePromises(scenario, records, promises);
  return {
    scenario,
    keeps: verdicts.every(({ verdict }) => verdict === "met"),
    promises: verdicts,
    records,
  };
}
