import { syntaxTree } from "@codemirror/language";
import type { Range } from "@codemirror/state";
import { Decoration, ViewPlugin } from "@codemirror/view";
import type { DecorationSet, EditorView, ViewUpdate } from "@codemirror/view";

/** JSON's few kinds of token, coloured through classes so that a theme change needs no new editor. */
const MARKS: Readonly<Record<string, Decoration>> = {
  PropertyName: Decoration.mark({ class: "json-key" }),
  String: Decoration.mark({ class: "json-string" }),
  Number: Decoration.mark({ class: "json-number" }),
  True: Decoration.mark({ class: "json-word" }),
  False: Decoration.mark({ class: "json-word" }),
  Null: Decoration.mark({ class: "json-word" }),
};

/** Decorates what is in view, and no more: a scenario may be megabytes. */
function decorate(view: EditorView): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter(node) {
        const mark = MARKS[node.name];
        if (mark !== undefined && node.from < node.to) ranges.push(mark.range(node.from, node.to));
      },
    });
  }
  return Decoration.set(ranges, true);
}

export const jsonHighlight = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }
    update({ view, docChanged, viewportChanged, startState, state }: ViewUpdate): void {
      const parsedFurther = syntaxTree(startState) !== syntaxTree(state);
      if (docChanged || viewportChanged || parsedFurther) this.decorations = decorate(view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
