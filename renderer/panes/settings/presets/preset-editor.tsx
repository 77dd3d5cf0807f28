import { useEffect, useEffectEvent, useMemo, useRef } from "react";
import type { ReactElement } from "react";
import type { PresetDraft } from "../../../state/shell-slices.js";
import { useApp } from "../../../state/use-app.js";
import { Button } from "../../../ui/button.js";
import { EditorText } from "../../editor/editor-text.js";
import { TextState } from "../../editor/text-state.js";
import { useCheckedEditor } from "../../editor/use-checked-editor.js";

/** The text of a preset of the workspace, checked as it is typed, and stored by one press. */
export function PresetEditor({ draft }: { draft: PresetDraft }): ReactElement {
  const type = useApp((state) => state.typePreset);
  const save = useApp((state) => state.savePreset);
  const close = useApp((state) => state.closePreset);
  const { id, name, text, savedText, problems } = draft;
  const checked = useMemo(() => ({ text, problems }), [text, problems]);
  const editor = useCheckedEditor({ text, label: `Text of ${name}`, checked, onEdit: type });
  const section = useRef<HTMLElement>(null);
  const begin = useEffectEvent(() => {
    const [first] = editor.problems;
    if (first !== undefined) editor.goToProblem(first);
    else editor.goToPath(id === undefined ? "preset.id" : "preset.name");
    section.current?.scrollIntoView({ block: "nearest" });
  });
  // It opens below a long table, and is what the user asked for.
  useEffect(() => begin(), []);
  return (
    <section ref={section} className="preset-editor" aria-label={`Preset ${name}`}>
      <h4>{id === undefined ? `A copy of ${name}` : `presets/${id}.json`}</h4>
      <p className="muted">
        {id === undefined
          ? "Under this ID it takes the place of the shipped one in this workspace. Under another it stands beside it. State where your figures are from, and when you saw them."
          : "What is stored holds for every scenario of this workspace that names it."}
      </p>
      <div className="models-text">
        <EditorText editor={editor} />
      </div>
      <div className="models-save">
        <output className="toolbar-state">
          <TextState checking={false} problems={problems.length} />
        </output>
        <Button onClick={close}>Discard</Button>
        <Button
          kind="primary"
          icon="check"
          disabled={problems.length > 0 || text === savedText}
          onClick={() => void save()}
        >
          Save preset
        </Button>
      </div>
    </section>
  );
}
