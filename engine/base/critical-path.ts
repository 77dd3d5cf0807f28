/** Something that takes time, after others. Times in milliseconds. */
export interface PathSpan {
  readonly id: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Ids of the spans that had to end before this one could begin. */
  readonly after: readonly number[];
}

/** The spans that decided when the last one ended, first to last, and the waits before each. */
export interface CriticalPath<Span extends PathSpan> {
  readonly spans: readonly Span[];
  /** By span of the path: from the end of the one before to its own start; 0 for the first. */
  readonly waitsMs: readonly number[];
}

/**
 * The critical path: from the span that ends last back over whichever predecessor ended last. Of calls
 * side by side only the last one back is on it. Its spans and waits together are as long as from the first
 * one's start to the end; where every span begins as its last predecessor ends, that is the longest path
 * of the graph (Kelley and Walker, "Critical-Path Planning and Scheduling", 1959). Of two that end
 * together it takes the later id. Ids are unique, and `after` makes no circle. Empty without spans.
 */
export function criticalPath<Span extends PathSpan>(spans: readonly Span[]): CriticalPath<Span> {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const path: Span[] = [];
  let span = lastToEnd(spans);
  while (span !== undefined) {
    path.push(span);
    span = lastToEnd(span.after.flatMap((id) => byId.get(id) ?? []));
  }
  path.reverse();
  return {
    spans: path,
    waitsMs: path.map((one, at) => {
      const before = path[at - 1];
      return before === undefined ? 0 : Math.max(0, one.fromMs - before.toMs);
    }),
  };
}

function lastToEnd<Span extends PathSpan>(spans: readonly Span[]): Span | undefined {
  let last: Span | undefined;
  for (const span of spans) {
    const isLater =
      last === undefined || span.toMs > last.toMs || (span.toMs === last.toMs && span.id > last.id);
    if (isLater) last = span;
  }
  return last;
}
