import * as fc from "fast-check";
import { expect, it } from "vitest";
import { cheapest, costOf } from "../../../engine/planner/pools/lattice.js";
import type { LatticeProblem, Point } from "../../../engine/planner/pools/lattice.js";

/** A space with promises that more of anything never breaks: at least one of some corners is reached. */
const problems = fc.integer({ min: 1, max: 4 }).chain((size) => {
  const point = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: size, maxLength: size });
  return fc.record({
    mins: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: size, maxLength: size }),
    costs: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: size, maxLength: size }),
    weights: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: size, maxLength: size }),
    cap: fc.integer({ min: 0, max: 60 }),
    corners: fc.array(point, { minLength: 0, maxLength: 5 }),
  });
});

interface Made {
  readonly problem: LatticeProblem;
  readonly keeps: (point: Point) => boolean;
  readonly asked: Point[];
}

function make(one: {
  mins: number[];
  costs: number[];
  weights: number[];
  cap: number;
  corners: number[][];
}): Made {
  const asked: Point[] = [];
  const keeps = (point: Point): boolean =>
    one.corners.some((corner) => corner.every((count, at) => (point[at] ?? 0) >= count));
  const problem: LatticeProblem = {
    axes: one.mins.map((min, at) => ({ min, max: 6, cost: one.costs[at] ?? 1 })),
    fixedCost: 5,
    isWithin: (point) =>
      point.reduce((sum, count, at) => sum + count * (one.weights[at] ?? 0), 0) <= one.cap,
    keeps: async (point) => {
      asked.push(point);
      return keeps(point);
    },
  };
  return { problem, keeps, asked };
}

function everyPoint({ axes }: LatticeProblem): Point[] {
  return axes.reduce<Point[]>(
    (points, { min, max }) =>
      points.flatMap((point) =>
        Array.from({ length: max - min + 1 }, (_, add) => [...point, min + add]),
      ),
    [[]],
  );
}

it("finds the cost that trying every point finds", async () => {
  await fc.assert(
    fc.asyncProperty(problems, fc.integer({ min: 6, max: 400 }), async (made, budget) => {
      const { problem, keeps, asked } = make(made);
      const best = everyPoint(problem)
        .filter((point) => problem.isWithin(point) && keeps(point))
        .map((point) => costOf(problem, point))
        .filter((cost) => cost < budget)
        .reduce((least, cost) => Math.min(least, cost), Infinity);
      const answer = await cheapest(problem, budget);
      expect(answer?.cost ?? Infinity).toBe(best);
      if (answer !== undefined) {
        expect(keeps(answer.point)).toBe(true);
        expect(problem.isWithin(answer.point)).toBe(true);
      }
      // No point is asked twice.
      expect(new Set(asked.map(String)).size).toBe(asked.length);
    }),
    { numRuns: 500 },
  );
});

it("asks a small part of a large space", async () => {
  const { problem, asked } = make({
    mins: [0, 0, 0, 0],
    costs: [30, 7, 5, 3],
    weights: [0, 0, 0, 0],
    cap: 0,
    corners: [[3, 2, 4, 1]],
  });
  expect((await cheapest(problem, 1e9))?.point).toEqual([3, 2, 4, 1]);
  expect(asked.length).toBeLessThan(40);
});
