import type { Problem } from "../../../engine/contract/errors.js";
import { createLocator } from "./locate.js";
import type { Span } from "./locate.js";

/** A problem and where it stands in the text. */
export interface PlacedProblem {
  readonly problem: Problem;
  readonly span: Span;
  /** 1-based. */
  readonly line: number;
}

/**
 * Finds each problem's place: by its line where the engine knew it, else by its path, else the top.
 * `textPath` says where a text that inherits states what a path of the whole names.
 */
export function placeProblems(
  text: string,
  problems: readonly Problem[],
  textPath: (path: string) => string = (path) => path,
): PlacedProblem[] {
  if (problems.length === 0) return [];
  // To find a path the whole text is parsed, which a fault with a line spares.
  let locate: ((path: string) => Span | undefined) | undefined;
  const spanOf = (path: string): Span | undefined => (locate ??= createLocator(text))(path);
  const starts = lineStarts(text);
  return problems.map((problem) => {
    const span = (problem.line === undefined ? undefined : lineSpan(text, starts, problem.line)) ??
      spanOf(textPath(problem.path)) ?? { from: 0, to: Math.min(1, text.length) };
    const line = problem.line ?? lineAt(starts, span.from);
    return { problem, span, line };
  });
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lineSpan(text: string, starts: readonly number[], line: number): Span | undefined {
  const from = starts[line - 1];
  if (from === undefined) return undefined;
  const next = starts[line];
  return { from, to: next === undefined ? text.length : next - 1 };
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}
