import type {
  Difference,
  Effect,
  InputSensitivity,
  SensitivityResult,
} from "../../../engine/contract/sensitivity.js";
import type { Terminal } from "../terminal.js";
import { formatFigure, formatNumber, NOTHING } from "./numbers.js";
import { renderTable, wrap } from "./table.js";
import type { Cell, Column } from "./table.js";

const BAR_WIDTH = 20;

type Kpi = "costUsdPer30Days" | "latencyP95Ms";

/** A tornado for cost and one for p95: what moves them, the strongest input first. */
export function renderSensitivity(result: SensitivityResult, terminal: Terminal): string {
  const { provenance, architecture, swing, base, unmoved, warnings } = result;
  const dim = (text: string): string => terminal.style("dim", text);
  const origin = `${architecture}; each input alone, ${formatNumber(100 * swing)}% to both sides (whole numbers by one at least) or by its own band, on the same sessions; scenario ${provenance.scenarioHash.slice(0, 12)}, seed ${provenance.seed}, ${provenance.replications} replications, Headroom ${provenance.engineVersion}`;
  const tornado = (kpi: Kpi, title: string): string =>
    [
      terminal.style("bold", `${title}: ${formatFigure(base[kpi])}`),
      renderTable(COLUMNS, rowsOf(result, kpi), terminal.width, dim),
      unshownText(result, kpi, terminal.width, dim),
    ].join("\n");
  const left = unmoved.map(({ path, why }) => `${path} (${why})`).join(", ");
  return [
    `${terminal.style("bold", `What moves ${provenance.scenarioName}`)}\n${wrap(origin, terminal.width).map(dim).join("\n")}`,
    tornado("costUsdPer30Days", "Cost of 30 days (USD)"),
    tornado("latencyP95Ms", "Latency, p95 (ms)"),
    ...(left === "" ? [] : [wrap(`Not moved: ${left}.`, terminal.width).map(dim).join("\n")]),
    ...warnings.map((warning) =>
      terminal.style("yellow", wrap(`warning: ${warning}`, terminal.width).join("\n")),
    ),
  ].join("\n\n");
}

const COLUMNS: readonly Column[] = [
  { title: "input", align: "left", flexible: true },
  { title: "from, to", align: "right" },
  { title: "at its low end", align: "right" },
  { title: "at its high end", align: "right" },
  { title: "", align: "left" },
];

const reachOf = ({ atLow, atHigh }: Effect): number =>
  Math.max(Math.abs(atLow?.mean ?? 0), Math.abs(atHigh?.mean ?? 0));

function shownBy({ inputs }: SensitivityResult, kpi: Kpi): InputSensitivity[] {
  return inputs
    .filter((one) => one[kpi].shown)
    .toSorted((a, b) => reachOf(b[kpi]) - reachOf(a[kpi]));
}

function rowsOf(result: SensitivityResult, kpi: Kpi): Cell[][] {
  const shown = shownBy(result, kpi);
  const most = shown[0] === undefined ? 1 : reachOf(shown[0][kpi]);
  return shown.map((one) => {
    const { path, low, high, range } = one;
    const effect = one[kpi];
    const ends = [low, high].map((end) => (end === null ? NOTHING : formatNumber(end))).join(", ");
    return [
      { text: path },
      { text: range === "band" ? `×${ends}` : ends },
      { text: differenceText(effect.atLow) },
      { text: differenceText(effect.atHigh) },
      { text: "█".repeat(Math.max(1, Math.round((BAR_WIDTH * reachOf(effect)) / most))) },
    ];
  });
}

function differenceText(difference: Difference | null): string {
  if (difference === null) return NOTHING;
  const { mean, low, high, note } = difference;
  if (mean === null) return note ?? NOTHING;
  const sign = mean > 0 ? "+" : "";
  const interval =
    low === null || high === null
      ? " (no interval)"
      : low === high
        ? ""
        : ` [${formatNumber(low)}, ${formatNumber(high)}]`;
  return `${sign}${formatNumber(mean)}${interval}`;
}

function unshownText(
  { inputs }: SensitivityResult,
  kpi: Kpi,
  width: number,
  dim: (text: string) => string,
): string {
  const paths = inputs.filter((one) => !one[kpi].shown).map(({ path }) => path);
  if (paths.length === 0) return "";
  return wrap(`No effect shown: ${paths.join(", ")}.`, width)
    .map(dim)
    .join("\n");
}
