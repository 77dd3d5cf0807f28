import type { ReactElement } from "react";

/** How far long work is. `fraction` from 0 to 1. */
export function ProgressBar({
  label,
  fraction,
}: {
  label: string;
  fraction: number;
}): ReactElement {
  return <progress className="progress" aria-label={label} max={1} value={fraction} />;
}
