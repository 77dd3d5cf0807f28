import type { Point } from "./axes.js";

/** What trying a point showed. */
export interface Outcome {
  /** It keeps every promise. */
  readonly keeps: boolean;
  /** Whether fewer of anything may do as well. If not, all points below it are ruled out. */
  readonly isTooLittle: boolean;
  /** Whether it breaks what more of anything only breaks further; then all above are ruled out. */
  readonly isTooMuch: boolean;
  /** undefined where it was not worth finding out. */
  readonly cost: number | undefined;
}

/**
 * Points of a box, place 0 of every axis the smallest. More along any axis never breaks what fewer keep,
 * and never costs less: what is concluded from one point for others rests on that. Of the cost of pools
 * that are scaled it holds within about a percent.
 */
export interface LatticeProblem {
  /** Places of each axis, at least one. */
  readonly lengths: readonly number[];
  /** A lower bound on the cost of a point and of all above it, known without trying it. */
  readonly floorOf: (point: Point) => number;
  /** Whether the point, and all above it, may be candidates at all. */
  readonly isWithin: (point: Point) => boolean;
  readonly attempt: (point: Point) => Promise<Outcome>;
  /** Whether enough was tried, even if something cheaper is not ruled out yet. */
  readonly isSpent: () => boolean;
}

export interface LatticeAnswer {
  readonly best: { readonly point: Point; readonly cost: number } | undefined;
  /** What everything that was not ruled out costs at least; Infinity when nothing is left. */
  readonly floor: number;
}

/**
 * The cheapest point below `budget` that keeps its promises, exactly, unless the search is spent first.
 *
 * Points that have too little rule out all below them; points that keep their promises, cost too much
 * or break a limit rule out all above them. What is left has least corners, and the cheapest floor of
 * these is a lower bound on the answer. Each question is asked halfway up from that corner to where
 * nothing is open any more, so that either answer rules out much; a new best is lowered along each axis.
 * `known` are points to begin with.
 */
export async function cheapest(
  problem: LatticeProblem,
  budget: number,
  known: readonly Point[] = [],
): Promise<LatticeAnswer> {
  const { lengths, floorOf } = problem;
  let best: LatticeAnswer["best"];
  /** Least points that nothing rules out. */
  let corners: Point[] = [lengths.map(() => 0)];
  /** Points above which nothing is better. */
  const ceilings: Point[] = [];

  const limit = (): number => best?.cost ?? budget;
  const isOpen = (point: Point): boolean =>
    floorOf(point) < limit() &&
    problem.isWithin(point) &&
    !ceilings.some((ceiling) => isBelow(ceiling, point));
  const isRuledOut = (point: Point): boolean => !corners.some((corner) => isBelow(corner, point));

  const attempt = async (point: Point): Promise<Outcome> => {
    const outcome = await problem.attempt(point);
    const { keeps, isTooLittle, isTooMuch, cost = 0 } = outcome;
    if (keeps && cost < limit()) best = { point, cost };
    if (isTooLittle) ruleOutBelow(point);
    if (keeps || isTooMuch || cost >= limit()) ceilings.push(point);
    return outcome;
  };

  const ruleOutBelow = (failed: Point): void => {
    const kept = corners.filter((corner) => !isBelow(corner, failed));
    const raised = corners
      .filter((corner) => isBelow(corner, failed))
      .flatMap((corner) =>
        lengths.flatMap((length, axis) => {
          const place = (failed[axis] ?? 0) + 1;
          return place < length ? [replaced(corner, axis, place)] : [];
        }),
      )
      .filter(isOpen);
    corners = minimal([...kept, ...raised]);
  };

  /** Lowers a point that keeps its promises along each axis, the one that saves most first. */
  const lower = async (from: Point): Promise<void> => {
    const saving = (axis: number): number => floorOf(from) - floorOf(replaced(from, axis, 0));
    const axes = lengths.map((_, axis) => axis).toSorted((a, b) => saving(b) - saving(a));
    let good = from;
    for (const axis of axes) {
      let low = 0;
      while (low < (good[axis] ?? 0) && !problem.isSpent()) {
        const tried = replaced(good, axis, Math.floor((low + (good[axis] ?? 0)) / 2));
        if (!isRuledOut(tried) && (await attempt(tried)).keeps) good = tried;
        else low = (tried[axis] ?? 0) + 1;
      }
    }
  };

  for (const point of known) {
    if (isOpen(point) && !isRuledOut(point) && (await attempt(point)).keeps) await lower(point);
  }
  for (;;) {
    corners = corners.filter(isOpen);
    const corner = leastOf(corners, floorOf);
    if (corner === undefined) return { best, floor: Infinity };
    if (problem.isSpent()) return { best, floor: floorOf(corner) };
    const path = climb(lengths, corner, isOpen);
    // Without a best yet there is nothing to halve towards: go up as far as may be.
    const at = best === undefined ? path.length - 1 : Math.floor(path.length / 2);
    const point = path[at] ?? corner;
    if ((await attempt(point)).keeps) await lower(point);
  }
}

/** Points from `from` upwards, one step along each axis in turn while `isOpen` lets it. */
export function climb(
  lengths: readonly number[],
  from: Point,
  isOpen: (point: Point) => boolean,
): Point[] {
  const path = [from];
  let point = from;
  for (let moved = true; moved;) {
    moved = false;
    for (const [axis, length] of lengths.entries()) {
      const next = replaced(point, axis, (point[axis] ?? 0) + 1);
      if ((next[axis] ?? 0) >= length || !isOpen(next)) continue;
      point = next;
      path.push(point);
      moved = true;
    }
  }
  return path;
}

function leastOf(points: readonly Point[], costOf: (point: Point) => number): Point | undefined {
  let least: Point | undefined;
  for (const point of points)
    if (least === undefined || costOf(point) < costOf(least)) least = point;
  return least;
}

export function replaced(point: Point, at: number, place: number): Point {
  return point.map((value, axis) => (axis === at ? place : value));
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
