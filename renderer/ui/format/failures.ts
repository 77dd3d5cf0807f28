import { ARCHITECTURES } from "../../../engine/contract/result.js";
import type { Architecture, ArchitectureResult, Figure } from "../../../engine/contract/result.js";
import { formatRounded } from "./figure.js";
import { scaleFor } from "./scale.js";

/** What was simulated: both deployments, or one alone. */
type Results = { readonly [A in Architecture]?: ArchitectureResult | undefined };

/** Above this share of failures, the 95th percentile may be that of a failure. */
const PERCENTILE_HOLDS_BELOW = 0.05;
const MOST = 0.5;

/** Whether failures may be more than a 95th percentile leaves out, in any deployment. */
export function failuresCount(results: Results): boolean {
  return ARCHITECTURES.some((architecture) => {
    const errorRate = results[architecture]?.errorRate;
    return (errorRate?.high ?? errorRate?.mean ?? 0) > PERCENTILE_HOLDS_BELOW;
  });
}

/**
 * Who the 95th percentile of latency is of. It counts every session that ended; where many fail,
 * "finish" would pass a failure off as an answer.
 */
export function sessionsWithin(results: Results): string {
  return failuresCount(results)
    ? "95 of 100 sessions, failed ones included, end"
    : "95 of 100 sessions finish";
}

/** Says of every deployment that serves nobody, or fails most of its sessions, that it does. */
export function collapseSentence(results: Results, locale: string): string | undefined {
  const [first, second] = ARCHITECTURES.flatMap((architecture) => {
    const share = collapseOf(results[architecture], locale);
    return share === undefined ? [] : [{ architecture, share }];
  });
  if (first === undefined) return undefined;
  if (second === undefined) return sentence(first.share, `${first.architecture} session`);
  if (first.share === second.share) return sentence(first.share, "session", " in both deployments");
  const [one, other] = [first, second].map(({ architecture, share }) =>
    sentence(share, `${architecture} session`),
  );
  return `${one} ${other}`;
}

/** "every", "none" (nothing is served, though it does not fail either), or the share that fails. */
function collapseOf(result: ArchitectureResult | undefined, locale: string): string | undefined {
  if (result === undefined) return undefined;
  const { errorRate, throughput } = result;
  if (errorRate.mean === 1) return "every";
  if (throughput.mean === 0) return "none";
  return errorRate.mean !== null && errorRate.mean > MOST
    ? failedShare(errorRate, locale)
    : undefined;
}

function sentence(share: string, session: string, where = ""): string {
  if (share === "every") return `Every ${session} fails${where}.`;
  if (share === "none") return `No ${session} succeeds${where}.`;
  return `${share} of the ${session}s fail${where}.`;
}

/** A share of sessions with the digits its interval supports, at most two; never "100%" of what is not all. */
export function failedShare(figure: Figure, locale: string): string {
  const scale = scaleFor("ratio", 1);
  const text = formatRounded(figure, scale, locale, 2);
  const all = formatRounded({ ...figure, mean: 1 }, scale, locale, 2);
  return figure.mean !== 1 && text === all ? `Almost ${text}` : text;
}
