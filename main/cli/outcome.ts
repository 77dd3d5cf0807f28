import { isRecord } from "../../engine/base/guards.js";
import { formatProblem } from "../../engine/contract/errors.js";
import type { Failure, HeadroomError } from "../../engine/contract/errors.js";
import type { Terminal } from "./terminal.js";

/** What the shell is told. */
export const EXIT = {
  done: 0,
  requirementMissed: 1,
  badInput: 2,
  failed: 70,
  interrupted: 130,
} as const;

const EXIT_OF_FAILURE: Readonly<Record<Failure["code"], number>> = {
  "invalid-input": EXIT.badInput,
  "not-found": EXIT.badInput,
  "damaged-file": EXIT.badInput,
  conflict: EXIT.badInput,
  refused: EXIT.badInput,
  cancelled: EXIT.interrupted,
  "engine-crashed": EXIT.failed,
  unavailable: EXIT.failed,
  internal: EXIT.failed,
};

export function exitOfFailure(error: HeadroomError): number {
  return EXIT_OF_FAILURE[error.code];
}

/** A requirement that is not met, or a text that was checked and found wrong, is told by the exit code. */
export function exitOfOutput(output: unknown): number {
  if (!isRecord(output)) return EXIT.done;
  if (output["requirementsMet"] === false || output["plan"] === null) return EXIT.requirementMissed;
  const problems = output["problems"];
  return Array.isArray(problems) && problems.length > 0 ? EXIT.badInput : EXIT.done;
}

/** One line that says what failed, then one for each fault: path, expected, found. */
export async function printFailure(terminal: Terminal, error: HeadroomError): Promise<void> {
  const lines = [
    `error: ${error.message}`,
    ...error.problems.map((one) => `  ${formatProblem(one)}`),
  ];
  await terminal.err(`${lines.join("\n")}\n`);
}
