import { useId } from "react";
import type { FormEvent, ReactElement } from "react";
import { useApp } from "../../../state/use-app.js";
import { Banner } from "../../../ui/banner.js";
import { Button } from "../../../ui/button.js";
import { ARCHITECTURE_NAMES, ORIGIN_NAMES } from "../../../ui/names.js";
import { Segmented } from "../../../ui/segmented.js";
import { WORKLOADS } from "../words.js";

const NUMBERS = [
  { field: "rate", label: "Sessions a second", min: 0.01, max: 1000, step: "any" },
  { field: "duration", label: "Seconds of arrivals", min: 1, max: 3600, step: "any" },
  { field: "brains", label: "Model slots", min: 1, max: 10_000, step: 1 },
  { field: "hands", label: "Workers of each tool", min: 1, max: 10_000, step: 1 },
  { field: "coupled", label: "Coupled workers", min: 1, max: 10_000, step: 1 },
  { field: "repeat", label: "Runs of each", min: 1, max: 100, step: 1 },
  { field: "seed", label: "Seed", min: 0, max: 4_294_967_295, step: 1 },
] as const;

const LIMITS = [
  { field: "budgetTokens", label: "Tokens", min: 0, step: 1 },
  { field: "budgetUsd", label: "US dollars", min: 0, step: "any" },
] as const;

const FAULTS = [
  { field: "faultPercent", label: "% of answers", min: 0, max: 100, step: "any" },
] as const;

/** What a load run plays, on how much, and for how long. */
export function LoadForm(): ReactElement {
  const draft = useApp((state) => state.loadDraft);
  const change = useApp((state) => state.changeLoadDraft);
  const library = useApp((state) => state.library);
  const models = useApp((state) => state.models);
  const start = useApp((state) => state.startLoad);
  const fault = useApp((state) => state.loadFault);
  const id = useId();
  const scenarios = library.kind === "ready" ? library.scenarios : [];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void start();
  };
  return (
    <form className="live-start panel" aria-labelledby={`${id}-title`} onSubmit={submit}>
      <h2 id={`${id}-title`}>Load the live engine</h2>
      <p className="muted">
        Real sessions arrive at a rate of your choice and are measured, then the simulator says what
        it makes of the same. Both architectures have the same model slots and the same number of
        workers, and play the same sessions.
      </p>
      {fault === undefined ? null : (
        <Banner tone="bad" urgent>
          {fault.message}
          {fault.problems.length === 0 ? null : (
            <ul>
              {fault.problems.map(({ path, expected, found }) => (
                <li key={path}>
                  <code>{path}</code>: expected {expected}; found {found}
                </li>
              ))}
            </ul>
          )}
        </Banner>
      )}
      <div className="live-fields">
        <label htmlFor={`${id}-scenario`}>Scenario</label>
        <div className="live-field">
          <select
            id={`${id}-scenario`}
            value={draft.scenarioId}
            onChange={({ target }) => change({ scenarioId: target.value })}
          >
            {scenarios.some((one) => one.id === draft.scenarioId) ? null : (
              <option value={draft.scenarioId}>{draft.scenarioId}</option>
            )}
            {scenarios.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
          <p className="muted">
            Gives the pace of the model, the times of the tools, and whatever is left empty below.
          </p>
        </div>

        <label htmlFor={`${id}-workload`}>Workload</label>
        <select
          id={`${id}-workload`}
          value={draft.workload}
          onChange={({ target }) =>
            change({ workload: WORKLOADS.find(({ value }) => value === target.value)?.value ?? "" })
          }
        >
          <option value="">The one that the scenario is named after</option>
          {WORKLOADS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>

        <span>Load and pools</span>
        <div className="live-field">
          <Numbers fields={NUMBERS} />
          <p className="muted">
            Empty: the scenario’s own; of coupled workers as many as model slots and tool workers
            together.
          </p>
        </div>

        <span>Budget of all</span>
        <div className="live-field">
          <Numbers fields={LIMITS} />
          <p className="muted">Of all sessions of the run together. Empty: no limit.</p>
        </div>

        <label htmlFor={`${id}-model`}>Model</label>
        <div className="live-field">
          <select
            id={`${id}-model`}
            value={draft.model}
            onChange={({ target }) => change({ model: target.value })}
          >
            <option value="">{ORIGIN_NAMES.rehearsal}, at the scenario’s pace</option>
            {models.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
          {draft.model === "" ||
          models.find(({ name }) => name === draft.model)?.rehearsal ? null : (
            <p className="muted">A real model bills every session of the run.</p>
          )}
        </div>

        {draft.model === "" ? (
          <>
            <span>Faults</span>
            <div className="live-field">
              <Numbers fields={FAULTS} />
              <p className="muted">
                Of the rehearsal model: rate limits, overload, drops, stalls and damaged answers,
                each as often. Empty: none.
              </p>
            </div>
          </>
        ) : null}

        <span>Architecture</span>
        <Segmented
          label="Architecture"
          segments={[
            { value: "both", label: "Both, one after the other" },
            { value: "decoupled", label: ARCHITECTURE_NAMES.decoupled },
            { value: "coupled", label: ARCHITECTURE_NAMES.coupled },
          ]}
          value={draft.architecture}
          onChange={(architecture) => change({ architecture })}
        />

        <span>Coupled sessions</span>
        <div>
          <label className="load-check">
            <input
              type="checkbox"
              checked={draft.holdSlots}
              onChange={({ target }) => change({ holdSlots: target.checked })}
            />
            Keep their model slot while their tools run, as with GPU memory of their own
          </label>
        </div>
      </div>
      <div className="form-actions">
        <Button kind="primary" icon="run" type="submit">
          Start load run
        </Button>
      </div>
    </form>
  );
}

function Numbers({
  fields,
}: {
  fields: typeof NUMBERS | typeof LIMITS | typeof FAULTS;
}): ReactElement {
  const draft = useApp((state) => state.loadDraft);
  const change = useApp((state) => state.changeLoadDraft);
  return (
    <div className="load-numbers">
      {fields.map(({ field, label, ...limits }) => (
        <label key={field}>
          {label}
          <input
            type="number"
            {...limits}
            value={draft[field]}
            onChange={({ target }) => change({ [field]: target.value })}
          />
        </label>
      ))}
    </div>
  );
}
