import { describe, expect, it } from "vitest";
import { Autoscaler } from "../../engine/contract/autoscaling.js";
import type { ScalingRules } from "../../engine/contract/autoscaling.js";
import {
  HorizontalAutoscaler,
  proposedReplicas,
} from "../../engine/simulator/autoscaling/horizontal.js";
import { fc, runs } from "../property.js";

const rules = (parts: object): Autoscaler =>
  Autoscaler.parse({ maxReplicas: 1000, target: { utilisation: 0.5 }, ...parts });
const idle = { ready: 1, starting: 0, utilisation: 0, waiting: 0, inWork: 0 };

describe("what the metric asks for", () => {
  // kubernetes.io, "Horizontal Pod Autoscaling": 200m of 100m doubles, 50m halves; and the example of
  // the Kubernetes blog on tolerance (2025-04-28): 50 replicas, 90 % of 75 %, are to be 60.
  it.each([
    [1, 1, 0.5, 2],
    [2, 0.25, 0.5, 1],
    [50, 0.9, 0.75, 60],
    // 0.09 away from the ratio 1 is within the tolerance, 0.11 is not.
    [10, 0.545, 0.5, 10],
    [10, 0.555, 0.5, 12],
    [10, 0.455, 0.5, 10],
    // A division that is not exact in binary: 0.9 ÷ 0.3 is 3, not 4.
    [1, 0.9, 0.3, 3],
  ])("%d replicas, %f busy of %f wanted: %d", (ready, utilisation, target, wanted) => {
    const scaler = rules({ target: { utilisation: target } });
    expect(proposedReplicas(scaler, { ...idle, ready, utilisation })).toBe(wanted);
  });

  it("takes replicas that are starting for idle ones before it adds, and never turns round for it", () => {
    const seen = { ...idle, ready: 4, utilisation: 1 };
    expect(proposedReplicas(rules({}), { ...seen, starting: 0 })).toBe(8);
    expect(proposedReplicas(rules({}), { ...seen, starting: 2 })).toBe(8);
    expect(proposedReplicas(rules({}), { ...seen, starting: 4 })).toBe(8);
    expect(proposedReplicas(rules({}), { ...seen, starting: 8 })).toBe(12);
  });

  it("divides what waits, or waits and is in work, among replicas", () => {
    const seen = { ...idle, ready: 2, starting: 1, waiting: 17, inWork: 8 };
    expect(proposedReplicas(rules({ target: { queueLength: 5 } }), seen)).toBe(4);
    expect(proposedReplicas(rules({ target: { inFlight: 5 } }), seen)).toBe(5);
    expect(proposedReplicas(rules({ target: { queueLength: 5 } }), { ...seen, waiting: 16 })).toBe(
      3,
    );
    expect(proposedReplicas(rules({ target: { queueLength: 5 } }), idle)).toBe(0);
  });
});

describe("from what is asked for to what is done", () => {
  it("doubles, or adds four, every 15 seconds at most", () => {
    const scaler = new HorizontalAutoscaler(rules({}));
    const sizes = [1];
    for (let sync = 1; sync <= 6; sync += 1) {
      sizes.push(scaler.decide(15 * sync, sizes.at(-1) ?? 0, 100));
    }
    expect(sizes).toEqual([1, 5, 10, 20, 40, 80, 100]);
  });

  it("removes only after five minutes in which nothing asked for more", () => {
    const scaler = new HorizontalAutoscaler(rules({}));
    expect(scaler.decide(15, 10, 10)).toBe(10);
    for (let seconds = 30; seconds < 315; seconds += 15) {
      expect(scaler.decide(seconds, 10, 3)).toBe(10);
    }
    expect(scaler.decide(315, 10, 3)).toBe(3);
  });

  it("removes as its policies allow: the documented 10 % a minute, or 4 where that is less", () => {
    // kubernetes.io: 80 replicas lose 8, then 8 (7.2 rounded up), … and 4 a minute below 40.
    const scaler = new HorizontalAutoscaler(
      rules({
        scaleDown: {
          stabilisationSeconds: 0,
          policies: [
            { replicas: 4, periodSeconds: 60 },
            { percent: 10, periodSeconds: 60 },
          ],
        },
      }),
    );
    const sizes = [80];
    for (let minute = 1; minute <= 12; minute += 1) {
      sizes.push(scaler.decide(60 * minute, sizes.at(-1) ?? 0, 10));
    }
    expect(sizes).toEqual([80, 72, 64, 57, 51, 45, 40, 36, 32, 28, 24, 20, 16]);
  });

  it("keeps its bounds", () => {
    const scaler = rules({ minReplicas: 2, maxReplicas: 6 });
    expect(new HorizontalAutoscaler(scaler).decide(15, 4, 100)).toBe(6);
    expect(new HorizontalAutoscaler(scaler).decide(400, 4, 0)).toBe(2);
  });

  it("does what Kubernetes' own steps do, with all of the past looked at each time", () => {
    const policies = fc.array(
      fc.oneof(
        fc.record({
          replicas: fc.integer({ min: 1, max: 8 }),
          periodSeconds: fc.constantFrom(15, 60, 90),
        }),
        fc.record({
          percent: fc.constantFrom(10, 50, 100),
          periodSeconds: fc.constantFrom(15, 60),
        }),
      ),
      { minLength: 1, maxLength: 3 },
    );
    const direction = fc.record({
      stabilisationSeconds: fc.constantFrom(0, 30, 300),
      select: fc.constantFrom("max", "min", "disabled"),
      policies,
    });
    fc.assert(
      fc.property(
        fc.record({
          minReplicas: fc.integer({ min: 1, max: 4 }),
          maxReplicas: fc.integer({ min: 4, max: 40 }),
          scaleUp: direction,
          scaleDown: direction,
        }),
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 60 }),
        (parts, proposals) => {
          const scaler = rules(parts);
          const product = new HorizontalAutoscaler(scaler);
          const twin = new Twin(scaler);
          let current = 4;
          proposals.forEach((proposed, sync) => {
            const next = product.decide(15 * (sync + 1), current, proposed);
            expect(next).toBe(twin.decide(15 * (sync + 1), current, proposed));
            expect(next).toBeGreaterThanOrEqual(Math.min(current, scaler.minReplicas));
            expect(next).toBeLessThanOrEqual(scaler.maxReplicas);
            current = next;
          });
        },
      ),
      { numRuns: runs(300) },
    );
  });
});

/** The published steps, one after another, over a history of which nothing is ever dropped. */
class Twin {
  private readonly rules: Autoscaler;
  private readonly history: { at: number; asked: number; before: number; after: number }[] = [];

  constructor(scaler: Autoscaler) {
    this.rules = scaler;
  }

  decide(at: number, current: number, asked: number): number {
    const { scaleUp, scaleDown, minReplicas, maxReplicas } = this.rules;
    let least = asked;
    let most = asked;
    for (const past of this.history) {
      if (at - past.at < scaleUp.stabilisationSeconds) least = Math.min(least, past.asked);
      if (at - past.at < scaleDown.stabilisationSeconds) most = Math.max(most, past.asked);
    }
    let after = current;
    if (after < least) after = least;
    if (after > most) after = most;
    if (after > current) {
      const limit = Math.max(current, this.limit(at, current, scaleUp, 1));
      after = Math.min(after, maxReplicas, limit);
    } else if (after < current) {
      const limit = Math.min(current, this.limit(at, current, scaleDown, -1));
      after = Math.max(after, minReplicas, limit);
    }
    this.history.push({ at, asked, before: current, after });
    return after;
  }

  private limit(at: number, current: number, rule: ScalingRules, sign: 1 | -1): number {
    if (rule.select === "disabled") return current;
    let chosen: number | undefined;
    for (const policy of rule.policies) {
      let start = current;
      for (const past of this.history) {
        if (at - past.at < policy.periodSeconds) start -= past.after - past.before;
      }
      const exact =
        "replicas" in policy
          ? start + sign * policy.replicas
          : start * (1 + (sign * policy.percent) / 100);
      const reached = sign > 0 ? Math.ceil(exact) : Math.floor(exact);
      const isFarther = chosen === undefined || sign * (reached - chosen) > 0;
      if (chosen === undefined || (rule.select === "max") === isFarther) chosen = reached;
    }
    return chosen ?? current;
  }
}
