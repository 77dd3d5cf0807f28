import type { ReactElement } from "react";

/** One of several choices. What the text has and the choices lack is shown as it is. */
export function Select({
  id,
  label,
  value,
  options,
  isInvalid = false,
  onChange,
}: {
  id?: string;
  label: string;
  value: string;
  options: readonly { readonly value: string; readonly label: string }[];
  isInvalid?: boolean;
  onChange: (value: string) => void;
}): ReactElement {
  const isKnown = options.some((option) => option.value === value);
  return (
    <select
      id={id}
      className="select"
      aria-label={label}
      aria-invalid={isInvalid}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {isKnown ? null : <option value={value}>{value === "" ? "Not set" : value}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
