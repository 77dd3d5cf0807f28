import type { ReactElement } from "react";

/** How far long work is. `fraction` from 0 to 1. */
export function ProgressBar({
  label,
  fraction,
}: {
  label: string;
  fraction: number;
}): ReactElement {
  const percent = Math.round(fraction * 100);
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div className="progress-fill" style={{ inlineSize: `${percent}%` }} />
    </div>
  );
}
