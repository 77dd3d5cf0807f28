import type { ReactElement } from "react";
import { Icon } from "../../ui/icons.js";
import type { PlacedProblem } from "./places.js";

/** Every fault of the text; each entry goes to its place. */
export function ProblemList({
  problems,
  onPick,
}: {
  problems: readonly PlacedProblem[];
  onPick: (problem: PlacedProblem) => void;
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
          return (
            <li key={`${problem.path} ${problem.expected} ${problem.found}`}>
              <button type="button" onClick={() => onPick(placed)}>
                <span className="problem-line">Line {line}</span>
                <code>{problem.path}</code>
                <span>
                  expected {problem.expected}, found {problem.found}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
