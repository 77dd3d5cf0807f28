/**
 * Work in steps: a generator that yields wherever it may be interrupted, and returns what it has made. Done in one
 * go or with other work between the steps, it makes the same.
 */
export type Steps<T> = Generator<void, T, void>;

/** What the work makes, in one go. */
export function finished<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** What the work makes, with a rest between its steps. Rejects with an AbortError once the signal fires. */
export async function finishedWithRests<T>(
  steps: Steps<T>,
  rest: () => Promise<void>,
  signal: AbortSignal,
): Promise<T> {
  for (;;) {
    await rest();
    signal.throwIfAborted();
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
