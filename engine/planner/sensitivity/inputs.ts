import { isRecord } from "../../base/guards.js";
import { formatPath } from "../../contract/problems.js";
import type { Architecture, Provenance } from "../../contract/result.js";
import { Scenario } from "../../contract/scenario.js";

/** A number of the scenario and the scenarios with it moved to its two ends. */
export interface Input {
  readonly path: string;
  readonly value: number;
  readonly range: "swing" | "band";
  readonly low: Moved | undefined;
  readonly high: Moved | undefined;
  /** Whether what happens does not depend on it, only what it costs. */
  readonly isPrice: boolean;
}

interface Moved {
  readonly value: number;
  readonly scenario: Scenario;
}

export interface Inputs {
  readonly moved: readonly Input[];
  readonly unmoved: readonly { readonly path: string; readonly why: string }[];
}

/** Parts of a scenario that a deployment depends on. */
const SHARED = ["workloads", "hands", "brain", "failures", "autoscaling", "prices"] as const;
const PARTS = {
  coupled: [...SHARED, "coupled"],
  decoupled: [...SHARED, "bus", "cache"],
} as const satisfies Record<Architecture, readonly (keyof Scenario)[]>;

/** Numbers that are no quantity, or that another one stands for. */
const PASSED_OVER = new Set<PropertyKey>([
  "objectives",
  "hardware",
  "startHour",
  "relativeRate",
  "arrivalSeconds",
]);

/**
 * Every number of the scenario that may matter to the deployment, `swing` of its value to both sides:
 * whole numbers by one at least, shares up to 1. An empirical distribution is moved as a whole, and so
 * are step times predicted from hardware, by the band they came with. What is 0 has no share to move by.
 */
export function inputsOf(
  scenario: Scenario,
  architecture: Architecture,
  swing: number,
  coefficients: Provenance["coefficients"],
): Inputs {
  const moved: Input[] = [];
  const unmoved: { path: string; why: string }[] = [];
  const band = coefficients.find(
    ({ path, bandFactor }) => path.startsWith("brain.stepTime") && bandFactor !== undefined,
  )?.bandFactor;
  const visit = (value: unknown, path: readonly PropertyKey[]): void => {
    const key = path.at(-1) ?? "";
    if (PASSED_OVER.has(key) || isOtherDeployment(path, architecture)) return;
    const isBanded = band !== undefined && formatPath(path) === "brain.stepTime";
    const isList = key === "empirical";
    if (typeof value === "number" || isBanded || isList) {
      const found = isBanded
        ? moveInput(scenario, path, 1, [1 / band, band], "band")
        : moveInput(scenario, path, sizeOf(value), [1 - swing, 1 + swing], "swing");
      if ("why" in found) unmoved.push(found);
      else moved.push(found);
    } else if (Array.isArray(value)) value.forEach((child, at) => visit(child, [...path, at]));
    else if (isRecord(value)) {
      for (const [name, child] of Object.entries(value)) visit(child, [...path, name]);
    }
  };
  for (const part of PARTS[architecture]) visit(scenario[part], [part]);
  return { moved, unmoved };
}

/** Rules and failures of the deployment that is not looked at. */
function isOtherDeployment(
  [part, name]: readonly PropertyKey[],
  architecture: Architecture,
): boolean {
  if (part !== "failures" && part !== "autoscaling") return false;
  const isCoupled = name === "coupled" || name === "coupledReplica";
  return name !== undefined && isCoupled !== (architecture === "coupled");
}

function sizeOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (!Array.isArray(value)) return 0;
  return value.reduce((sum: number, one: unknown) => sum + Number(one), 0) / value.length;
}

function moveInput(
  scenario: Scenario,
  at: readonly PropertyKey[],
  value: number,
  [low, high]: readonly [number, number],
  range: Input["range"],
): Input | Inputs["unmoved"][number] {
  const path = formatPath(at);
  if (value === 0) return { path, why: "it is 0, which has no share to move by" };
  const ends = [low, high].map((factor) => movedTo(scenario, at, value, factor));
  if (ends.every((end) => end === undefined)) {
    return { path, why: "no value near it would be valid" };
  }
  return { path, value, range, low: ends[0], high: ends[1], isPrice: at[0] === "prices" };
}

/** The scenario with the number at `at` times `factor`, as near to it as the scenario is valid. */
function movedTo(
  scenario: Scenario,
  at: readonly PropertyKey[],
  value: number,
  factor: number,
): Moved | undefined {
  const whole =
    factor > 1
      ? Math.max(value + 1, Math.round(value * factor))
      : Math.min(value - 1, Math.round(value * factor));
  const candidates = [value * factor, ...(Number.isInteger(value) ? [whole] : [])];
  if (value < 1) candidates.push(1);
  for (const candidate of candidates) {
    if (candidate > value !== factor > 1 || candidate === value) continue;
    const scale = (old: unknown): unknown => scaled(old, candidate / value);
    const changed = changedAt(
      scenario,
      at,
      typeof readAt(scenario, at) === "number" ? () => candidate : scale,
    );
    const parsed = Scenario.safeParse(changed);
    if (parsed.success) return { value: candidate, scenario: parsed.data };
  }
  return undefined;
}

/** All numbers inside times `factor`. */
function scaled(value: unknown, factor: number): unknown {
  if (typeof value === "number") return value * factor;
  if (Array.isArray(value)) return value.map((one) => scaled(one, factor));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, scaled(one, factor)]));
}

function readAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return isRecord(value) ? value[String(key)] : undefined;
  }, root);
}

/** A copy with what is at `path` changed. */
function changedAt(
  root: unknown,
  [key, ...rest]: readonly PropertyKey[],
  change: (value: unknown) => unknown,
): unknown {
  if (key === undefined) return change(root);
  if (Array.isArray(root)) {
    return root.map((child, at) => (at === key ? changedAt(child, rest, change) : child));
  }
  if (!isRecord(root)) return root;
  return { ...root, [String(key)]: changedAt(root[String(key)], rest, change) };
}
