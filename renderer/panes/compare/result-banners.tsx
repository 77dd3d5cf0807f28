import { useMemo } from "react";
import type { ReactElement } from "react";
import { isDirty, openDocument } from "../../state/document.js";
import type { ShownResult } from "../../state/parts.js";
import { workOf } from "../../state/queue.js";
import { isStale } from "../../state/run.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";

/** That the scenario has changed since, with the way to a new run. */
export function StaleBanner({ shown }: { shown: ShownResult }): ReactElement | null {
  const document = useApp((state) => openDocument(state.document));
  const startRun = useApp((state) => state.startRun);
  const running = useApp((state) => workOf("run")(state) !== undefined);
  const scenario = document?.checked?.scenario;
  const dirty = isDirty(document);
  const stale = useMemo(() => isStale(shown, scenario, dirty), [shown, scenario, dirty]);
  if (!stale || running) return null;
  return (
    <Banner tone="unsure" actions={<Button onClick={() => void startRun()}>Run again</Button>}>
      The scenario has changed since this run. These figures are of the scenario as it was.
    </Banner>
  );
}
