import type { Autoscaler } from "../../contract/autoscaling.js";
import { fewestSteady } from "./demand.js";
import type { Demand } from "./demand.js";
import { boundsOf } from "./space.js";
import type { PoolSize, Space } from "./space.js";

/** A place on every axis, counted from 0. */
export type Point = readonly number[];

/** One thing about one pool that can be chosen, its values in the order of growing capacity. */
export interface Axis {
  /** The pool's place in the space. */
  readonly pool: number;
  readonly what: "count" | "minReplicas" | "maxReplicas" | "target";
  readonly values: readonly number[];
}

/** A pool of more than so many times what its load needs is no plan. */
const MOST_TIMES = 4;
const MOST_MORE = 8;
/** Bounds of scaled pools above this are tried in steps of about a quarter. */
const EVERY_COUNT_TO = 8;
const STEP = 1.25;

/** Targets tried where the user names none: busy shares, and multiples of the scenario's own target. */
const UTILISATIONS = [0.5, 0.6, 0.7, 0.8, 0.9];
const MULTIPLES = [0.25, 0.5, 1, 2, 4];

/**
 * What is worth trying: from the fewest that are shown to keep up with the load (for an open load fewer
 * have no steady state) to several times as many. A batched
 * server does more the more it has to do at once, so being busy says nothing of how many it takes. Bounds
 * that the user set hold instead. The scenario's own bounds and target of a scaled pool are among them.
 */
export function axesOf(
  space: Space,
  { busy, busyAtMost }: Pick<Demand, "busy" | "busyAtMost">,
  isOpen: boolean,
): Axis[] {
  const { option, pools, scenario } = space;
  return pools.flatMap(({ name, rules }, pool): Axis[] => {
    const servers = busy[pool] ?? 0;
    const bounds = name === undefined ? undefined : scenario.planning?.workers[name];
    const asked = name === undefined ? option.maxReplicas : bounds?.max;
    const isBatched = name === undefined && option.brain.kind === "batched";
    const needed = isOpen && !isBatched ? fewestSteady(busyAtMost[pool] ?? 0) : 1;
    const lowest = bounds?.min ?? 1;
    const least = Math.max(needed, lowest);
    const typical = Math.ceil(MOST_TIMES * servers) + MOST_MORE;
    if (rules === undefined) {
      return [{ pool, what: "count", values: range(least, asked ?? typical) }];
    }
    const own = boundsOf(rules);
    const most = asked ?? Math.max(typical, own.maxReplicas);
    const first = own.minReplicas === 0 && lowest === 1 ? 0 : lowest;
    const asGiven = (value: number, from: number): number[] =>
      value >= from && value <= most ? [value] : [];
    return [
      { pool, what: "minReplicas", values: steps(first, most, asGiven(own.minReplicas, first)) },
      { pool, what: "maxReplicas", values: steps(least, most, asGiven(own.maxReplicas, least)) },
      { pool, what: "target", values: targetsOf(space, pool, rules) },
    ];
  });
}

function targetsOf({ pools, scenario }: Space, pool: number, rules: Autoscaler): number[] {
  const name = pools[pool]?.name;
  const targets = scenario.planning?.targets;
  const asked = name === undefined ? targets?.brain : targets?.hands[name];
  const own = boundsOf(rules).target;
  const usual =
    rules.target.utilisation === undefined
      ? MULTIPLES.map((factor) => factor * own)
      : [...UTILISATIONS, own];
  // A lower target has more replicas.
  return sorted(asked ?? usual).toReversed();
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
}

/** Every count where they are few, then ever larger steps; both ends and `others` are among them. */
function steps(from: number, to: number, others: readonly number[]): number[] {
  if (from > to) return [];
  const values = [...others, to];
  for (let value = from; value < to;) {
    values.push(value);
    value = value < EVERY_COUNT_TO ? value + 1 : Math.ceil(value * STEP);
  }
  return sorted(values);
}

function sorted(values: readonly number[]): number[] {
  return [...new Set(values)].toSorted((a, b) => a - b);
}

/** The sizes of the space's pools at a point. Where the least is above the most, both are the least. */
export function sizesOf({ pools }: Space, axes: readonly Axis[], point: Point): PoolSize[] {
  const value = (pool: number, what: Axis["what"]): number | undefined => {
    const at = axes.findIndex((axis) => axis.pool === pool && axis.what === what);
    return axes[at]?.values[point[at] ?? 0];
  };
  return pools.map((_, pool): PoolSize => {
    const target = value(pool, "target");
    if (target === undefined) return value(pool, "count") ?? 1;
    const minReplicas = value(pool, "minReplicas") ?? 1;
    const most = value(pool, "maxReplicas") ?? 1;
    return { minReplicas, maxReplicas: Math.max(minReplicas, most), target };
  });
}

/** The least place on each axis whose value is at least the size's; for a target the nearest below it. */
export function pointOf(axes: readonly Axis[], sizes: readonly PoolSize[]): Point {
  return axes.map(({ pool, what, values }) => {
    const size = sizes[pool] ?? 1;
    const wanted = typeof size === "number" ? size : what === "count" ? 1 : size[what];
    const at = values.findIndex((value) => (what === "target" ? value <= wanted : value >= wanted));
    return at < 0 ? values.length - 1 : at;
  });
}
