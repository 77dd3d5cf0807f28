import { redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import type { RefObject } from "react";
import { editorExtensions } from "./editor-setup.js";
import type { Span } from "./locate.js";
import type { PlacedProblem } from "./places.js";

export interface Editor {
  readonly host: RefObject<HTMLDivElement | null>;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly undo: () => void;
  readonly redo: () => void;
  /** Selects a stretch, brings it into view and puts the focus there. */
  readonly goTo: (span: Span) => void;
}

/**
 * A CodeMirror editor over `text`. Typing is told through `onChange`; a text set from outside replaces
 * the editor's as one step that undo takes back. The history is that of the component's own life.
 */
export function useEditor(
  text: string,
  label: string,
  onChange: (text: string) => void,
): Editor & {
  readonly show: (problems: readonly PlacedProblem[], checkedText: string) => void;
} {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const [depth, setDepth] = useState({ undo: 0, redo: 0 });
  // Later texts and labels go through effects: they must not cost the history.
  const [first] = useState({ text, label });
  const change = useEffectEvent(onChange);

  useEffect(() => {
    if (host.current === null) return undefined;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.text,
        extensions: [
          editorExtensions(first.label, (next) => change(next)),
          EditorView.updateListener.of(({ state }) => {
            const now = { undo: undoDepth(state), redo: redoDepth(state) };
            setDepth((was) => (was.undo === now.undo && was.redo === now.redo ? was : now));
          }),
        ],
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
    if (editor === undefined || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
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

  return {
    host,
    canUndo: depth.undo > 0,
    canRedo: depth.redo > 0,
    undo: () => void (view.current !== undefined && undo(view.current)),
    redo: () => void (view.current !== undefined && redo(view.current)),
    goTo({ from, to }) {
      const editor = view.current;
      if (editor === undefined) return;
      const end = editor.state.doc.length;
      const selection = { anchor: Math.min(from, end), head: Math.min(to, end) };
      editor.dispatch({
        selection,
        effects: EditorView.scrollIntoView(selection.anchor, { y: "center" }),
      });
      editor.focus();
    },
    show,
  };
}
