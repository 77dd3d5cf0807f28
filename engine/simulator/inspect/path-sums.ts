import type { PathGroup } from "../../contract/path-group.js";
import { STAGES } from "../../contract/result.js";
import { HEAT_ROWS, heatRowOf } from "../../statistics/heat-rows.js";
import { SESSION_DOUBLES, STAGE } from "../session-row.js";

/** Of each row of latencies: sessions, latency, then the stages. */
const COUNT = 0;
const LATENCY = 1;
const STAGE_SUMS = 2;
const SUMS = STAGE_SUMS + STAGES.length;

/** The percentiles of latency that sessions are told apart by. */
const BOUNDS = [0, 0.5, 0.9, 0.95, 0.99, 1] as const;

/**
 * What completed sessions' critical paths are made of, summed by how long the sessions took: memory does
 * not grow with their number. A session's stages are those of its critical path (see `Branches`).
 */
export class PathSums {
  /** `[heat row · SUMS + what]`. */
  readonly sums: Float64Array;

  constructor(sums = new Float64Array(HEAT_ROWS * SUMS)) {
    this.sums = sums;
  }

  /** The session in `row` of the table's doubles took `latencyMs`. */
  add(real: Float64Array, row: number, latencyMs: number): void {
    const { sums } = this;
    const to = heatRowOf(latencyMs) * SUMS;
    const from = row * SESSION_DOUBLES + STAGE;
    sums[to + COUNT] = (sums[to + COUNT] ?? 0) + 1;
    sums[to + LATENCY] = (sums[to + LATENCY] ?? 0) + latencyMs;
    for (let stage = 0; stage < STAGES.length; stage += 1) {
      const at = to + STAGE_SUMS + stage;
      sums[at] = (sums[at] ?? 0) + (real[from + stage] ?? 0);
    }
  }
}

/** The sums of all replications, between percentiles of latency; groups without a session are left out. */
export function pathGroups(replications: readonly Float64Array[]): PathGroup[] {
  const all = new Float64Array(HEAT_ROWS * SUMS);
  for (const sums of replications) sums.forEach((value, at) => (all[at] = (all[at] ?? 0) + value));
  let total = 0;
  for (let row = 0; row < HEAT_ROWS; row += 1) total += all[row * SUMS + COUNT] ?? 0;
  return BOUNDS.slice(1).flatMap((to, at) => {
    const from = BOUNDS[at] ?? 0;
    const group = between(all, from * total, to * total);
    const sessions = group[COUNT] ?? 0;
    if (sessions <= 0) return [];
    const mean = (what: number): number => (group[what] ?? 0) / sessions;
    return [
      {
        from,
        to,
        sessions,
        meanLatencyMs: mean(LATENCY),
        stagesMs: Object.fromEntries(
          STAGES.map((stage, index) => [stage, mean(STAGE_SUMS + index)]),
        ),
      },
    ];
  });
}

/** The sums of the sessions from number `first` to `last`, quickest row first. */
function between(all: Float64Array, first: number, last: number): Float64Array {
  const group = new Float64Array(SUMS);
  let before = 0;
  for (let row = 0; row < HEAT_ROWS; row += 1) {
    const count = all[row * SUMS + COUNT] ?? 0;
    const inside = Math.min(last, before + count) - Math.max(first, before);
    before += count;
    if (inside <= 0) continue;
    for (let what = 0; what < SUMS; what += 1) {
      group[what] = (group[what] ?? 0) + ((all[row * SUMS + what] ?? 0) * inside) / count;
    }
  }
  return group;
}
