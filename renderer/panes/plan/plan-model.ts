import { KPIS } from "../../../engine/contract/kpi.js";
import type {
  PlannedPools,
  PlanResult,
  PoolSizes,
  PromiseVerdict,
} from "../../../engine/contract/plan-result.js";
import { formatFigure, formatShort, MISSING, sharedScale } from "../../ui/format/figure.js";
import type { FigureText } from "../../ui/format/figure.js";
import { formatCount, formatGiven, formatPercent, MINUS } from "../../ui/format/number.js";
import { sizesText } from "../../ui/format/sizes.js";
import { requirementText } from "../compare/requirement.js";

/** What the search found, first in one sentence, then what decides it. */
export function planSentences(
  { plan, runnerUp, binding, front }: PlanResult,
  locale: string,
): { lead: string; support: string[] } {
  if (plan === null) {
    return {
      lead: "No size of the pools keeps every promise.",
      support:
        front.length === 0
          ? []
          : ["What stands in the way, kind of brain by kind of brain, is below."],
    };
  }
  const cost = costOf(plan);
  const support = [];
  if (binding !== null) {
    const { label, threshold } = requirementText(binding, [binding.figure], locale);
    support.push(
      `What binds it: ${label} ${threshold}${ofWorkload(binding)}, kept by a margin of ${marginText(binding, locale)}.`,
    );
  }
  if (runnerUp !== null) {
    const more = costOf(runnerUp) - cost;
    const price = more < 0.5 ? "the same" : `${formatShort(more, "usd", locale)} more`;
    support.push(`The runner-up, ${sizesText(runnerUp.sizes, locale)}, costs ${price}.`);
  }
  return {
    lead: `${sizesText(plan.sizes, locale)} keep every promise for ${formatShort(cost, "usd", locale)} in 30 days.`,
    support,
  };
}

/** Simulated spend where there is a figure, else what is provisioned. */
const costOf = ({ costUsdPer30Days, provisionedUsdPer30Days }: PlannedPools): number =>
  costUsdPer30Days.mean ?? provisionedUsdPer30Days;

const ofWorkload = ({ workload }: PromiseVerdict): string =>
  workload === undefined ? "" : ` for ${workload}`;

export interface CandidateRow {
  readonly role: "Plan" | "Runner-up";
  readonly sizes: PoolSizes;
  readonly pools: string;
  readonly provisioned: string;
  readonly cost: FigureText;
  readonly latencyP95: FigureText;
}

/** The plan and the next best, where there are any. */
export function candidateRows({ plan, runnerUp }: PlanResult, locale: string): CandidateRow[] {
  const row = (role: CandidateRow["role"], pools: PlannedPools | null): CandidateRow[] =>
    pools === null
      ? []
      : [
          {
            role,
            sizes: pools.sizes,
            pools: sizesText(pools.sizes, locale),
            provisioned: formatShort(pools.provisionedUsdPer30Days, "usd", locale),
            cost: figureText(pools.costUsdPer30Days, locale),
            latencyP95: figureText(pools.latencyP95Ms, locale),
          },
        ];
  return [...row("Plan", plan), ...row("Runner-up", runnerUp)];
}

const figureText = (figure: PlannedPools["latencyP95Ms"], locale: string): FigureText =>
  formatFigure(figure, sharedScale([figure], figure.unit), locale);

export interface PromiseRow {
  readonly key: string;
  readonly workload: string;
  readonly label: string;
  readonly threshold: string;
  readonly simulated: FigureText;
  readonly verdict: PromiseVerdict["verdict"];
  readonly margin: string;
  readonly reach: string;
  readonly isBinding: boolean;
}

/** Every promise as the plan keeps it, and the load up to which it does. */
export function promiseRows({ plan, binding, headroom }: PlanResult, locale: string): PromiseRow[] {
  return (plan?.promises ?? []).map((promise) => {
    const { workload, kpi, below, above, figure, verdict } = promise;
    const { label, threshold, scale } = requirementText(promise, [figure], locale);
    const key = keyOf(promise);
    const at = headroom.find((one) => one.kpi === kpi && one.workload === workload);
    return {
      key: `${key} ${below ?? ""} ${above ?? ""}`,
      workload: workload ?? "All of them",
      label,
      threshold,
      simulated: formatFigure(figure, scale, locale),
      verdict,
      margin: marginText(promise, locale),
      reach: reachText(at, locale),
      isBinding:
        binding !== null &&
        keyOf(binding) === key &&
        binding.below === below &&
        binding.above === above,
    };
  });
}

const keyOf = ({ workload, kpi }: PromiseVerdict): string => `${workload ?? ""} ${kpi}`;

function marginText({ margin }: PromiseVerdict, locale: string): string {
  if (margin === null) return MISSING;
  return formatPercent(margin, 1, locale).replace("-", MINUS);
}

/** Multiples of today's load: `1.5× (broken at 1.75×)`. */
function reachText(at: PlanResult["headroom"][number] | undefined, locale: string): string {
  if (at === undefined || at.keptAt === null) return MISSING;
  const times = (factor: number): string => `${formatGiven(Number(factor.toFixed(2)), locale)}×`;
  return at.brokenAt === null
    ? `beyond ${times(at.keptAt)}`
    : `${times(at.keptAt)}, broken at ${times(at.brokenAt)}`;
}

export interface CheaperRow {
  readonly change: string;
  readonly saves: string;
  readonly why: string;
}

/** One less of each pool, and what breaks then by its own figure. */
export function cheaperRows({ cheaper }: PlanResult, locale: string): CheaperRow[] {
  return cheaper.map(({ change, savesUsdPer30Days, fails, why }) => ({
    change,
    saves: savesText(savesUsdPer30Days, locale),
    why: fails === null ? sentence(why) : failsText(fails, locale),
  }));
}

/** Where sizes cost the same, the search prefers the smaller by less than anybody pays. */
function savesText(usd: number, locale: string): string {
  if (usd <= 0) return MISSING;
  return usd < 0.005 ? "nothing" : formatShort(usd, "usd", locale);
}

function failsText(fails: PromiseVerdict, locale: string): string {
  const { label, threshold, scale } = requirementText(fails, [fails.figure], locale);
  const { value, interval } = formatFigure(fails.figure, scale, locale);
  if (fails.figure.mean === null) {
    return `${KPIS[fails.kpi].label}${ofWorkload(fails)}: ${fails.figure.note ?? "no figure"}.`;
  }
  const found = interval === undefined ? value : `${value} (${interval})`;
  const how = fails.verdict === "missed" ? "is" : "cannot be shown to be";
  return fails.verdict === "missed"
    ? `${label}${ofWorkload(fails)} ${how} ${found}, not ${threshold}.`
    : `${label}${ofWorkload(fails)} ${how} ${threshold}: ${found}.`;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** How much was tried for this answer. */
export function searchText({ search }: PlanResult, locale: string): string {
  const { sizesSimulated, replications, sessions } = search;
  const runs = formatCount(replications, locale);
  const all = formatCount(sessions, locale);
  // What rules out every size is found where there is so much of everything that nobody waits.
  if (sizesSimulated === 0) {
    return `No size was tried: the load was simulated where nobody waits, in ${runs} replications with ${all} sessions, which ruled out all of them.`;
  }
  return sizesSimulated === 1
    ? `One size simulated, in ${runs} replications with ${all} sessions.`
    : `${formatCount(sizesSimulated, locale)} sizes simulated, in ${runs} replications with ${all} sessions.`;
}
