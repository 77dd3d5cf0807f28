import { expect, it } from "vitest";
import type { Point } from "../../../engine/planner/pools/axes.js";
import { cheapest } from "../../../engine/planner/pools/lattice.js";
import type { LatticeProblem } from "../../../engine/planner/pools/lattice.js";
import { fc, runs } from "../../property.js";

const LENGTH = 6;

/** Promises that more of anything never breaks, limits that it does, and a cost known beforehand in part. */
const problems = fc.integer({ min: 1, max: 4 }).chain((size) => {
  const each = (max: number, min = 0): fc.Arbitrary<number[]> =>
    fc.array(fc.integer({ min, max }), { minLength: size, maxLength: size });
  return fc.record({
    costs: each(30, 1),
    /** What a place costs beside, which only trying it tells. */
    hidden: each(20),
    weights: each(3),
    cap: fc.integer({ min: 0, max: 60 }),
    limits: each(3),
    most: fc.integer({ min: 0, max: 60 }),
    corners: fc.array(each(LENGTH - 1), { minLength: 0, maxLength: 5 }),
  });
});
type Made = typeof problems extends fc.Arbitrary<infer T> ? T : never;

const weighted = (weights: readonly number[], point: Point): number =>
  point.reduce((sum, place, axis) => sum + place * (weights[axis] ?? 0), 0);

const costOf = ({ costs, hidden }: Made, point: Point): number =>
  5 + weighted(costs, point) + weighted(hidden, point);

const serves = ({ corners }: Made, point: Point): boolean =>
  corners.some((corner) => corner.every((place, axis) => (point[axis] ?? 0) >= place));

const keeps = (made: Made, point: Point): boolean =>
  serves(made, point) && weighted(made.limits, point) <= made.most;

function problemOf(made: Made, asked: Point[], mostAsked = Infinity): LatticeProblem {
  return {
    lengths: made.costs.map(() => LENGTH),
    floorOf: (point) => 5 + weighted(made.costs, point),
    isWithin: (point) => weighted(made.weights, point) <= made.cap,
    isSpent: () => asked.length >= mostAsked,
    attempt: async (point) => {
      asked.push(point);
      const isTooLittle = !serves(made, point);
      const isTooMuch = weighted(made.limits, point) > made.most;
      // A short look at what does not serve tells no cost.
      const cost = isTooLittle ? undefined : costOf(made, point);
      return { keeps: !isTooLittle && !isTooMuch, isTooLittle, isTooMuch, cost };
    },
  };
}

function everyPoint(size: number): Point[] {
  return Array.from({ length: LENGTH ** size }, (_, at) =>
    Array.from({ length: size }, (__, axis) => Math.floor(at / LENGTH ** axis) % LENGTH),
  );
}

function exhaustive(made: Made, budget: number): number {
  return everyPoint(made.costs.length)
    .filter((point) => weighted(made.weights, point) <= made.cap && keeps(made, point))
    .map((point) => costOf(made, point))
    .filter((cost) => cost < budget)
    .reduce((least, cost) => Math.min(least, cost), Infinity);
}

it("finds the cost that trying every point finds", async () => {
  await fc.assert(
    fc.asyncProperty(problems, fc.integer({ min: 6, max: 400 }), async (made, budget) => {
      const asked: Point[] = [];
      const { best, floor } = await cheapest(problemOf(made, asked), budget);
      expect(best?.cost ?? Infinity).toBe(exhaustive(made, budget));
      expect(floor).toBe(Infinity);
      // No point is asked twice.
      expect(new Set(asked.map(String)).size).toBe(asked.length);
    }),
    { numRuns: runs(500) },
  );
});

it("says what the rest costs at least when it is spent first", async () => {
  await fc.assert(
    fc.asyncProperty(problems, fc.integer({ min: 0, max: 8 }), async (made, mostAsked) => {
      const { best, floor } = await cheapest(problemOf(made, [], mostAsked), Infinity);
      const least = exhaustive(made, Infinity);
      expect(Math.min(best?.cost ?? Infinity, floor)).toBeLessThanOrEqual(least);
    }),
    { numRuns: runs(300) },
  );
});

it("asks a small part of a large space", async () => {
  const made: Made = {
    costs: [30, 7, 5, 3],
    hidden: [0, 0, 0, 0],
    weights: [0, 0, 0, 0],
    cap: 0,
    limits: [0, 0, 0, 0],
    most: 0,
    corners: [[3, 2, 4, 1]],
  };
  const asked: Point[] = [];
  const { best } = await cheapest(problemOf(made, asked), 1e9);
  expect(best?.point).toEqual([3, 2, 4, 1]);
  expect(asked.length).toBeLessThan(40);
});
