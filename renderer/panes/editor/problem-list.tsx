import type { ReactElement } from "react";
import { Icon } from "../../ui/icons.js";
import { FieldPath, FieldText } from "../scenario/field-text.js";
import type { PlacedProblem } from "./places.js";

/** That the text is a scenario, and what it says: its fields are then called as the form calls them. */
export interface ScenarioOfText {
  readonly root: unknown;
}

/** Every fault of the text; each entry goes to its place. */
export function ProblemList({
  problems,
  onPick,
  scenario,
}: {
  problems: readonly PlacedProblem[];
  onPick: (problem: PlacedProblem) => void;
  scenario?: ScenarioOfText | undefined;
}): ReactElement | null {
  if (problems.length === 0) return null;
  return (
    <section className="problems" aria-label="Problems">
      <h3>
        <span className="tone-bad">
          <Icon name="warning" />
        </span>
        {problems.length === 1 ? "1 problem" : `${problems.length} problems`}
      </h3>
      <ul>
        {problems.map((placed) => {
          const { problem, line } = placed;
          const { path } = problem;
          const fault = `expected ${problem.expected}, found ${problem.found}`;
          return (
            <li key={`${problem.path} ${problem.expected} ${problem.found}`}>
              <button type="button" onClick={() => onPick(placed)}>
                <span className="problem-line">Line {line}</span>
                {scenario === undefined ? (
                  <code>{path}</code>
                ) : (
                  <FieldPath path={path} root={scenario.root} />
                )}
                <span>
                  {scenario === undefined ? fault : <FieldText text={fault} root={scenario.root} />}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
