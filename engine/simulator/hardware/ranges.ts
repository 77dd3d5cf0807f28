import { weightCounts } from "./architecture.js";
import type { OperatingPoint } from "./hardware.js";

/** What a prediction's distance from the measured points is judged by. */
const QUANTITIES = {
  batch: (point: OperatingPoint) => point.batch,
  inputTokens: (point: OperatingPoint) => point.inputTokens,
  outputTokens: (point: OperatingPoint) => point.outputTokens,
  gpus: (point: OperatingPoint) => point.deployment.gpus,
  bandwidthTBs: (point: OperatingPoint) => point.deployment.gpu.bandwidthTBs,
  bf16Tflops: (point: OperatingPoint) => point.deployment.gpu.denseTflops.bf16,
  linkGBs: (point: OperatingPoint) => point.deployment.gpu.linkGBs,
  activeWeights: (point: OperatingPoint) => weightCounts(point.deployment.model).active,
  totalWeights: (point: OperatingPoint) => weightCounts(point.deployment.model).total,
} as const;

export type Quantity = keyof typeof QUANTITIES;
export type Range = readonly [low: number, high: number];
const NAMES = Object.keys(QUANTITIES) as Quantity[];

/** The span of every quantity over `points`. */
export function quantitiesOf(points: readonly OperatingPoint[]): Record<Quantity, Range> {
  const entries = NAMES.map((name): [Quantity, Range] => {
    const low = points.reduce((least, point) => Math.min(least, QUANTITIES[name](point)), Infinity);
    const high = points.reduce((most, point) => Math.max(most, QUANTITIES[name](point)), 0);
    return [name, [low, high]];
  });
  return Object.fromEntries(entries) as Record<Quantity, Range>;
}

export interface Outside {
  readonly quantity: Quantity;
  readonly value: number;
  readonly range: Range;
  /** How far, as a natural logarithm. */
  readonly distance: number;
}

/** The quantities of `point` that lie outside `ranges`. */
export function outsideOf(
  point: OperatingPoint,
  ranges: Readonly<Record<Quantity, Range>>,
): Outside[] {
  return NAMES.flatMap((quantity) => {
    // A single GPU uses no link, so a slow one cannot be out of range.
    if (quantity === "linkGBs" && point.deployment.gpus === 1) return [];
    const value = QUANTITIES[quantity](point);
    const range = ranges[quantity];
    const distance = Math.max(Math.log(range[0] / value), Math.log(value / range[1]), 0);
    return distance > 0 ? [{ quantity, value, range, distance }] : [];
  });
}
