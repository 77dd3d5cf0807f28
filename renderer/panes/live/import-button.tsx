import { useRef } from "react";
import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { FileInput } from "../../ui/file-input.js";
import { formatProgress } from "../../ui/format/number.js";
import { useLocale } from "../../ui/locale.js";
import { ProgressBar } from "../../ui/progress-bar.js";

/** Takes in the file of an exported session; while that goes on, how far it is. */
export function ImportButton(): ReactElement {
  const take = useApp((state) => state.importSession);
  const fault = useApp((state) => state.importFault);
  const job = useApp(({ jobs }) => jobs.find(({ kind }) => kind === "import"));
  const cancel = useApp((state) => state.cancelJob);
  const locale = useLocale();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      {fault === undefined ? null : (
        <p className="live-note tone-bad" role="alert">
          {fault}
        </p>
      )}
      <FileInput
        input={input}
        label="File of an exported session"
        accept=".jsonl"
        onChoose={(file) => void take(file)}
      />
      {job === undefined ? (
        <Button
          kind="quiet"
          title="Take in an exported session"
          onClick={() => input.current?.click()}
        >
          Import a session
        </Button>
      ) : (
        <div className="live-import">
          <p className="running-stage">
            <span>{job.stage}</span>
            <span>{formatProgress(job.fraction, locale)}</span>
          </p>
          <ProgressBar label={`Import of ${job.scenarioName}`} fraction={job.fraction} />
          <Button icon="stop" kind="quiet" onClick={() => cancel(job.id)}>
            Cancel import
          </Button>
        </div>
      )}
    </>
  );
}
