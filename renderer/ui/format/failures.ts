import { ARCHITECTURES } from "../../../engine/contract/result.js";
import type { Architecture, ArchitectureResult, Figure } from "../../../engine/contract/result.js";
import { formatRounded } from "./figure.js";
import { scaleFor } from "./scale.js";

/** What was simulated: both deployments, or one alone. */
type Results = { readonly [A in Architecture]?: ArchitectureResult | undefined };

/** Above this share of failures, what a request costs may be the price of failing. */
const COST_HOLDS_BELOW = 0.05;
/** Above this share of failures, "95 of 100 sessions" is, rounded, no longer 95 of all that end. */
const PERCENTILE_HOLDS_BELOW = 0.005;
const MOST = 0.5;

/** Whether failures may be so many, in any deployment, that costs are told by the session that succeeds. */
export const failuresCount = (results: Results): boolean => mayFail(results, COST_HOLDS_BELOW);

const mayFail = (results: Results, share: number): boolean =>
  ARCHITECTURES.some((architecture) => {
    const errorRate = results[architecture]?.errorRate;
    return (errorRate?.high ?? errorRate?.mean ?? 0) > share;
  });

/** Who the 95th percentile of latency is of: the sessions that completed, which may not be all that ended. */
export function sessionsWithin(results: Results): string {
  return mayFail(results, PERCENTILE_HOLDS_BELOW)
    ? "95 of 100 completed sessions end"
    : "95 of 100 sessions finish";
}

/** Says of every deployment that serves nobody, or fails most of its sessions, that it does. */
export function collapseSentence(results: Results, locale: string): string | undefined {
  const [first, second] = ARCHITECTURES.flatMap((architecture) => {
    const share = collapseOf(results[architecture], locale);
    return share === undefined ? [] : [{ architecture, share }];
  });
  if (first === undefined) return undefined;
  if (second === undefined) return ofOne(first.share, first.architecture);
  if (first.share === second.share) return ofBoth(first.share);
  return `${ofOne(first.share, first.architecture)} ${ofOne(second.share, second.architecture)}`;
}

/** "every", "none" (no session ended in the measured time, not even by failing), or the share that fails. */
function collapseOf(result: ArchitectureResult | undefined, locale: string): string | undefined {
  if (result === undefined) return undefined;
  const { errorRate, throughput } = result;
  if (errorRate.mean === 1) return "every";
  if (throughput.mean === 0) return "none";
  return errorRate.mean !== null && errorRate.mean > MOST
    ? failedShare(errorRate, locale)
    : undefined;
}

function ofOne(share: string, architecture: Architecture): string {
  if (share === "every") return `Every ${architecture} session fails.`;
  if (share === "none") return `No ${architecture} session ends in the measured time.`;
  return `${share} of the ${architecture} sessions fail.`;
}

function ofBoth(share: string): string {
  if (share === "every") return "Every session fails in both deployments.";
  if (share === "none") return "In neither deployment does a session end in the measured time.";
  return `${share} of the sessions fail in both deployments.`;
}

/** A share of sessions with the digits its interval supports, at most two; never "100%" of what is not all. */
export function failedShare(figure: Figure, locale: string): string {
  const scale = scaleFor("ratio", 1);
  const text = formatRounded(figure, scale, locale, 2);
  const all = formatRounded({ ...figure, mean: 1 }, scale, locale, 2);
  return figure.mean !== 1 && text === all ? `Almost ${text}` : text;
}
