import { useState } from "react";
import type { ReactElement } from "react";

/** A short text to type, told when the field is left or Enter is pressed; Escape takes it back. */
export function TextField({
  label,
  value,
  maxLength,
  placeholder,
  onChange,
}: {
  label: string;
  value: string;
  maxLength: number;
  placeholder?: string;
  onChange: (value: string) => void;
}): ReactElement {
  const [typed, setTyped] = useState<string>();
  const commit = (): void => {
    setTyped(undefined);
    const text = typed?.trim() ?? "";
    if (text !== "" && text !== value) onChange(text);
  };
  return (
    <input
      className="text-field"
      aria-label={label}
      maxLength={maxLength}
      placeholder={placeholder}
      value={typed ?? value}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key === "Escape") setTyped(undefined);
      }}
    />
  );
}
