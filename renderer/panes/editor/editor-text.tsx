import type { ReactElement } from "react";
import { ProblemList } from "./problem-list.js";
import type { ScenarioOfText } from "./problem-list.js";
import type { CheckedEditor } from "./use-checked-editor.js";

/** The text itself, and below it the list of what is wrong with it. */
export function EditorText({
  editor: { host, problems, goToProblem },
  onPick,
  scenario,
}: {
  editor: CheckedEditor;
  onPick?: ((path: string) => void) | undefined;
  scenario?: ScenarioOfText | undefined;
}): ReactElement {
  return (
    <div className="editor-text">
      <div className="editor" ref={host} />
      <ProblemList
        problems={problems}
        scenario={scenario}
        onPick={(placed) => {
          goToProblem(placed);
          onPick?.(placed.problem.path);
        }}
      />
    </div>
  );
}
