import type { ReactElement } from "react";
import { openDocument } from "../../state/document.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { WorkEnd } from "../work/work-end.js";

/** How the last run of this scenario ended when it gave no result, and the way to another. */
export function RunEndBanner(): ReactElement | null {
  const end = useApp((state) => state.runEnd);
  const openId = useApp((state) => openDocument(state.document)?.id);
  const startRun = useApp((state) => state.startRun);
  if (end === undefined || end.scenarioId !== openId) return null;
  const again = <Button onClick={() => void startRun()}>Run again</Button>;
  return <WorkEnd what="The run" end={end} again={again} />;
}
