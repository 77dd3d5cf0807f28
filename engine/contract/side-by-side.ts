import { z } from "zod";
import { KpiPath } from "./kpi.js";
import { ComparisonRow, Figure, Histogram, Provenance } from "./result.js";

/** A scenario's decoupled deployment among others, the first of which is the base. */
export const SideArm = z.strictObject({
  provenance: Provenance,
  /** Whether every objective and milestone is met; null where there is none. */
  requirementsMet: z.boolean().nullable(),
  latencyHistogram: Histogram,
});
export type SideArm = z.infer<typeof SideArm>;

/** How an arm differs from the base, paired by replication on the same random numbers. */
export const SideDifference = z.strictObject({
  /** arm − base. */
  difference: Figure,
  relativeChange: ComparisonRow.shape.relativeChange,
  pValue: ComparisonRow.shape.pValue,
  /** Holm's correction is over all figures of all arms. */
  finding: ComparisonRow.shape.finding.unwrap(),
});
export type SideDifference = z.infer<typeof SideDifference>;

/** One key figure of every arm, and the differences of all but the first. */
export const SideRow = z.strictObject({
  kpi: KpiPath,
  figures: z.array(Figure),
  differences: z.array(SideDifference),
});
export type SideRow = z.infer<typeof SideRow>;

export const SideBySideResult = z.strictObject({
  arms: z.array(SideArm),
  rows: z.array(SideRow),
  warnings: z.array(z.string()),
});
export type SideBySideResult = z.infer<typeof SideBySideResult>;
