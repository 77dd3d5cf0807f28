/** How far a long task is. `fraction` runs from 0 to 1 and never goes back within one task. */
export interface Progress {
  readonly stage: string;
  readonly fraction: number;
}

export type ReportProgress = (progress: Progress) => void;

/** The caller asked a long task to stop. Not a failure: nothing is logged, nothing is kept. */
export class CancelledError extends Error {
  override name = "CancelledError";
  constructor() {
    super("cancelled on request");
  }
}

/** Throws {@link CancelledError} once `signal` has fired. Call it between slices of long work. */
export function throwIfCancelled(signal: { readonly aborted: boolean } | undefined): void {
  if (signal?.aborted === true) throw new CancelledError();
}
