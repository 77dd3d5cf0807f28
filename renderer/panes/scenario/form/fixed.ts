import { formatPath } from "../../../../engine/contract/problems.js";
import { valueAt } from "./form-source.js";

/** A number that the rest of the scenario leaves no choice in, and why. */
export interface Fixed {
  readonly to: number;
  readonly why: string;
}

const RECORDED: Fixed = {
  to: 1,
  why: "A recorded trace is not scaled: change the speed of its arrivals.",
};
const OWN_CACHE: Fixed = {
  to: 0,
  why: "A batched brain's own prefix cache decides.",
};

/** Every such number that has a slider, by its path: a slider would lead to values that are refused. */
export function fixedNumbers(root: unknown): ReadonlyMap<string, Fixed> {
  const fixed = new Map<string, Fixed>();
  const workloads = valueAt(root, ["workloads"]);
  if (!Array.isArray(workloads)) return fixed;
  const isBatched = valueAt(root, ["brain", "kind"]) === "batched";
  workloads.forEach((workload: unknown, at) => {
    const isRecorded = ["trace", "recorded"].some(
      (form) => valueAt(workload, ["arrivals", form]) !== undefined,
    );
    if (isRecorded) fixed.set(formatPath(["workloads", at, "weight"]), RECORDED);
    if (isBatched) {
      fixed.set(formatPath(["workloads", at, "session", "cachedHistoryShare"]), OWN_CACHE);
    }
  });
  return fixed;
}

/** Whether two say the same of the same fields. */
export function isSameFixed(
  one: ReadonlyMap<string, Fixed>,
  other: ReadonlyMap<string, Fixed>,
): boolean {
  return one.size === other.size && [...one].every(([path, fixed]) => other.get(path) === fixed);
}
