import type { ReactElement } from "react";
import type { ActiveRun } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { formatProgress } from "../../ui/format/number.js";
import { useLocale } from "../../ui/locale.js";
import { ProgressBar } from "../../ui/progress-bar.js";

/** What stands in the pane while the first result is on its way. */
export function Running({ run }: { run: ActiveRun }): ReactElement {
  const cancelRun = useApp((state) => state.cancelRun);
  const locale = useLocale();
  return (
    <EmptyState
      title="Simulating"
      action={
        <Button icon="stop" onClick={cancelRun}>
          Cancel
        </Button>
      }
    >
      <p className="running-stage">
        <span>{run.stage}</span>
        <span>{formatProgress(run.fraction, locale)}</span>
      </p>
      <ProgressBar label="Comparison in the pane" fraction={run.fraction} />
    </EmptyState>
  );
}
