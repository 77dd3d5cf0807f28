import type { ReactElement, ReactNode } from "react";
import { ScrollPart } from "../../ui/scroll-part.js";
import { Split } from "../../ui/split.js";
import { EditorText } from "./editor-text.js";
import type { ScenarioOfText } from "./problem-list.js";
import { useCheckedEditor } from "./use-checked-editor.js";
import type { CheckedText } from "./use-checked-editor.js";

interface Props extends CheckedText {
  /** What the left half is. */
  readonly asideLabel: string;
  readonly className?: string;
  /** A problem was picked in the list: shows it in what is made of the text as well. */
  readonly onPick?: (path: string) => void;
  readonly scenario?: ScenarioOfText;
  /** What is made of the text; a path brings its place in the text into view. */
  readonly children: (problemCount: number, goToPath: (path: string) => void) => ReactNode;
}

/** A text to write on the right, with what is wrong with it, and on the left what is made of it. */
export function EditorHalves({
  asideLabel,
  className = "",
  onPick,
  scenario,
  children,
  ...checkedText
}: Props): ReactElement {
  const editor = useCheckedEditor(checkedText);
  return (
    <Split labels={[asideLabel, "JSON"]} className={className}>
      <ScrollPart className="editor-aside" aria-label={asideLabel}>
        {children(editor.problems.length, editor.goToPath)}
      </ScrollPart>
      <EditorText editor={editor} onPick={onPick} scenario={scenario} />
    </Split>
  );
}
