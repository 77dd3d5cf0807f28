import { KPIS } from "../../../engine/contract/kpi.js";
import type {
  ProjectedMilestone,
  ProjectedRequirement,
} from "../../../engine/contract/project-result.js";
import type { Figure } from "../../../engine/contract/result.js";
import { probabilityText, requirementWords } from "../../charts/milestone-model.js";
import { formatAbout, formatFigure, MISSING } from "../../ui/format/figure.js";
import type { FigureText } from "../../ui/format/figure.js";
import { INPUT_NAMES } from "../../ui/names.js";
import { formatCount, formatGiven } from "../../ui/format/number.js";

export interface RequirementRow {
  readonly key: string;
  readonly label: string;
  readonly threshold: string;
  readonly expected: FigureText;
  readonly probability: string;
  readonly verdict: ProjectedRequirement["verdict"];
  readonly reached: string;
  readonly driver: string;
  readonly driverRange: string | undefined;
  /** What it takes to show a mean time between failures. */
  readonly exposure: string | undefined;
  readonly live: FigureText | undefined;
  /** What the load runs chosen for the projection measured, each with its own verdict. */
  readonly measured: readonly MeasuredText[];
}

interface MeasuredText {
  readonly key: string;
  readonly text: string;
  readonly verdict: ProjectedRequirement["measured"][number]["verdict"];
}

/** The requirements of a milestone in words; `liveOf` gives what was measured of a key figure. */
export function requirementRows(
  { requirements }: ProjectedMilestone,
  liveOf: (kpi: ProjectedRequirement["kpi"]) => Figure | undefined,
  locale: string,
): RequirementRow[] {
  return requirements.map((one) => {
    const { label, threshold, scale } = requirementWords(one, locale);
    const { unit } = KPIS[one.kpi];
    const measured = liveOf(one.kpi);
    const about = (value: number): string => formatAbout(value, unit, locale);
    return {
      key: `${one.kpi} ${threshold}`,
      label,
      threshold,
      expected: formatFigure(one.figure, scale, locale),
      probability: probabilityText(one.probability, locale),
      verdict: one.verdict,
      reached: reachedText(one),
      driver: one.driver === null ? "Nothing" : INPUT_NAMES[one.driver.input],
      driverRange:
        one.driver === null ? undefined : `${about(one.driver.from)} to ${about(one.driver.to)}`,
      exposure: exposureText(one, locale),
      live: measured === undefined ? undefined : formatFigure(measured, scale, locale),
      measured: one.measured.map(({ drive, figure, ratePerSecond, verdict }) => {
        const { value, interval } = formatFigure(figure, scale, locale);
        const rate = formatGiven(Number(ratePerSecond.toPrecision(3)), locale);
        return {
          key: drive,
          verdict,
          text:
            interval === undefined
              ? `Measured live: ${value} at ${rate} sessions/s (${drive})`
              : `Measured live: ${value}, ${interval}, at ${rate} sessions/s (${drive})`,
        };
      }),
    };
  });
}

/** How much more is asked for on a milestone's day than today. */
export function demandText(demand: number, locale: string): string {
  const times = Number(demand.toPrecision(3));
  return times === 1
    ? "Demand is today’s."
    : `Demand is ${formatGiven(times, locale)} times today’s.`;
}

function reachedText({ reachedOnDay, lostOnDay }: ProjectedRequirement): string {
  if (reachedOnDay === null) return "Not within the horizon";
  const reached = reachedOnDay === 0 ? "Today" : `Day ${reachedOnDay}`;
  return lostOnDay === null ? reached : `${reached}, lost on day ${lostOnDay}`;
}

function exposureText(
  { exposure, above }: ProjectedRequirement,
  locale: string,
): string | undefined {
  if (exposure === undefined) return undefined;
  const hours = (value: number): string => `${formatGiven(Number(value.toPrecision(3)), locale)} h`;
  const shown = `A mean of more than ${hours(above ?? 0)} between failures is shown, with 95% confidence, by ${hours(exposure.withoutFailureHours)} of operation without one`;
  if (exposure.expected === null) return `${shown}. With failures as simulated it never is.`;
  const { failures, hours: needed } = exposure.expected;
  return `${shown}; with failures as simulated, by ${hours(needed)} with ${formatCount(failures, locale)} of them.`;
}

/** What stands where a key figure was not measured live. */
export const NOT_MEASURED: FigureText = { value: MISSING, interval: undefined, note: undefined };
