import { useCallback, useEffect, useMemo } from "react";
import type { RefObject } from "react";
import type { Problem } from "../../../engine/contract/errors.js";
import type { UndoOf } from "./editor-setup.js";
import { createLocator } from "./locate.js";
import { placeProblems } from "./places.js";
import type { PlacedProblem } from "./places.js";
import { useEditor } from "./use-editor.js";

export interface CheckedText {
  readonly text: string;
  /** Names the text to who cannot see it. */
  readonly label: string;
  /** What the last check said of one exact text. */
  readonly checked: { readonly text: string; readonly problems: readonly Problem[] } | undefined;
  readonly onEdit: (text: string) => void;
  /** Where the text states what a path of a problem names; default: there. */
  readonly textPath?: ((path: string) => string) | undefined;
  /** Default: the window's. */
  readonly undoOf?: UndoOf;
}

export interface CheckedEditor {
  readonly host: RefObject<HTMLDivElement | null>;
  readonly problems: readonly PlacedProblem[];
  readonly goToPath: (path: string) => void;
  readonly goToProblem: (placed: PlacedProblem) => void;
}

/** An editor of a text that is checked, with what is wrong with it marked in its place. */
export function useCheckedEditor({
  text,
  label,
  checked,
  onEdit,
  textPath,
  undoOf = "window",
}: CheckedText): CheckedEditor {
  const { host, show, goTo } = useEditor(text, label, undoOf, onEdit);
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
  };
  return { host, problems, goToPath, goToProblem };
}
