import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import type { RefObject } from "react";
import { editorExtensions } from "./editor-setup.js";
import type { UndoOf } from "./editor-setup.js";
import type { Span } from "./locate.js";
import type { PlacedProblem } from "./places.js";

export interface Editor {
  readonly host: RefObject<HTMLDivElement | null>;
  /** Selects a stretch, brings it into view and puts the focus there. */
  readonly goTo: (span: Span) => void;
}

/**
 * A CodeMirror editor over `text`. Typing is told through `onChange`; a text set from outside replaces
 * only what differs, so that the cursor stays near it.
 */
export function useEditor(
  text: string,
  label: string,
  undoOf: UndoOf,
  onChange: (text: string) => void,
): Editor & {
  readonly show: (problems: readonly PlacedProblem[], checkedText: string) => void;
} {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  // Later texts and labels go through effects: they must not cost the cursor.
  const [first] = useState({ text, label, undoOf });
  const change = useEffectEvent(onChange);

  useEffect(() => {
    if (host.current === null) return undefined;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.text,
        extensions: editorExtensions(first.label, first.undoOf, (next) => change(next)),
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = undefined;
    };
  }, [first]);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined) return;
    const changes = difference(editor.state.doc.toString(), text);
    if (changes === undefined) return;
    const end = changes.from + changes.insert.length;
    editor.dispatch({
      changes,
      selection: { anchor: changes.from, head: end },
      effects: EditorView.scrollIntoView(changes.from, { y: "center" }),
    });
  }, [text]);

  const show = useCallback((problems: readonly PlacedProblem[], checkedText: string) => {
    const editor = view.current;
    // Problems of an older text would stand at the wrong places.
    if (editor === undefined || editor.state.doc.toString() !== checkedText) return;
    const diagnostics = problems.map(({ problem, span }) => ({
      ...span,
      severity: "error" as const,
      message: `${problem.path}: expected ${problem.expected}, found ${problem.found}.`,
    }));
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, []);

  const goTo = useCallback(({ from, to }: Span) => {
    const editor = view.current;
    if (editor === undefined) return;
    const end = editor.state.doc.length;
    const selection = { anchor: Math.min(from, end), head: Math.min(to, end) };
    editor.dispatch({
      selection,
      effects: EditorView.scrollIntoView(selection.anchor, { y: "center" }),
    });
    editor.focus();
  }, []);

  return { host, goTo, show };
}

/** The one stretch that turns `before` into `after`; undefined where they are the same. */
function difference(
  before: string,
  after: string,
): { from: number; to: number; insert: string } | undefined {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
