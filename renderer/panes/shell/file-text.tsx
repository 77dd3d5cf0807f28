import { useEffect, useEffectEvent } from "react";
import type { ReactElement } from "react";
import { hasConflict, withSide } from "../../state/mend-parts.js";
import type { OpenFile } from "../../state/mend-parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { EditorText } from "../editor/editor-text.js";
import { TextState } from "../editor/text-state.js";
import { useCheckedEditor } from "../editor/use-checked-editor.js";

/** The text of a damaged file to be mended, each fault marked at its line. */
export default function FileText({
  text,
  file: { checked },
}: {
  text: string;
  file: OpenFile;
}): ReactElement {
  const editFile = useApp((state) => state.editFile);
  const editor = useCheckedEditor({
    text,
    label: "Text of the damaged file",
    checked,
    onEdit: editFile,
    undoOf: "dialog",
  });
  const { problems, goToProblem } = editor;
  const goToFirst = useEffectEvent(() => {
    const [first] = problems;
    if (first !== undefined) goToProblem(first);
  });
  // The fault may stand thousands of lines down.
  useEffect(() => goToFirst(), []);
  return (
    <div className="file-text">
      <div className="file-text-state">
        <TextState checking={checked?.text !== text} problems={checked?.problems.length ?? 0} />
        {hasConflict(text) ? (
          <>
            <span className="toolbar-gap" />
            <Button onClick={() => editFile(withSide(text, "ours"))}>Keep our side</Button>
            <Button onClick={() => editFile(withSide(text, "theirs"))}>Keep their side</Button>
          </>
        ) : null}
      </div>
      <EditorText editor={editor} />
    </div>
  );
}
