import { KPI_PATHS, KPIS } from "../contract/kpi.js";
import type { SideRow } from "../contract/side-by-side.js";
import type { Scenario } from "../contract/scenario.js";
import type { ExperimentSettings } from "../statistics/experiment.js";
import { pairedRows } from "./comparison.js";
import { figure, kpiValues } from "./figures.js";
import type { ReplicationRecord } from "./record.js";

/** What was simulated of one scenario: the same replications as of every other. */
export interface SimulatedArm {
  readonly scenario: Scenario;
  readonly records: readonly ReplicationRecord[];
}

/**
 * Every key figure of two or more scenarios, each but the first with its difference from the first:
 * paired by replication, and tested all together (Holm over all figures of all scenarios). Throws
 * RangeError where the replications are not the same.
 */
export function sideRows(arms: readonly SimulatedArm[], settings: ExperimentSettings): SideRow[] {
  const [base, ...others] = arms;
  if (base === undefined) return [];
  const numbersOf = ({ records }: SimulatedArm): string =>
    records.map(({ replication }) => replication).join(" ");
  if (others.some((arm) => numbersOf(arm) !== numbersOf(base))) {
    throw new RangeError("a comparison needs the same replications of every scenario");
  }
  const valuesOf = ({ scenario, records }: SimulatedArm) =>
    KPI_PATHS.map((kpi) => kpiValues(scenario, records, kpi));
  const before = valuesOf(base);
  const after = others.map(valuesOf);
  const pairs = after.flatMap((values) =>
    KPI_PATHS.flatMap((kpi, at) => {
      const [coupled, decoupled] = [before[at], values[at]];
      return coupled === undefined || decoupled === undefined ? [] : [{ kpi, coupled, decoupled }];
    }),
  );
  const found = pairedRows(pairs, settings);
  return KPI_PATHS.map((kpi, at) => ({
    kpi,
    figures: [before, ...after].flatMap((values) => {
      const own = values[at];
      return own === undefined ? [] : [figure(KPIS[kpi].unit, own)];
    }),
    differences: others.flatMap((_, arm) => {
      const row = found[arm * KPI_PATHS.length + at];
      if (row?.finding === undefined) return [];
      const { difference, relativeChange, pValue, finding } = row;
      return [{ difference, relativeChange, pValue, finding }];
    }),
  }));
}
