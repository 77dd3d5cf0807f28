import { useId } from "react";
import type { FormEvent, ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";
import { ARCHITECTURE_NAMES, ORIGIN_NAMES } from "../../ui/names.js";
import { Segmented } from "../../ui/segmented.js";
import { ModelFields } from "./model-fields.js";
import { MoreFields } from "./more-fields.js";
import { OpeningFields } from "./opening-fields.js";
import { PromptFields } from "./prompt-fields.js";
import { ReplayFields } from "./replay-fields.js";
import { WORKLOADS } from "./words.js";

/** What a new session does, on which model, and how much it may spend. */
export function StartForm(): ReactElement {
  const draft = useApp((state) => state.sessionDraft);
  const change = useApp((state) => state.changeDraft);
  const start = useApp((state) => state.startSession);
  const starting = useApp((state) => state.starting);
  const fault = useApp((state) => state.startFault);
  const id = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void start();
  };
  return (
    <form className="live-start panel" aria-labelledby={`${id}-title`} onSubmit={submit}>
      <h2 id={`${id}-title`}>Start a live session</h2>
      <p className="muted">
        A real session on the engine of this computer. Every step is in its log and survives a
        crash.
      </p>
      {fault === undefined ? null : (
        <Banner tone="bad" urgent>
          {fault}
        </Banner>
      )}
      <div className="live-fields">
        <label htmlFor={`${id}-workload`}>Workload</label>
        <select
          id={`${id}-workload`}
          value={draft.workload}
          onChange={({ target }) => {
            const chosen = WORKLOADS.find(({ value }) => value === target.value);
            const other = target.value === "replay" ? "replay" : "prompt";
            change({ workload: chosen?.value ?? other });
          }}
        >
          <option value="prompt">Your own prompt</option>
          <option value="replay">{ORIGIN_NAMES.replay}</option>
          {WORKLOADS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>

        {draft.workload === "prompt" ? (
          <PromptFields />
        ) : draft.workload === "replay" ? (
          <ReplayFields />
        ) : (
          <OpeningFields />
        )}

        {draft.workload === "replay" ? null : <ModelFields />}
        <span>Architecture</span>
        <Segmented
          label="Architecture"
          segments={[
            { value: "decoupled", label: ARCHITECTURE_NAMES.decoupled },
            { value: "coupled", label: ARCHITECTURE_NAMES.coupled },
          ]}
          value={draft.architecture}
          onChange={(architecture) => change({ architecture })}
        />

        <span>Budget</span>
        <div className="live-field">
          <div className="live-budget-fields">
            <label className="live-inline">
              Tokens
              <input
                type="number"
                min={0}
                step={1}
                value={draft.budgetTokens}
                onChange={({ target }) => change({ budgetTokens: target.value })}
              />
            </label>
            <label className="live-inline">
              US dollars
              <input
                type="number"
                min={0}
                step="any"
                value={draft.budgetUsd}
                onChange={({ target }) => change({ budgetUsd: target.value })}
              />
            </label>
          </div>
          <p className="muted">
            With both empty the settings&apos; or the workload&apos;s own budget holds; with one,
            the other has no limit.
          </p>
        </div>

        <MoreFields />
      </div>
      <div className="form-actions">
        <Button kind="primary" icon="run" type="submit" disabled={starting}>
          {starting ? "Starting…" : "Start session"}
        </Button>
      </div>
    </form>
  );
}
