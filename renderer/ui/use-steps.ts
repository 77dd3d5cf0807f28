import { startTransition, useEffect, useMemo, useState } from "react";
import { finished, finishedWithRests } from "../../engine/base/steps.js";
import type { Steps } from "../../engine/base/steps.js";
import { rest } from "./rest.js";

/** What was made last, and by which work. */
interface Made<T> {
  readonly by: () => Steps<T>;
  readonly result: T;
}

/**
 * What `work` makes; give another `work` where it would make something else. Long work is done between the
 * page's other tasks: until its result is there the one before stands, at first none, and it is `late`.
 */
export function useSteps<T>(
  work: () => Steps<T>,
  isLong: boolean,
): { readonly result: T | undefined; readonly late: boolean } {
  const [made, setMade] = useState<Made<T>>();
  const atOnce = useMemo(() => (isLong ? undefined : { result: finished(work()) }), [work, isLong]);
  useEffect(() => {
    if (!isLong) return undefined;
    const own = new AbortController();
    finishedWithRests(work(), rest, own.signal).then(
      (result) => startTransition(() => setMade({ by: work, result })),
      (error: unknown) => {
        if (own.signal.aborted) return;
        // As if it had been thrown while drawing: the error boundary around shows it.
        setMade(() => {
          throw error;
        });
      },
    );
    return () => own.abort();
  }, [work, isLong]);
  return atOnce === undefined
    ? { result: made?.result, late: made?.by !== work }
    : { result: atOnce.result, late: false };
}
