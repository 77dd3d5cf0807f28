import { ARCHITECTURES } from "../../engine/contract/result.js";
import type { Architecture, Figure } from "../../engine/contract/result.js";
import { figureSentence, formatShort, MISSING } from "../ui/format/figure.js";
import { scaleFor } from "../ui/format/scale.js";
import { ARCHITECTURE_NAMES } from "../ui/names.js";
import { figureCells, numberCell } from "./cells.js";
import type { Cell } from "./cells.js";
import type { Described } from "./chart.js";
import { presentArchitectures } from "./latency-model.js";
import type { Results } from "./latency-model.js";
import { poolName } from "./pool-names.js";

export interface UtilisationRow {
  readonly name: string;
  readonly figures: Readonly<Partial<Record<Architecture, Figure>>>;
}

export interface UtilisationModel extends Described {
  readonly architectures: readonly Architecture[];
  readonly rows: readonly UtilisationRow[];
}

/** Of a pool that one of the deployments does not have. */
const NO_CELLS: Cell[] = [
  numberCell(MISSING, null, "ratio"),
  { text: MISSING, low: null, high: null, unit: "ratio" },
];

/** The view-model of the utilisation chart: GPUs, CPUs, then every pool of either deployment. */
export function utilisationModel(results: Results, locale: string): UtilisationModel | undefined {
  const architectures = presentArchitectures(results);
  const pools = new Set(
    architectures.flatMap((architecture) =>
      Object.keys(results[architecture]?.utilisation.pools ?? {}),
    ),
  );
  const row = (
    name: string,
    pick: (of: NonNullable<Results[Architecture]>["utilisation"]) => Figure | undefined,
  ): UtilisationRow => {
    const figures: Partial<Record<Architecture, Figure>> = {};
    for (const architecture of ARCHITECTURES) {
      const result = results[architecture];
      const figure = result === undefined ? undefined : pick(result.utilisation);
      if (figure !== undefined && figure.mean !== null) figures[architecture] = figure;
    }
    return { name, figures };
  };
  const rows = [
    row("GPU", ({ gpu }) => gpu),
    row("CPU", ({ cpu }) => cpu),
    ...[...pools].map((pool) => row(poolName(pool), ({ pools: all }) => all[pool])),
  ].filter(({ figures }) => Object.keys(figures).length > 0);
  if (rows.length === 0) return undefined;
  const scale = scaleFor("ratio", 1);
  return {
    architectures,
    rows,
    title: title(rows, locale),
    subtitle: "Share of provisioned capacity in use after warm-up, with 95% intervals",
    summary: rows
      .map(({ name, figures }) => {
        const list = architectures.map((architecture) => {
          const figure = figures[architecture];
          const value = figure === undefined ? "not part of it" : figureSentence(figure, locale);
          return `${ARCHITECTURE_NAMES[architecture]} ${value}`;
        });
        return `${name}: ${list.join(", ")}.`;
      })
      .join(" "),
    table: {
      columns: [
        "Resource",
        ...architectures.flatMap((architecture) => [
          ARCHITECTURE_NAMES[architecture],
          `${ARCHITECTURE_NAMES[architecture]}, 95% interval`,
        ]),
      ],
      rows: rows.map(({ name, figures }) => [
        name,
        ...architectures.flatMap((architecture): Cell[] => {
          const figure = figures[architecture];
          return figure === undefined ? NO_CELLS : figureCells(figure, scale, locale);
        }),
      ]),
    },
  };
}

function title(rows: readonly UtilisationRow[], locale: string): string {
  const gpu = rows.find(({ name }) => name === "GPU")?.figures;
  const share = (figure: Figure | undefined): string | undefined =>
    figure?.mean === undefined || figure.mean === null
      ? undefined
      : formatShort(figure.mean, "ratio", locale);
  const before = share(gpu?.coupled);
  const after = share(gpu?.decoupled);
  if (before !== undefined && after !== undefined) {
    return `GPUs are in use ${before} of the time coupled and ${after} decoupled.`;
  }
  const one = before ?? after;
  return one === undefined ? "How busy each pool is." : `GPUs are in use ${one} of the time.`;
}
