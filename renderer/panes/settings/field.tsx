import { useId } from "react";
import type { ReactElement } from "react";
import type { Problem } from "../../../engine/contract/errors.js";

/** What is wrong at a field of the settings, or below it. */
export function problemAt(problems: readonly Problem[], path: string): string | undefined {
  const problem = problems.find(
    (one) =>
      one.path === path || one.path.startsWith(`${path}[`) || one.path.startsWith(`${path}.`),
  );
  return problem === undefined
    ? undefined
    : `Expected ${problem.expected}; found ${problem.found}.`;
}

/** A labelled text with what it means below it, and what is wrong with it in its place. */
export function TextField({
  label,
  value,
  onChange,
  hint,
  problem,
  unit,
  rows,
  numeric = false,
  placeholder,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  problem: string | undefined;
  unit?: string;
  /** Makes it a text of several lines. */
  rows?: number;
  numeric?: boolean;
  placeholder?: string;
}): ReactElement {
  const id = useId();
  const common = {
    id,
    value,
    placeholder,
    spellCheck: false,
    autoComplete: "off",
    "aria-invalid": problem !== undefined,
    "aria-describedby": `${id}-note`,
  };
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <div className="setting">
        <div className="setting-input">
          {rows === undefined ? (
            <input
              {...common}
              className={numeric ? "setting-number" : undefined}
              inputMode={numeric ? "decimal" : undefined}
              onChange={({ target }) => onChange(target.value)}
            />
          ) : (
            <textarea {...common} rows={rows} onChange={({ target }) => onChange(target.value)} />
          )}
          {unit === undefined ? null : <span className="muted">{unit}</span>}
        </div>
        <p id={`${id}-note`} className={problem === undefined ? "muted" : "tone-bad"}>
          {problem ?? hint}
        </p>
      </div>
    </>
  );
}

export function CheckField({
  label,
  checked,
  onChange,
  hint,
}: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  hint: string;
}): ReactElement {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <div className="setting setting-check">
        <input
          id={id}
          type="checkbox"
          checked={checked}
          aria-describedby={`${id}-note`}
          onChange={({ target }) => onChange(target.checked)}
        />
        <p id={`${id}-note`} className="muted">
          {hint}
        </p>
      </div>
    </>
  );
}

const DECISIONS = ["allow", "ask", "deny"] as const;
const DECISION_WORDS = {
  allow: "Runs at once",
  ask: "Asks a human",
  deny: "Is not allowed",
} as const;

/** What happens to a call; empty where the tool itself decides. */
export function DecisionSelect({
  label,
  value,
  onChange,
}: {
  label: string;
  value: "" | (typeof DECISIONS)[number];
  onChange: (value: "" | (typeof DECISIONS)[number]) => void;
}): ReactElement {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ target }) =>
        onChange(DECISIONS.find((decision) => decision === target.value) ?? "")
      }
    >
      <option value="">As the tool says</option>
      {DECISIONS.map((decision) => (
        <option key={decision} value={decision}>
          {DECISION_WORDS[decision]}
        </option>
      ))}
    </select>
  );
}
