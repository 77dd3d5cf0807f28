import { formatProblem, HeadroomError } from "../../engine/contract/errors.js";
import type { Problem } from "../../engine/contract/errors.js";

/** A sentence about anything thrown, with a capital and a full stop. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}

export const codeOf = (error: unknown): HeadroomError["code"] =>
  error instanceof HeadroomError ? error.code : "internal";

export const problemsOf = (error: unknown): readonly Problem[] =>
  error instanceof HeadroomError ? error.problems : [];

/** The first thing that is wrong with what the user gave, by its place; without one, what was thrown. */
export function reasonOf(error: unknown): string {
  const [problem] = problemsOf(error);
  return problem === undefined ? messageOf(error) : `${formatProblem(problem)}.`;
}
