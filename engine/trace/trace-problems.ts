import { HeadroomError } from "../contract/errors.js";
import type { Problem } from "../contract/errors.js";
import { describeValue } from "../contract/problems.js";

const MAX_PROBLEMS = 20;

/** Collects the faults of one trace file, each with its field and line, and throws them together. */
export class TraceProblems {
  readonly #file: string;
  readonly #problems: Problem[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /** Whether enough is known to stop reading. */
  get full(): boolean {
    return this.#problems.length >= MAX_PROBLEMS;
  }

  add(field: string, line: number, expected: string, found: unknown): void {
    const path = `${this.#file}: ${field}`;
    this.#problems.push({ path, expected, found: describeValue(found), line });
  }

  throwIfAny(): void {
    if (this.#problems.length === 0) return;
    throw new HeadroomError(
      "invalid-input",
      `the trace ${this.#file} is not valid`,
      this.#problems,
    );
  }
}
