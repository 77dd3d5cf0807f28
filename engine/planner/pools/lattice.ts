/** How many of each pool; one whole number for each axis. */
export type Point = readonly number[];

/** One pool that can be sized. */
export interface Axis {
  readonly min: number;
  readonly max: number;
  /** Cost of one more; above 0. */
  readonly cost: number;
}

export interface LatticeProblem {
  readonly axes: readonly Axis[];
  /** Cost at all counts 0; with it `costOf` orders points of several problems. */
  readonly fixedCost: number;
  /** A bound that grows with the counts, such as failures an hour: points above it are no candidates. */
  readonly isWithin: (point: Point) => boolean;
  /**
   * Whether the pools keep every promise. More of any pool never breaks one that fewer keep: what is
   * called with is neither below a point that failed nor above one that passed.
   */
  readonly keeps: (point: Point) => Promise<boolean>;
}

export interface LatticeAnswer {
  readonly point: Point;
  readonly cost: number;
}

/** Cost of a point, in the order of the axes so that equal points have equal costs. */
export function costOf({ axes, fixedCost }: LatticeProblem, point: Point): number {
  return axes.reduce((sum, { cost }, at) => sum + cost * (point[at] ?? 0), fixedCost);
}

/**
 * The cheapest point below `budget` that keeps its promises, exactly, for promises that more of a pool
 * never breaks; undefined where there is none.
 *
 * Points known to fail rule out all that lie below them. What is left has least corners, and the
 * cheapest of these is a lower bound on the answer. Each question is asked above that corner and
 * halfway in cost to the best point so far: "no" rules out a block of corners at once, "yes" is a new
 * best, which is then lowered along each axis. The search ends when no corner is cheaper than the best.
 * `known` are points tried before that keep their promises.
 */
export async function cheapest(
  problem: LatticeProblem,
  budget: number,
  known: readonly Point[] = [],
): Promise<LatticeAnswer | undefined> {
  const { axes } = problem;
  let best: LatticeAnswer | undefined;
  const limit = (): number => best?.cost ?? budget;
  const accept = (point: Point): void => {
    const cost = costOf(problem, point);
    if (cost < limit()) best = { point, cost };
  };
  const lower = async (from: Point): Promise<void> => {
    let point = from;
    // The dearest pool first: it has most to give.
    const order = axes
      .map((_, at) => at)
      .toSorted((a, b) => (axes[b]?.cost ?? 0) - (axes[a]?.cost ?? 0));
    for (const axis of order) point = await lowerAlong(axis, point);
    accept(point);
  };
  /** The least count along one axis, by halving; what fails on the way rules out corners. */
  const lowerAlong = async (axis: number, from: Point): Promise<Point> => {
    let good = from;
    let low = axes[axis]?.min ?? 0;
    while (low < (good[axis] ?? 0)) {
      const tried = replaced(good, axis, Math.floor((low + (good[axis] ?? 0)) / 2));
      if (isRuledOut(tried)) low = (tried[axis] ?? 0) + 1;
      else if (await problem.keeps(tried)) good = tried;
      else {
        low = (tried[axis] ?? 0) + 1;
        ruleOut(tried);
      }
    }
    return good;
  };

  /** Least points that nothing rules out. */
  let corners: Point[] = [axes.map(({ min }) => min)].filter((point) => problem.isWithin(point));
  const isRuledOut = (point: Point): boolean => !corners.some((corner) => isBelow(corner, point));
  const ruleOut = (failed: Point): void => {
    const kept = corners.filter((corner) => !isBelow(corner, failed));
    const raised = corners
      .filter((corner) => isBelow(corner, failed))
      .flatMap((corner) =>
        axes.flatMap(({ max }, at) => {
          const count = (failed[at] ?? 0) + 1;
          const next = replaced(corner, at, count);
          return count <= max && problem.isWithin(next) ? [next] : [];
        }),
      );
    corners = minimal([...kept, ...raised]);
  };

  for (const point of known) if (problem.isWithin(point)) await lower(point);
  for (;;) {
    const corner = cheapestOf(corners);
    if (corner === undefined || costOf(problem, corner) >= limit()) return best;
    const floor = costOf(problem, corner);
    // Without a best yet there is no upper end to halve towards: go up as far as the budget lets.
    const ceiling = best === undefined ? limit() : (floor + limit()) / 2;
    const point = raise(problem, corner, ceiling);
    if (await problem.keeps(point)) await lower(point);
    else ruleOut(point);
  }

  function cheapestOf(points: readonly Point[]): Point | undefined {
    let least: Point | undefined;
    for (const point of points) {
      if (least === undefined || costOf(problem, point) < costOf(problem, least)) least = point;
    }
    return least;
  }
}

/** Adds one to each axis in turn while the cost stays below `ceiling`. */
export function raise(problem: LatticeProblem, from: Point, ceiling: number): Point {
  let point = from;
  for (let moved = true; moved;) {
    moved = false;
    for (const [at, { max }] of problem.axes.entries()) {
      const next = replaced(point, at, (point[at] ?? 0) + 1);
      if ((next[at] ?? 0) > max || costOf(problem, next) >= ceiling || !problem.isWithin(next))
        continue;
      point = next;
      moved = true;
    }
  }
  return point;
}

function replaced(point: Point, at: number, count: number): Point {
  return point.map((value, axis) => (axis === at ? count : value));
}

/** Whether `a` has no more of anything than `b`. */
function isBelow(a: Point, b: Point): boolean {
  return a.every((value, at) => value <= (b[at] ?? 0));
}

/** The points that have no other point below them. */
function minimal(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const [at, point] of points.entries()) {
    const isCovered =
      kept.some((other) => isBelow(other, point)) ||
      points.slice(at + 1).some((other) => isBelow(other, point) && !isBelow(point, other));
    if (!isCovered) kept.push(point);
  }
  return kept;
}
