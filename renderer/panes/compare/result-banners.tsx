import { useMemo } from "react";
import type { ReactElement } from "react";
import { useStill } from "../../charts/paper.js";
import { isDirty, openDocument } from "../../state/document.js";
import type { RunEnd, ShownResult } from "../../state/parts.js";
import { workOf } from "../../state/queue.js";
import { isStale } from "../../state/run.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";

/** Whether the scenario has changed since the result. */
export function useStale(shown: ShownResult | undefined): boolean {
  const document = useApp((state) => openDocument(state.document));
  const scenario = document?.checked?.scenario;
  const dirty = isDirty(document);
  return useMemo(() => isStale(shown, scenario, dirty), [shown, scenario, dirty]);
}

/** How the last run of the open scenario ended when it gave no result. */
export const useRunEnd = (): RunEnd | undefined =>
  useApp(({ runEnd, document }) =>
    runEnd !== undefined && runEnd.scenarioId === openDocument(document)?.id ? runEnd : undefined,
  );

/** That the scenario has changed since, with the way to a new run. */
export function StaleBanner({ shown }: { shown: ShownResult }): ReactElement | null {
  const startRun = useApp((state) => state.startRun);
  const running = useApp((state) => workOf("run")(state) !== undefined);
  const stale = useStale(shown);
  const end = useRunEnd();
  const isStill = useStill();
  // How a run ended is said above it, with the same way on, but not on paper or a slide.
  if (!stale || running || (end !== undefined && !isStill)) return null;
  return (
    <Banner tone="unsure" actions={<Button onClick={() => void startRun()}>Run again</Button>}>
      The scenario has changed since this run. These figures are of the scenario as it was.
    </Banner>
  );
}
