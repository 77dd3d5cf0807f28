import { dateOf } from "../../../engine/contract/finance.js";
import { KPIS } from "../../../engine/contract/kpi.js";
import type { KpiPath } from "../../../engine/contract/kpi.js";
import type { CostLine } from "../../../engine/contract/money-result.js";
import type {
  Investment,
  ProjectedMilestone,
  ProjectedRequirement,
  ProjectResult,
  UnitCosts,
} from "../../../engine/contract/project-result.js";
import type { Terminal } from "../terminal.js";
import { renderBilling } from "./billing.js";
import { renderFooter, renderHeader } from "./frame.js";
import { formatFigure, formatNumber, formatWithUnit, NOTHING, unitLabel } from "./numbers.js";
import { renderReplan } from "./replan.js";
import { renderEqualWork, renderSavings } from "./savings.js";
import { renderTable, wrap } from "./table.js";
import type { Column } from "./table.js";

/** Key figures that the table over time shows; `--json` has all. */
const SHOWN: readonly KpiPath[] = [
  "throughput",
  "latencyMs.p95",
  "utilisation.gpu",
  "mtbfHours",
  "costUsd.per30Days",
  "costUsd.perToken",
];

/** Demand and key figures over time, what it costs, what it is worth, and which milestones it reaches. */
export function renderProject(result: ProjectResult, terminal: Terminal): string {
  const {
    provenance,
    horizonDays,
    costs,
    units,
    equalWork,
    replan,
    savings,
    investment,
    milestones,
    billing,
  } = result;
  return [
    renderHeader(provenance, `${horizonDays} days ahead`, terminal),
    renderMarks(result, terminal),
    replan === null ? "" : renderReplan(replan, terminal),
    renderCosts([...costs.lines, costs.total], horizonDays, terminal),
    renderUnits(units, terminal),
    equalWork === null ? "" : renderEqualWork(equalWork, terminal),
    savings === null ? "" : renderSavings(savings, terminal),
    billing === null ? "" : renderBilling(billing, terminal),
    investment === null ? "" : renderInvestment(investment, terminal),
    milestones.map((one) => renderMilestone(one, result.startsOn, terminal)).join("\n"),
    renderFooter(result.requirementsMet, result.warnings, terminal),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  terminal: Terminal,
): string {
  const cells = rows.map((row) => row.map((text) => ({ text })));
  return renderTable(columns, cells, terminal.width, (text) => terminal.style("dim", text));
}

function labelOf(kpi: KpiPath): string {
  const suffix = unitLabel(KPIS[kpi].unit);
  return suffix === "" ? KPIS[kpi].label : `${KPIS[kpi].label} (${suffix})`;
}

const left = (title: string): Column => ({ title, align: "left", flexible: true });
const right = (title: string): Column => ({ title, align: "right" });

const write = (usd: number | null | undefined): string =>
  usd === null || usd === undefined ? NOTHING : formatNumber(usd);

function renderMarks({ marks, daily }: ProjectResult, terminal: Terminal): string {
  const rows = SHOWN.map((kpi) => [
    labelOf(kpi),
    ...marks.map(({ after }) => {
      const figure = after[kpi];
      return figure === undefined ? NOTHING : formatFigure(figure);
    }),
  ]);
  return table(
    [
      left("decoupled, on day"),
      ...marks.map(({ day }) => ({ ...right(String(day)), flexible: true })),
    ],
    [
      ["Demand, times today's", ...marks.map(({ demand }) => formatNumber(demand))],
      ...rows,
      ["Running cost that day, USD", ...marks.map(({ day }) => write(daily.afterUsd[day]))],
      ["… of the coupled deployment", ...marks.map(({ day }) => write(daily.beforeUsd?.[day]))],
    ],
    terminal,
  );
}

/** Lines that cost nothing on either side are left out. */
function renderCosts(lines: readonly CostLine[], days: number, terminal: Terminal): string {
  return table(
    [left(`USD over ${days} days`), right("before"), right("after"), right("difference"), left("")],
    lines
      .filter(({ name, beforeUsd, afterUsd }) => name === "total" || beforeUsd || afterUsd)
      .map((line) => [
        line.name,
        write(line.beforeUsd),
        write(line.afterUsd),
        write(line.differenceUsd),
        line.formula,
      ]),
    terminal,
  );
}

function renderUnits({ before, after }: ProjectResult["units"], terminal: Terminal): string {
  const rows: readonly (readonly [string, (units: UnitCosts) => number | null])[] = [
    ["a request", (units) => units.perRequestUsd],
    ["a successful session", (units) => units.perSuccessUsd],
    ["a token", (units) => units.perTokenUsd],
    ["a million tokens", (units) => units.perMillionTokensUsd],
    ["a million input tokens", (units) => units.perMillionUsd.input],
    ["a million output tokens", (units) => units.perMillionUsd.output],
    ["a million cached tokens", (units) => units.perMillionUsd.cached],
  ];
  return table(
    [left("all costs, USD for"), right("before"), right("after")],
    rows.map(([name, of]) => [
      name,
      before === null ? NOTHING : write(of(before)),
      write(of(after)),
    ]),
    terminal,
  );
}

const percent = (share: number): string => formatWithUnit(share, "ratio");

const days = (value: number | null): string =>
  value === null ? "not within the horizon" : `${formatNumber(value)} days`;

function renderInvestment(investment: Investment, terminal: Terminal): string {
  const { risk, cases } = investment;
  const rates = investment.irrPerYear.map(percent).join(", ");
  const rows: (readonly [string, string])[] = [
    ["put in on day 0", formatWithUnit(investment.investedUsd, "usd")],
    [
      `NPV at ${percent(investment.discountRatePerYear)} a year`,
      formatWithUnit(investment.npvUsd, "usd"),
    ],
    ["IRR a year", [rates, investment.irrNote ?? ""].filter((text) => text !== "").join("; ")],
    ["payback", days(investment.paybackDays)],
    ["payback, discounted", days(investment.discountedPaybackDays)],
    ["ROI", investment.roi === null ? "nothing is put in" : percent(investment.roi)],
  ];
  if (investment.multiple !== null) {
    const claimed = `claimed: ${formatNumber(investment.claimedMultiple)}`;
    rows.push([
      "returned, times what was put in",
      `${formatNumber(investment.multiple)} (${claimed})`,
    ]);
  }
  if (risk !== null) {
    const { p10, p50, p90 } = risk.npvUsd;
    rows.push(
      ["NPV, P10 / P50 / P90", `${[p10, p50, p90].map(formatNumber).join(" / ")} USD`],
      ["probability of loss", percent(risk.probabilityOfLoss)],
      ["uncertain, most first", risk.sensitivity.map(({ input }) => input).join(", ")],
    );
    if (risk.probabilityOfClaimedMultiple !== null) {
      rows.push([
        `probability of ${formatNumber(investment.claimedMultiple)} times`,
        percent(risk.probabilityOfClaimedMultiple),
      ]);
    }
  }
  for (const one of cases?.npvUsd ?? []) {
    rows.push([`NPV, ${one.name} (${percent(one.share)})`, formatWithUnit(one.npvUsd, "usd")]);
  }
  if (cases !== null)
    rows.push(["NPV, cases weighted", formatWithUnit(cases.weightedNpvUsd, "usd")]);
  return table([left("the change as an investment"), left("")], rows, terminal);
}

const COLOURS = { met: "green", "at risk": "yellow", missed: "red" } as const;

function renderMilestone(
  milestone: ProjectedMilestone,
  startsOn: string | null,
  terminal: Terminal,
): string {
  const { day, name, verdict, probability, requirements } = milestone;
  return [
    `${terminal.style("bold", `${dayText(day, startsOn)}, ${name}`)}: ${terminal.style(COLOURS[verdict], verdict)}${withProbability(probability)}`,
    ...requirements.flatMap((one) =>
      wrap(describe(one, startsOn), terminal.width - INDENT.length).map((line) => INDENT + line),
    ),
  ].join("\n");
}

const INDENT = "  ";

function withProbability(probability: number | null): string {
  return probability === null ? "" : `, probability ${formatWithUnit(probability, "ratio")}`;
}

/** `day 30 (2027-01-01)`, where day 0 has a date. */
function dayText(day: number, startsOn: string | null): string {
  return startsOn === null ? `day ${day}` : `day ${day} (${dateOf(startsOn, day)})`;
}

function describe(one: ProjectedRequirement, startsOn: string | null): string {
  const { label, unit } = KPIS[one.kpi];
  const asked =
    one.below === undefined
      ? `above ${formatWithUnit(one.above ?? 0, unit)}`
      : `below ${formatWithUnit(one.below, unit)}`;
  const { driver, exposure, lostOnDay, reachedOnDay } = one;
  const parts = [
    `${label} ${asked}: ${one.verdict}${withProbability(one.probability)}; ${formatFigure(one.figure)}`,
    ...one.measured.map(
      ({ drive, figure, ratePerSecond, verdict }) =>
        `measured live ${formatFigure(figure)} at ${formatNumber(ratePerSecond)} sessions/s: ${verdict} (${drive})`,
    ),
    reachedOnDay === null ? "never reached" : `reached on ${dayText(reachedOnDay, startsOn)}`,
    lostOnDay === null ? "" : `lost on ${dayText(lostOnDay, startsOn)}`,
    driver === null
      ? ""
      : `driven by ${driver.input} (${formatWithUnit(driver.from, unit)} to ${formatWithUnit(driver.to, unit)})`,
    exposure === undefined
      ? ""
      : `shown at 95% by ${formatNumber(exposure.withoutFailureHours)} h without a failure${
          exposure.expected === null
            ? ""
            : `, or as failures are expected, ${formatNumber(exposure.expected.hours)} h with ${exposure.expected.failures} of them`
        }`,
  ];
  return parts.filter((part) => part !== "").join("; ");
}
