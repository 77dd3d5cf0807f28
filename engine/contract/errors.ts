import { z } from "zod";
import { CancelledError } from "../base/progress.js";

/** One fault in something a user wrote: where it stands, what belongs there, what was found, what to do. */
export const Problem = z.strictObject({
  /** JSON path such as `workloads[0].session.brainSteps`; `(file)` where the fault is the file's own. */
  path: z.string(),
  expected: z.string(),
  found: z.string(),
  /** 1-based line in the text, when there is a text and the place is known. */
  line: z.number().int().positive().optional(),
});
export type Problem = z.infer<typeof Problem>;

export const ERROR_CODES = [
  "invalid-input",
  /** Whoever calls may not: a wrong token, host or origin. */
  "refused",
  "not-found",
  "damaged-file",
  "conflict",
  "cancelled",
  "engine-crashed",
  "unavailable",
  "internal",
] as const;

/** The only form in which a failure crosses a boundary. */
export const Failure = z.strictObject({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  problems: z.array(Problem),
});
export type Failure = z.infer<typeof Failure>;

/** A {@link Failure} on the move inside one process. */
export class HeadroomError extends Error {
  override name = "HeadroomError";
  readonly code: Failure["code"];
  readonly problems: readonly Problem[];
  constructor(code: Failure["code"], message: string, problems: readonly Problem[] = []) {
    super(message);
    this.code = code;
    this.problems = problems;
  }
  toFailure(): Failure {
    return { code: this.code, message: this.message, problems: [...this.problems] };
  }
  static fromFailure(failure: Failure): HeadroomError {
    return new HeadroomError(failure.code, failure.message, failure.problems);
  }
}

/** Maps anything thrown to the error that may cross a boundary; unknown ones keep only their message. */
export function toHeadroomError(error: unknown): HeadroomError {
  if (error instanceof HeadroomError) return error;
  if (error instanceof CancelledError)
    return new HeadroomError("cancelled", "cancelled on request");
  return new HeadroomError("internal", error instanceof Error ? error.message : String(error));
}

/** One line per problem, as the terminal and the log print it. */
export function formatProblem(problem: Problem): string {
  const line = problem.line === undefined ? "" : ` (line ${problem.line})`;
  return `${problem.path}${line}: expected ${problem.expected}, found ${problem.found}`;
}
