import { useId } from "react";
import type { ReactElement } from "react";
import { Icon } from "./icons.js";
import type { IconName } from "./icons.js";

export interface Segment<T extends string> {
  readonly value: T;
  readonly label: string;
  /** Shown instead of the label, which is then spoken and shown on hover. */
  readonly icon?: IconName;
}

/** One of a few choices side by side: native radio buttons, so arrow keys work as everywhere. */
export function Segmented<T extends string>({
  label,
  segments,
  value,
  onChange,
}: {
  label: string;
  segments: readonly Segment<T>[];
  value: T;
  onChange: (value: T) => void;
}): ReactElement {
  const name = useId();
  return (
    <fieldset className="segmented">
      <legend className="sr-only">{label}</legend>
      {segments.map((segment) => (
        <label key={segment.value} title={segment.icon === undefined ? undefined : segment.label}>
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={segment.value === value}
            onChange={() => onChange(segment.value)}
          />
          {segment.icon === undefined ? (
            <span>{segment.label}</span>
          ) : (
            <span>
              <Icon name={segment.icon} />
              <span className="sr-only">{segment.label}</span>
            </span>
          )}
        </label>
      ))}
    </fieldset>
  );
}
