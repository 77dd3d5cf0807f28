import type { PoolSizes } from "../../../engine/contract/plan-result.js";
import { formatCount } from "./number.js";

/** `8 × brain, 12 × search`; an API has no count. */
export function sizesText({ brain, replicas, workers }: PoolSizes, locale: string): string {
  const pool = (count: number, name: string): string => `${formatCount(count, locale)} × ${name}`;
  const hands = Object.entries(workers).map(([name, count]) => pool(count, name));
  return [replicas === null ? brain : pool(replicas, brain), ...hands].join(", ");
}
