import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { WorkEnd } from "../work/work-end.js";
import { useRunEnd, useStale } from "./result-banners.js";

/** How the last run of this scenario ended when it gave no result, and the way to another. */
export function RunEndBanner(): ReactElement | null {
  const end = useRunEnd();
  const stale = useStale(useApp((state) => state.shown));
  const startRun = useApp((state) => state.startRun);
  if (end === undefined) return null;
  const again = <Button onClick={() => void startRun()}>Run again</Button>;
  const note = stale
    ? "The scenario has changed since the run before. The figures below are of the scenario as it was."
    : undefined;
  return <WorkEnd what="The run" end={end} note={note} again={again} />;
}
