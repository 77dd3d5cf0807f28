import type { Objective, Optimum } from "./evolution.js";

/**
 * Downhill simplex with the dimension-adapted coefficients of F. Gao and L. Han ("Implementing the
 * Nelder–Mead simplex algorithm with adaptive parameters", 2012). The first simplex spans `spread`
 * along every axis. Stops after `evaluations` or when all corners are within `tolerance` of the best
 * value; yields before every move.
 */
export function* nelderMead(
  objective: Objective,
  start: Float64Array,
  spread: Float64Array,
  evaluations: number,
  tolerance: number,
): Generator<void, Optimum> {
  const n = start.length;
  const expansion = 1 + 2 / n;
  const contraction = 0.75 - 1 / (2 * n);
  const shrinkage = 1 - 1 / n;
  let used = 0;
  const measured = (point: Float64Array): { point: Float64Array; value: number } => {
    used += 1;
    return { point, value: objective(point) };
  };
  const corners = [measured(Float64Array.from(start))];
  for (let axis = 0; axis < n; axis += 1) {
    const point = Float64Array.from(start);
    point[axis] = (point[axis] ?? 0) + (spread[axis] ?? 0);
    corners.push(measured(point));
  }
  for (;;) {
    corners.sort((a, b) => a.value - b.value);
    const best = corners[0];
    const worst = corners[n];
    const second = corners[n - 1];
    if (best === undefined || worst === undefined || second === undefined) break;
    if (used >= evaluations || worst.value - best.value <= tolerance) break;
    yield;
    const centre = new Float64Array(n);
    for (let k = 0; k < n; k += 1) {
      for (let i = 0; i < n; i += 1) centre[i] = (centre[i] ?? 0) + (corners[k]?.point[i] ?? 0) / n;
    }
    /** The point at `factor` times the way from the centre away from the worst corner. */
    const along = (factor: number): { point: Float64Array; value: number } =>
      measured(centre.map((c, i) => c + factor * (c - (worst.point[i] ?? 0))));
    const reflected = along(1);
    if (reflected.value < best.value) {
      const expanded = along(expansion);
      corners[n] = expanded.value < reflected.value ? expanded : reflected;
      continue;
    }
    if (reflected.value < second.value) {
      corners[n] = reflected;
      continue;
    }
    const outside = reflected.value < worst.value;
    const contracted = along(outside ? contraction : -contraction);
    if (contracted.value < Math.min(reflected.value, worst.value)) {
      corners[n] = contracted;
      continue;
    }
    for (let k = 1; k <= n; k += 1) {
      const corner = corners[k];
      if (corner === undefined) continue;
      corners[k] = measured(
        corner.point.map((x, i) => (best.point[i] ?? 0) + shrinkage * (x - (best.point[i] ?? 0))),
      );
    }
  }
  const [best = { point: start, value: Infinity }] = corners;
  return { point: best.point, value: best.value, evaluations: used };
}
