import { useCallback, useEffect, useMemo } from "react";
import type { ReactElement, ReactNode } from "react";
import type { Problem } from "../../../engine/contract/errors.js";
import { Split } from "../../ui/split.js";
import { createLocator } from "./locate.js";
import { placeProblems } from "./places.js";
import type { PlacedProblem } from "./places.js";
import { ProblemList } from "./problem-list.js";
import { useEditor } from "./use-editor.js";
import { ScrollPart } from "../../ui/scroll-part.js";

interface Props {
  readonly text: string;
  /** Names the text to who cannot see it. */
  readonly label: string;
  /** What the last check said of one exact text. */
  readonly checked: { readonly text: string; readonly problems: readonly Problem[] } | undefined;
  readonly onEdit: (text: string) => void;
  /** What the left half is. */
  readonly asideLabel: string;
  readonly className?: string;
  /** Where the text states what a path of a problem names; default: there. */
  readonly textPath?: ((path: string) => string) | undefined;
  /** A problem was picked in the list: shows it in what is made of the text as well. */
  readonly onPick?: (path: string) => void;
  /** What is made of the text; a path brings its place in the text into view. */
  readonly children: (problemCount: number, goToPath: (path: string) => void) => ReactNode;
}

/** A text to write on the right, with what is wrong with it, and on the left what is made of it. */
export function EditorHalves({
  text,
  label,
  checked,
  onEdit,
  asideLabel,
  className = "",
  textPath,
  onPick,
  children,
}: Props): ReactElement {
  const { host, show, goTo } = useEditor(text, label, onEdit);
  const problems = useMemo(
    () => (checked === undefined ? [] : placeProblems(checked.text, checked.problems, textPath)),
    [checked, textPath],
  );
  useEffect(() => {
    if (checked !== undefined) show(problems, checked.text);
  }, [show, problems, checked]);

  const goToPath = useCallback(
    (path: string): void => {
      const span = createLocator(text)(path);
      if (span !== undefined) goTo(span);
    },
    [text, goTo],
  );
  const goToProblem = (placed: PlacedProblem): void => {
    // What was typed since the check may have moved the place.
    const [now] =
      text === checked?.text ? [placed] : placeProblems(text, [placed.problem], textPath);
    if (now !== undefined) goTo(now.span);
    onPick?.(placed.problem.path);
  };
  return (
    <Split labels={[asideLabel, "JSON"]} className={className}>
      <ScrollPart className="editor-aside" aria-label={asideLabel}>
        {children(problems.length, goToPath)}
      </ScrollPart>
      <div className="editor-text">
        <div className="editor" ref={host} />
        <ProblemList problems={problems} onPick={goToProblem} />
      </div>
    </Split>
  );
}
