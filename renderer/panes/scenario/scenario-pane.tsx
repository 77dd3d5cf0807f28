import { useEffect, useMemo, useState } from "react";
import type { ReactElement } from "react";
import { openDocument } from "../../state/document.js";
import type { OpenDocument } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { createLocator } from "../editor/locate.js";
import { placeProblems } from "../editor/places.js";
import type { PlacedProblem } from "../editor/places.js";
import { ProblemList } from "../editor/problem-list.js";
import { RestoredBanner } from "./restored-banner.js";
import { SummaryView } from "./summary-view.js";
import { Toolbar } from "./toolbar.js";
import { useEditor } from "../editor/use-editor.js";

/** The open scenario to read on the left and to write on the right. */
export default function ScenarioPane(): ReactElement {
  const state = useApp((app) => app.document);
  const boot = useApp((app) => app.boot);
  const document = openDocument(state);
  if (document !== undefined) return <Open key={document.key} document={document} />;
  if (state.kind === "failed") {
    return (
      <EmptyState
        title="This scenario could not be opened."
        action={<Button onClick={() => void boot()}>Try again</Button>}
      >
        <p>{state.message}</p>
      </EmptyState>
    );
  }
  return <p className="pane-loading">Loading…</p>;
}

function Open({ document }: { document: OpenDocument }): ReactElement {
  const edit = useApp((app) => app.edit);
  const { text, checked, name } = document;
  const { host, ...editor } = useEditor(text, `Text of the scenario ${name}`, edit);
  const { show } = editor;
  const problems = useMemo(
    () => (checked === undefined ? [] : placeProblems(checked.text, checked.problems)),
    [checked],
  );
  useEffect(() => {
    if (checked !== undefined) show(problems, checked.text);
  }, [show, problems, checked]);

  // While the text has faults, the last faultless state stays readable.
  const [last, setLast] = useState<OpenDocument["checked"]>({
    text: document.savedText,
    scenario: document.savedScenario,
    problems: [],
  });
  if (checked?.scenario !== undefined && checked !== last) setLast(checked);

  const goToPath = (path: string): void => {
    const span = createLocator(text)(path);
    if (span !== undefined) editor.goTo(span);
  };
  const goToProblem = (placed: PlacedProblem): void => {
    // What was typed since the check may have moved the place.
    const [now] = text === checked?.text ? [placed] : placeProblems(text, [placed.problem]);
    if (now !== undefined) editor.goTo(now.span);
  };
  return (
    <div className="scenario">
      <RestoredBanner document={document} />
      <Toolbar document={document} problemCount={problems.length} />
      <div className="scenario-halves">
        <section className="scenario-summary" aria-label="Parameters">
          {last?.scenario === undefined ? (
            <EmptyState title="The parameters appear here once the text is valid." />
          ) : (
            <>
              {problems.length === 0 ? null : (
                <p className="summary-stale">The last valid state. The text has problems since.</p>
              )}
              <SummaryView scenario={last.scenario} text={last.text} onGoTo={goToPath} />
            </>
          )}
        </section>
        <div className="scenario-text">
          <div className="editor" ref={host} />
          <ProblemList problems={problems} onPick={goToProblem} />
        </div>
      </div>
    </div>
  );
}
