import type { ReactElement } from "react";
import { openDocument } from "../../state/document.js";
import { workOf } from "../../state/queue.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { formatProgress } from "../../ui/format/number.js";
import { useLocale } from "../../ui/locale.js";
import { ProgressBar } from "../../ui/progress-bar.js";
import { titleWithKeys } from "./commands/keys.js";

/** Run; while a run of the open scenario goes on or waits, how far it is, and Cancel. */
export function RunControl(): ReactElement {
  const active = useApp(workOf("run"));
  const canRun = useApp((state) => openDocument(state.document) !== undefined);
  const startRun = useApp((state) => state.startRun);
  const cancelWork = useApp((state) => state.cancelWork);
  const locale = useLocale();
  if (active === undefined) {
    return (
      <Button
        kind="primary"
        icon="run"
        disabled={!canRun}
        title={titleWithKeys("Run", "run.compare")}
        onClick={() => void startRun()}
      >
        Run
      </Button>
    );
  }
  const percent = formatProgress(active.fraction, locale);
  return (
    <div className="run-progress">
      <div className="run-progress-words">
        <span className="run-stage">{active.stage}</span>
        <span>{percent}</span>
        <ProgressBar label="Comparison" fraction={active.fraction} />
      </div>
      <Button
        icon="stop"
        title={titleWithKeys("Cancel the run", "cancel.work")}
        onClick={() => cancelWork("run")}
      >
        Cancel
      </Button>
    </div>
  );
}
