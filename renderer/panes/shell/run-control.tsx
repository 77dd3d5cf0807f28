import type { ReactElement } from "react";
import { openDocument } from "../../state/document.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { formatProgress } from "../../ui/format/number.js";
import { useLocale } from "../../ui/locale.js";
import { ProgressBar } from "../../ui/progress-bar.js";
import { isMac } from "./use-shortcuts.js";

/** Run while nothing runs; while something does, how far it is, and Cancel. */
export function RunControl(): ReactElement {
  const active = useApp((state) => state.activeRun);
  const canRun = useApp((state) => openDocument(state.document) !== undefined);
  const startRun = useApp((state) => state.startRun);
  const cancelRun = useApp((state) => state.cancelRun);
  const openId = useApp((state) => openDocument(state.document)?.id);
  const locale = useLocale();
  if (active === undefined) {
    return (
      <Button
        kind="primary"
        icon="run"
        disabled={!canRun}
        title={`Run (${isMac() ? "⌘" : "Ctrl+"}Enter)`}
        onClick={() => void startRun()}
      >
        Run
      </Button>
    );
  }
  const percent = formatProgress(active.fraction, locale);
  const elsewhere = active.scenarioId === openId ? undefined : active.scenarioName;
  return (
    <div className="run-progress">
      <div className="run-progress-words" title={elsewhere}>
        <span className="run-stage">{elsewhere ?? active.stage}</span>
        <span>{percent}</span>
        <ProgressBar label="Comparison" fraction={active.fraction} />
      </div>
      <Button icon="stop" title="Cancel the run (Esc)" onClick={cancelRun}>
        Cancel
      </Button>
    </div>
  );
}
