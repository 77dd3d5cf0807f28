import type { Unit } from "../../../engine/base/units.js";
import { figureAt } from "../../../engine/contract/figure-at.js";
import { KPI_PATHS, KPIS } from "../../../engine/contract/kpi.js";
import type { ArchitectureResult, ComparisonRow } from "../../../engine/contract/result.js";
import type { SideBySideResult } from "../../../engine/contract/side-by-side.js";
import { figureCells, numberCell, plainUnit } from "../../charts/cells.js";
import type { Cell } from "../../charts/cells.js";
import type { DataTable } from "../../charts/chart.js";
import { armNames } from "../../charts/sides-model.js";
import { MISSING, sharedScale } from "../../ui/format/figure.js";
import { kpiLabel } from "../../ui/format/kpi-label.js";
import { formatGiven } from "../../ui/format/number.js";
import type { Scale } from "../../ui/format/scale.js";
import { scaleFor } from "../../ui/format/scale.js";
import { signedPercent } from "./rows.js";

/** What a paired test says of one difference; the runs of version 0.1 have no finding. */
type Tested = Pick<ComparisonRow, "difference" | "relativeChange" | "pValue" | "finding">;

const TEST_COLUMNS = [
  "Difference",
  "Difference: 95% interval",
  "Change",
  "p",
  "p, Holm-adjusted",
  "Effect size, Hedges g",
  "Practical threshold",
  "Found",
] as const;

/** Every row of the before/after table: both figures, their difference, and how sure it is. */
export function comparisonData(rows: readonly ComparisonRow[], locale: string): DataTable {
  return {
    columns: [
      "Figure",
      "Path",
      "Coupled",
      "Coupled: 95% interval",
      "Decoupled",
      "Decoupled: 95% interval",
      ...TEST_COLUMNS,
      "Claimed coupled",
      "Claimed decoupled",
      "Claimed change",
    ],
    rows: rows.map((row) => {
      const { kpi, coupled, decoupled, claim } = row;
      const scale = sharedScale([coupled, decoupled], KPIS[kpi].unit);
      return [
        kpiLabel(kpi, scale),
        kpi,
        ...figureCells(coupled, scale, locale),
        ...figureCells(decoupled, scale, locale),
        ...testCells(row, scale, locale),
        givenCell(claim?.coupled, locale, coupled.unit),
        givenCell(claim?.decoupled, locale, decoupled.unit),
        givenCell(claim?.change, locale, "ratio"),
      ];
    }),
  };
}

/** Every key figure of each scenario, and how it differs from the first one's. */
export function sidesData(result: SideBySideResult, locale: string): DataTable {
  const [base = "", ...others] = armNames(result);
  return {
    columns: [
      "Figure",
      "Path",
      base,
      `${base}: 95% interval`,
      ...others.flatMap((name) => [
        name,
        `${name}: 95% interval`,
        ...TEST_COLUMNS.map((column) => `${name}: ${column}`),
      ]),
    ],
    rows: result.rows.map(({ kpi, figures, differences }) => {
      const scale = sharedScale(figures, KPIS[kpi].unit);
      return [
        kpiLabel(kpi, scale),
        kpi,
        ...figures.flatMap((figure, arm) => {
          const tested = differences[arm - 1];
          return [
            ...figureCells(figure, scale, locale),
            ...(tested === undefined ? [] : testCells(tested, scale, locale)),
          ];
        }),
      ];
    }),
  };
}

/** Every key figure of one deployment. */
export function figuresData(result: ArchitectureResult, locale: string): DataTable {
  return {
    columns: ["Figure", "Path", "Mean", "95% interval"],
    rows: KPI_PATHS.map((kpi) => {
      const figure = figureAt(result, kpi);
      const scale = sharedScale([figure], KPIS[kpi].unit);
      return [kpiLabel(kpi, scale), kpi, ...figureCells(figure, scale, locale)];
    }),
  };
}

/** The cells of {@link TEST_COLUMNS}. */
function testCells(
  { difference, relativeChange, pValue, finding }: Tested,
  scale: Scale,
  locale: string,
): Cell[] {
  const by = difference.unit === "ratio" ? scaleFor("ratio", 1, "difference") : scale;
  const change = relativeChange === null ? MISSING : signedPercent(relativeChange, locale);
  return [
    ...figureCells(difference, by, locale, { sign: true }),
    numberCell(change, relativeChange, "ratio"),
    givenCell(pValue, locale),
    givenCell(finding?.adjustedPValue, locale),
    givenCell(finding?.effectSize, locale),
    givenCell(finding?.practicalThreshold, locale, "ratio"),
    finding?.outcome ?? "",
  ];
}

function givenCell(value: number | null | undefined, locale: string, unit: Unit = "1"): Cell {
  const known = value ?? null;
  return numberCell(known === null ? MISSING : formatGiven(known, locale), known, plainUnit(unit));
}
