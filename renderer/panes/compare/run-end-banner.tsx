import type { ReactElement } from "react";
import { assertNever } from "../../../engine/base/assert.js";
import { openDocument } from "../../state/document.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";

/** How the last run of this scenario ended when it gave no result, and the way to another. */
export function RunEndBanner(): ReactElement | null {
  const end = useApp((state) => state.runEnd);
  const openId = useApp((state) => openDocument(state.document)?.id);
  const startRun = useApp((state) => state.startRun);
  const again = <Button onClick={() => void startRun()}>Run again</Button>;
  if (end === undefined || end.scenarioId !== openId) return null;
  switch (end.kind) {
    case "cancelled":
      return (
        <Banner tone="plain" actions={again}>
          The run was cancelled. Nothing of it was kept.
        </Banner>
      );
    case "interrupted":
      return (
        <Banner tone="bad" actions={again}>
          The run was interrupted: {end.message} Your scenario is untouched.
        </Banner>
      );
    case "failed":
      return (
        <Banner tone="bad" actions={again}>
          The run failed. {end.message}
          {end.problems.length === 0 ? null : (
            <ul>
              {end.problems.map(({ path, expected, found }) => (
                <li key={`${path} ${expected}`}>
                  <code>{path}</code>: expected {expected}, found {found}.
                </li>
              ))}
            </ul>
          )}
        </Banner>
      );
    default:
      return assertNever(end.kind);
  }
}
