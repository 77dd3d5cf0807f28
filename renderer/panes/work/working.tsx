import type { ReactElement, ReactNode } from "react";
import type { Job } from "../../state/queue-parts.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { formatProgress } from "../../ui/format/number.js";
import { useLocale } from "../../ui/locale.js";
import { ProgressBar } from "../../ui/progress-bar.js";

/** What stands in a pane while its result is on its way: how far that is, and Cancel. */
export function Working({
  title,
  label,
  work: { stage, fraction },
  onCancel,
  children,
}: {
  title: string;
  /** What the bar is the progress of. */
  label: string;
  work: Pick<Job, "stage" | "fraction">;
  onCancel: () => void;
  children?: ReactNode;
}): ReactElement {
  const locale = useLocale();
  return (
    <EmptyState
      title={title}
      action={
        <Button icon="stop" onClick={onCancel}>
          Cancel
        </Button>
      }
    >
      <p className="running-stage">
        <span>{stage}</span>
        <span>{formatProgress(fraction, locale)}</span>
      </p>
      <ProgressBar label={label} fraction={fraction} />
      {children}
    </EmptyState>
  );
}
