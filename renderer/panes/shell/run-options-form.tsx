import { useId, useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { DEFAULT_SWING } from "../../../engine/contract/sensitivity.js";
import { openDocument } from "../../state/document.js";
import {
  areGood,
  hasBand,
  NO_OPTIONS,
  optionProblem,
  optionsSet,
  readBillingRules,
} from "../../state/run-options-parts.js";
import type { NUMBER_OPTIONS, RunOptions } from "../../state/run-options-parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { Modal } from "../../ui/modal.js";
import { ARCHITECTURE_NAMES } from "../../ui/names.js";
import { Segmented } from "../../ui/segmented.js";
import { titleWithKeys } from "./commands/keys.js";
import { FileChoice } from "./file-choice.js";
import { MeasuredChoice } from "./measured-choice.js";

/** Opens the options, and says how many of them are not the engine's own. */
export function RunOptionsButton(): ReactElement {
  const count = useApp((state) => optionsSet(state.runOptions));
  const openDialog = useApp((state) => state.openDialog);
  return (
    <Button
      kind="quiet"
      icon="sliders"
      aria-label={count === 0 ? "How it is computed" : `How it is computed, ${count} set`}
      title={titleWithKeys("How it is computed", "run.options")}
      onClick={() => openDialog({ kind: "run-options" })}
    >
      {count === 0 ? null : count}
    </Button>
  );
}

/** How runs, plans and projections are computed, beside what the scenario itself says in its part “Run”. */
export function RunOptionsForm({ onDone }: { onDone: () => void }): ReactElement {
  const options = useApp((state) => state.runOptions);
  const apply = useApp((state) => state.changeRunOptions);
  const scenario = useApp((state) => openDocument(state.document)?.checked?.scenario);
  const [draft, setDraft] = useState(options);
  const [rulesFault, setRulesFault] = useState<string>();
  const change = (to: Partial<RunOptions>): void => setDraft({ ...draft, ...to });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!areGood(draft)) return;
    apply(draft);
    onDone();
  };
  const takeRules = async (file: File): Promise<void> => {
    const reading = readBillingRules(await file.text());
    if ("rules" in reading) {
      setRulesFault(undefined);
      setDraft((before) => ({ ...before, billingRules: { name: file.name, ...reading } }));
      return;
    }
    const [first] = reading.problems;
    const why =
      first === undefined ? "" : `${first.path}: expected ${first.expected}; found ${first.found}.`;
    setRulesFault(`${file.name} cannot be used. ${why}`);
  };
  return (
    <Modal title="How it is computed" size="wide" onClose={onDone}>
      <form className="run-options" onSubmit={submit} noValidate>
        <p className="muted">
          For every scenario, and in every link to a view: who opens one computes the same. Seed,
          replications and sessions are the scenario’s own: they stand in its part “Run”.
        </p>
        <fieldset>
          <legend>Runs, simulations and plans</legend>
          <NumberOption
            name="precisionPercent"
            label="Precision"
            unit="± %"
            hint="Replications are added until the main figures are known this well. Empty: as many as the scenario says."
            draft={draft}
            onChange={change}
          />
          <NumberOption
            name="maxReplications"
            label="Most replications"
            unit=""
            hint="That precision may add up to. Empty: 200."
            draft={draft}
            onChange={change}
          />
          <span>Predicted brain times</span>
          <div>
            <Segmented
              label="Predicted brain times"
              segments={[
                { value: "", label: "As predicted" },
                { value: "slow", label: "Slow end of the band" },
                { value: "fast", label: "Fast end" },
              ]}
              value={draft.band}
              onChange={(band) => change({ band })}
            />
            <p className="muted">
              {scenario === undefined || hasBand(scenario)
                ? "Of brains whose times follow from GPU and model; for plans and what moves cost too."
                : "The open scenario states its times, which have no band: this changes nothing of it."}
            </p>
          </div>
        </fieldset>
        <fieldset>
          <legend>Comparisons</legend>
          <NumberOption
            name="equalBelowPercent"
            label="Equal below"
            unit="%"
            hint="Relative difference below which two count as equal. Empty: 5."
            draft={draft}
            onChange={change}
          />
        </fieldset>
        <fieldset>
          <legend>What moves cost and p95</legend>
          <NumberOption
            name="swingPercent"
            label="Each input moves by"
            unit="± %"
            hint={`Of its value. Empty: ${DEFAULT_SWING * 100}.`}
            draft={draft}
            onChange={change}
          />
          <span>Deployment</span>
          <Segmented
            label="Deployment whose inputs move"
            segments={[
              { value: "decoupled", label: ARCHITECTURE_NAMES.decoupled },
              { value: "coupled", label: ARCHITECTURE_NAMES.coupled },
            ]}
            value={draft.swung}
            onChange={(swung) => change({ swung })}
          />
        </fieldset>
        <fieldset>
          <legend>Projections</legend>
          <span>Pools</span>
          <div>
            <label className="check-control">
              <input
                type="checkbox"
                checked={draft.replan}
                onChange={({ target }) => change({ replan: target.checked })}
              />
              Plan them anew as demand grows
            </label>
            <p className="muted">Off, they grow in proportion to demand. On takes minutes.</p>
          </div>
          <span>Live measurements</span>
          <MeasuredChoice chosen={draft.measured} onChange={(measured) => change({ measured })} />
          <span>Bill</span>
          <div>
            <FileChoice
              label="Bill"
              accept=".csv,text/csv"
              name={draft.bill?.name}
              onChoose={(file) =>
                void file
                  .text()
                  .then((text) =>
                    setDraft((before) => ({ ...before, bill: { name: file.name, text } })),
                  )
              }
              onClear={() => change({ bill: undefined })}
            />
            <p className="muted">In FOCUS 1.x format (CSV), to stand beside what is projected.</p>
          </div>
          {draft.bill === undefined ? null : (
            <>
              <span>The bill is of</span>
              <Segmented
                label="The bill is of"
                segments={[
                  { value: "before", label: ARCHITECTURE_NAMES.coupled },
                  { value: "after", label: ARCHITECTURE_NAMES.decoupled },
                ]}
                value={draft.billed}
                onChange={(billed) => change({ billed })}
              />
              <span>Billing rules</span>
              <div>
                <FileChoice
                  label="Billing rules"
                  accept=".json,application/json"
                  name={draft.billingRules?.name}
                  onChoose={(file) => void takeRules(file)}
                  onClear={() => change({ billingRules: undefined })}
                />
                <p className={rulesFault === undefined ? "muted" : "tone-bad"}>
                  {rulesFault ??
                    "Which charges belong to which line. None: those that come with Headroom."}
                </p>
              </div>
            </>
          )}
        </fieldset>
        <div className="form-actions">
          <Button disabled={optionsSet(draft) === 0} onClick={() => setDraft(NO_OPTIONS)}>
            Back to the engine’s own
          </Button>
          <Button onClick={onDone}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!areGood(draft)}>
            Use
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function NumberOption({
  name,
  label,
  unit,
  hint,
  draft,
  onChange,
}: {
  name: (typeof NUMBER_OPTIONS)[number];
  label: string;
  unit: string;
  hint: string;
  draft: RunOptions;
  onChange: (to: Partial<RunOptions>) => void;
}): ReactElement {
  const id = useId();
  const problem = optionProblem(draft, name);
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <div>
        <span className="number-field">
          <input
            id={id}
            inputMode="decimal"
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-note`}
            value={draft[name]}
            onChange={({ target }) => onChange({ [name]: target.value })}
          />
          {unit === "" ? null : <span className="muted">{unit}</span>}
        </span>
        <p id={`${id}-note`} className={problem === undefined ? "muted" : "tone-bad"}>
          {problem === undefined ? hint : `Expected ${problem}.`}
        </p>
      </div>
    </>
  );
}
