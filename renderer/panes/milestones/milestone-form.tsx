import type { ReactElement } from "react";
import type { Unit } from "../../../engine/base/units.js";
import { isKpiPath, KPI_PATHS, KPIS } from "../../../engine/contract/kpi.js";
import type { Milestone, Requirement } from "../../../engine/contract/scenario.js";
import { openDocument } from "../../state/document.js";
import { useApp } from "../../state/use-app.js";
import { Button, IconButton } from "../../ui/button.js";
import { NumberField } from "../../ui/number-field.js";
import { TextField } from "../../ui/text-field.js";
import {
  dayProblem,
  nextMilestone,
  replaced,
  requirementOn,
  thresholdOf,
  thresholdProblem,
  withThreshold,
} from "./milestone-edits.js";

const UNIT_WORDS: Readonly<Record<Unit, string>> = {
  "1/s": "/s",
  ms: "ms",
  h: "h",
  ratio: "as a share",
  usd: "USD",
  "usd/token": "USD per token",
  "usd/Mtoken": "USD per million tokens",
  tokens: "tokens",
  "1": "",
};

/** The milestones of the open scenario, to change; every change is one of its text and can be undone. */
export function MilestoneForm(): ReactElement {
  const scenario = useApp((state) => openDocument(state.document)?.checked?.scenario);
  const changeScenario = useApp((state) => state.changeScenario);
  const save = (what: string, change: (before: readonly Milestone[]) => Milestone[]): void =>
    void changeScenario(what, (before) => ({
      ...before,
      milestones: change(before.milestones),
    }));
  const milestones = scenario?.milestones ?? [];
  return (
    <section className="panel" aria-labelledby="thresholds-title">
      <header className="panel-header">
        <div>
          <h3 id="thresholds-title">Milestones of the scenario</h3>
          <p className="muted">Changes go into the scenario’s text, and are undone like typing.</p>
        </div>
        <Button
          disabled={scenario === undefined || milestones.length >= 20}
          onClick={() => save("a milestone added", (before) => [...before, nextMilestone(before)])}
        >
          Add a milestone
        </Button>
      </header>
      {scenario === undefined ? (
        <p className="muted">The scenario’s text has problems; they are listed in its pane.</p>
      ) : (
        <ol className="milestone-form">
          {milestones.map((milestone, at) => (
            <Item
              // oxlint-disable-next-line react/no-array-index-key -- milestones have no other name; one that moves is another one
              key={at}
              milestone={milestone}
              onChange={(what, change) => save(what, (before) => replaced(before, at, change))}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function Item({
  milestone,
  onChange,
}: {
  milestone: Milestone;
  /** A milestone that becomes undefined is taken out. */
  onChange: (what: string, change: (before: Milestone) => Milestone | undefined) => void;
}): ReactElement {
  const { day, name, requirements } = milestone;
  const change = (what: string, of: (before: readonly Requirement[]) => Requirement[]): void =>
    onChange(what, (before) => ({ ...before, requirements: of(before.requirements) }));
  return (
    <li>
      <div className="milestone-line">
        <span>Day</span>
        <NumberField
          label={`Day of ${name}`}
          value={day}
          unit=""
          check={dayProblem}
          onChange={(next) =>
            onChange(`the day of ${name}`, (before) => ({ ...before, day: next }))
          }
        />
        <TextField
          label={`Name of the milestone on day ${day}`}
          value={name}
          maxLength={100}
          onChange={(next) =>
            onChange(`the name of ${name}`, (before) => ({ ...before, name: next }))
          }
        />
        <Button
          kind="quiet"
          onClick={() =>
            change("a requirement added", (before) => [...before, requirementOn("errorRate")])
          }
          disabled={requirements.length >= 20}
        >
          Add a requirement
        </Button>
        <IconButton
          icon="trash"
          label={`Remove the milestone ${name}`}
          onClick={() => onChange(`${name} removed`, () => undefined)}
        />
      </div>
      <ul>
        {requirements.map((requirement, at) => (
          <RequirementLine
            // oxlint-disable-next-line react/no-array-index-key -- requirements have no other name either
            key={at}
            of={name}
            requirement={requirement}
            isOnly={requirements.length === 1}
            onChange={(what, of) => change(what, (before) => replaced(before, at, of))}
          />
        ))}
      </ul>
    </li>
  );
}

function RequirementLine({
  of,
  requirement,
  isOnly,
  onChange,
}: {
  of: string;
  requirement: Requirement;
  /** A milestone has at least one. */
  isOnly: boolean;
  onChange: (what: string, change: (before: Requirement) => Requirement | undefined) => void;
}): ReactElement {
  const { kpi } = requirement;
  const { side, value } = thresholdOf(requirement);
  const { label, unit } = KPIS[kpi];
  return (
    <li className="milestone-line">
      <select
        aria-label={`Key figure of ${of}`}
        value={kpi}
        onChange={({ target }) => {
          if (isKpiPath(target.value)) {
            const path = target.value;
            onChange(`the key figure of ${of}`, () => requirementOn(path));
          }
        }}
      >
        {KPI_PATHS.map((path) => (
          <option key={path} value={path}>
            {KPIS[path].label}
          </option>
        ))}
      </select>
      <select
        aria-label={`${label} of ${of}: below or above`}
        value={side}
        onChange={({ target }) =>
          onChange(`the side of ${label}`, (before) =>
            withThreshold(before, target.value === "below" ? "below" : "above", value || 1),
          )
        }
      >
        <option value="below">below</option>
        <option value="above">above</option>
      </select>
      <NumberField
        label={`Threshold of ${label} of ${of}`}
        value={value}
        unit={UNIT_WORDS[unit]}
        check={(next) => thresholdProblem(side, next)}
        onChange={(next) =>
          onChange(`the threshold of ${label}`, (before) => withThreshold(before, side, next))
        }
      />
      {isOnly ? null : (
        <IconButton
          icon="trash"
          label={`Remove the requirement on ${label} of ${of}`}
          onClick={() => onChange(`the requirement on ${label} removed`, () => undefined)}
        />
      )}
    </li>
  );
}
