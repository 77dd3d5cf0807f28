import { criticalPath } from "../../engine/base/critical-path.js";
import type { PathSpan } from "../../engine/base/critical-path.js";
import type { Span } from "./timeline-spans.js";

/** Which work decided how long a live session took so far, and what the rest of that time was. */
export interface LivePath {
  readonly critical: ReadonlySet<Span>;
  readonly brainMs: number;
  readonly handsMs: number;
  readonly waitMs: number;
  /** The three together: from the first work to the end of the last. */
  readonly lengthMs: number;
}

/**
 * The critical path of a session's log, in time at work. Of a step's calls, which run side by side, each
 * comes after the inference that asked for it, or after its own last attempt; an inference comes after
 * all that has begun since the one before.
 */
export function pathOf(spans: readonly Span[], atWork: (instantMs: number) => number): LivePath {
  const nodes: (PathSpan & { readonly span: Span })[] = [];
  const attempts = new Map<string, number>();
  let inference: number[] = [];
  let since: number[] = [];
  for (const [id, span] of spans.entries()) {
    const isBrain = span.tool === undefined;
    const again = attempts.get(span.name);
    const after = isBrain ? (since.length > 0 ? since : inference) : [again ?? inference].flat();
    nodes.push({ id, span, fromMs: atWork(span.fromMs), toMs: atWork(span.toMs), after });
    attempts.set(span.name, id);
    if (isBrain) {
      inference = [id];
      since = [];
    } else {
      since.push(id);
    }
  }
  const path = criticalPath(nodes);
  const msOf = (isBrain: boolean): number =>
    path.spans
      .filter(({ span }) => (span.tool === undefined) === isBrain)
      .reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const [brainMs, handsMs] = [msOf(true), msOf(false)];
  const waitMs = path.waitsMs.reduce((sum, ms) => sum + ms, 0);
  return {
    critical: new Set(path.spans.map(({ span }) => span)),
    brainMs,
    handsMs,
    waitMs,
    // Of work that takes no time all shares are 0.
    lengthMs: Math.max(Number.MIN_VALUE, brainMs + handsMs + waitMs),
  };
}
