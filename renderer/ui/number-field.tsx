import { useId, useState } from "react";
import type { ReactElement } from "react";

/**
 * A number to type, with its unit. What was typed is told when the field is left or Enter is pressed,
 * once it is a number that `check` has nothing against; Escape takes it back.
 */
export function NumberField({
  label,
  value,
  unit,
  check,
  onChange,
}: {
  label: string;
  value: number;
  unit: string;
  /** What is wrong with a number, in words. */
  check: (value: number) => string | undefined;
  onChange: (value: number) => void;
}): ReactElement {
  const [typed, setTyped] = useState<string>();
  const errorId = useId();
  const text = typed ?? String(value);
  const number = text.trim() === "" ? Number.NaN : Number(text);
  const problem = Number.isFinite(number) ? check(number) : "a number";
  const commit = (): void => {
    if (typed === undefined || problem !== undefined) return;
    setTyped(undefined);
    if (number !== value) onChange(number);
  };
  return (
    <span className="number-field">
      <input
        inputMode="decimal"
        aria-label={label}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : errorId}
        value={text}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
          if (event.key === "Escape") setTyped(undefined);
        }}
      />
      {unit === "" ? null : <span className="muted">{unit}</span>}
      {problem === undefined ? null : (
        <span id={errorId} className="tone-bad field-problem">
          Expected: {problem}.
        </span>
      )}
    </span>
  );
}
