import { useMemo, useRef } from "react";
import type { ReactElement } from "react";
import { openDocument } from "../../state/document.js";
import type { OpenDocument } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { EditorHalves } from "../editor/editor-halves.js";
import { parsePath } from "../editor/locate.js";
import { EstimateStrip } from "./estimate/estimate-strip.js";
import { readSource } from "./form/form-source.js";
import { revealField, ScenarioForm } from "./form/scenario-form.js";
import { FileBanner } from "./file-banner.js";
import { RestoredBanner } from "./restored-banner.js";
import { Toolbar } from "./toolbar.js";

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
  const { text, checked, name, savedScenario } = document;
  // Of a text that inherits: a problem of the whole stands at the override that gives the value.
  const { textPath, scenario } = useMemo(() => {
    const isGood = checked === undefined || checked.problems.length === 0;
    const source = isGood ? undefined : readSource(checked.text, savedScenario);
    return {
      textPath:
        source?.base === undefined
          ? undefined
          : (path: string): string => source.textPath(parsePath(path)) ?? path,
      scenario: { root: source?.root },
    };
  }, [checked, savedScenario]);
  const form = useRef<HTMLDivElement>(null);
  return (
    <div className="editor-pane" data-tour="scenario">
      <FileBanner document={document} />
      <RestoredBanner document={document} />
      <Toolbar document={document} />
      <EstimateStrip document={document} />
      <EditorHalves
        text={text}
        label={`Text of the scenario ${name}`}
        checked={checked}
        onEdit={edit}
        asideLabel="Form"
        textPath={textPath}
        scenario={scenario}
        onPick={(path) => {
          if (form.current !== null) revealField(form.current, path);
        }}
      >
        {(_problemCount, goToPath) => (
          <div ref={form}>
            <ScenarioForm document={document} onGoTo={goToPath} />
          </div>
        )}
      </EditorHalves>
    </div>
  );
}
