import type { ReactElement } from "react";
import { WORK } from "../../state/queue-parts.js";
import type { Job } from "../../state/queue-parts.js";
import { useApp } from "../../state/use-app.js";
import { IconButton } from "../../ui/button.js";
import { formatCount, formatProgress } from "../../ui/format/number.js";
import { useLocale } from "../../ui/locale.js";
import { ProgressBar } from "../../ui/progress-bar.js";

const POPOVER_ID = "queue";

/** Long work that goes on, in one line, with all that waits a press away; nothing while there is none. */
export function QueueView(): ReactElement | null {
  const jobs = useApp((state) => state.jobs);
  const locale = useLocale();
  const [first, ...waiting] = jobs;
  if (first === undefined) return null;
  return (
    <>
      <button
        type="button"
        className="queue-button"
        popoverTarget={POPOVER_ID}
        title="What goes on and what waits"
      >
        <span className="queue-bar">
          <ProgressBar label="First in the queue" fraction={first.fraction} />
        </span>
        <span>{WORK[first.kind].title(first.scenarioName)}</span>
        <span>{formatProgress(first.fraction, locale)}</span>
        {waiting.length === 0 ? null : (
          <span className="queue-count">{`${formatCount(waiting.length, locale)} waiting`}</span>
        )}
      </button>
      <section id={POPOVER_ID} popover="auto" className="queue" aria-label="Queue of long work">
        <h2>Queue</h2>
        <p className="muted">One at a time, so that each has the whole machine.</p>
        <ol>
          {jobs.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </ol>
      </section>
    </>
  );
}

function JobRow({ job }: { job: Job }): ReactElement {
  const cancelJob = useApp((state) => state.cancelJob);
  const locale = useLocale();
  const { id, kind, state, scenarioName, stage, fraction } = job;
  const title = WORK[kind].title(scenarioName);
  return (
    <li className={`queue-job queue-${state}`}>
      <span className="queue-title">{title}</span>
      <span className="queue-stage">{stage}</span>
      {state === "waiting" ? null : (
        <>
          <span className="queue-fraction">{formatProgress(fraction, locale)}</span>
          <ProgressBar label={title} fraction={fraction} />
        </>
      )}
      <IconButton icon="close" label={`Cancel: ${title}`} onClick={() => cancelJob(id)} />
    </li>
  );
}
