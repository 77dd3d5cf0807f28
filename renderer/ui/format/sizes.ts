import type { PoolSizes, ScaleBounds } from "../../../engine/contract/plan-result.js";
import { formatCount, formatGiven } from "./number.js";

/** `8 × brain, 2 to 9 × search at 0.7, small cache`; an API has no count. */
export function sizesText(
  { brain, replicas, workers, scaling, cache }: PoolSizes,
  locale: string,
): string {
  const pool = (count: number, name: string, bounds: ScaleBounds | undefined): string => {
    if (bounds === undefined || bounds.minReplicas === bounds.maxReplicas) {
      return `${formatCount(bounds?.minReplicas ?? count, locale)} × ${name}`;
    }
    const { minReplicas, maxReplicas, target } = bounds;
    const range = `${formatCount(minReplicas, locale)} to ${formatCount(maxReplicas, locale)}`;
    return `${range} × ${name} at ${formatGiven(target, locale)}`;
  };
  const hands = Object.entries(workers).map(([name, count]) =>
    pool(count, name, scaling?.hands[name]),
  );
  const first = replicas === null ? brain : pool(replicas, brain, scaling?.brain);
  return [first, ...hands, ...(cache === undefined ? [] : [cache])].join(", ");
}
