import { useId } from "react";
import type { FormEvent, ReactElement } from "react";
import { ASKED_SETTINGS, LOG_ROLES, problemsOfField } from "../../state/calibration-parts.js";
import type { CalibrationDraft } from "../../state/calibration-parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { problemAt, TextField } from "../settings/field.js";
import { ROLE_NAMES, SETTING_HINTS, SETTING_NAMES } from "./calibration-words.js";
import { FileField } from "./file-field.js";

const TIME_UNITS: readonly {
  readonly value: CalibrationDraft["timeUnit"];
  readonly label: string;
}[] = [
  { value: "", label: "As the log tells" },
  { value: "s", label: "Seconds" },
  { value: "ms", label: "Milliseconds" },
  { value: "us", label: "Microseconds" },
  { value: "ns", label: "Nanoseconds" },
];

/** The log, what is known of the engine it is of, and how to split it. */
export function LogForm(): ReactElement {
  const file = useApp((state) => state.logFile);
  const before = useApp((state) => state.logChosenBefore);
  const settings = useApp((state) => state.engineSettings);
  const draft = useApp((state) => state.calibrationDraft);
  const problems = useApp((state) => state.calibrationProblems);
  const isBusy = useApp(({ jobs }) => jobs.some(({ kind }) => kind === "calibration"));
  const chooseLog = useApp((state) => state.chooseLog);
  const chooseSettings = useApp((state) => state.chooseEngineSettings);
  const change = useApp((state) => state.changeCalibrationDraft);
  const start = useApp((state) => state.startCalibration);
  const id = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void start();
  };
  return (
    <form
      className="panel calibrate-form"
      aria-label="Log and settings"
      onSubmit={submit}
      noValidate
    >
      {before === undefined ? null : (
        <p className="muted">
          {`“${before}” was chosen here before the page was loaded anew, which keeps no file: choose it again.`}
        </p>
      )}
      <FileField
        label="Serving log"
        hint="vLLM's request statistics, or CSV or JSON with arrival, tokens in and out, first and last token. Up to 300 MB."
        accept=".jsonl,.ndjson,.json,.csv,.tsv,.txt"
        chosen={file}
        problems={problemsOfField(problems, "log")}
        onChoose={chooseLog}
      />
      <FileField
        label="Engine settings (optional)"
        hint="vLLM's meta.json or engine arguments. What it does not say is inferred."
        accept=".json"
        chosen={settings}
        problems={problemsOfField(problems, "settings").filter(
          ({ path }) => !ASKED_SETTINGS.some((name) => path === `settings.${name}`),
        )}
        onChoose={(chosen) => void chooseSettings(chosen)}
        onClear={() => void chooseSettings(undefined)}
      />
      <div className="calibrate-options">
        <div className="calibrate-option">
          <TextField
            label="Share fitted"
            numeric
            unit="%"
            value={draft.fitPercent}
            onChange={(fitPercent) => change({ fitPercent })}
            problem={problemAt(problems, "fit")}
            hint="The first by arrival; the rest is predicted."
          />
        </div>
        {ASKED_SETTINGS.map((name) => (
          <div key={name} className="calibrate-option">
            <TextField
              label={SETTING_NAMES[name]}
              numeric
              value={draft[name]}
              onChange={(value) => change({ [name]: value })}
              problem={problemAt(problems, name) ?? problemAt(problems, `settings.${name}`)}
              {...SETTING_HINTS[name]}
            />
          </div>
        ))}
        <div className="calibrate-option">
          <label htmlFor={`${id}-unit`}>Unit of times</label>
          <div className="setting">
            <select
              id={`${id}-unit`}
              value={draft.timeUnit}
              onChange={({ target }) => {
                const unit = TIME_UNITS.find(({ value }) => value === target.value);
                if (unit !== undefined) change({ timeUnit: unit.value });
              }}
            >
              {TIME_UNITS.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </div>
        </div>
      </div>
      <details className="calibrate-more">
        <summary>Columns and seed</summary>
        <p className="muted">
          The name of the log’s column, where it does not tell by itself what the column holds.
        </p>
        <div className="calibrate-options">
          {LOG_ROLES.map((role) => (
            <div key={role} className="calibrate-option">
              <TextField
                label={ROLE_NAMES[role]}
                value={draft.columns[role] ?? ""}
                onChange={(name) => change({ columns: { ...draft.columns, [role]: name } })}
                problem={problemAt(problems, `columns.${role}`)}
              />
            </div>
          ))}
          <div className="calibrate-option">
            <TextField
              label="Seed of the search"
              numeric
              value={draft.seed}
              onChange={(seed) => change({ seed })}
              problem={problemAt(problems, "seed")}
              hint="Empty: 1."
            />
          </div>
        </div>
      </details>
      <Button kind="primary" icon="run" type="submit" disabled={isBusy}>
        Calibrate
      </Button>
    </form>
  );
}
