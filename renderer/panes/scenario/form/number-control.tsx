import { useState } from "react";
import type { ReactElement } from "react";

/** How a number is shown where it is typed: a share as a percentage. */
export interface NumberStyle {
  readonly unit: string;
  readonly isShare: boolean;
  readonly isWhole: boolean;
}

/** A percentage has no more digits than the share had. */
const DIGITS = 12;

const shownOf = (value: number, { isShare }: NumberStyle): string =>
  String(isShare ? Number((value * 100).toPrecision(DIGITS)) : value);

/** undefined where the text is no number. */
function typedNumber(text: string, { isShare }: NumberStyle): number | undefined {
  const number = text.trim() === "" ? Number.NaN : Number(text.trim());
  if (!Number.isFinite(number)) return undefined;
  return isShare ? Number((number / 100).toPrecision(DIGITS)) : number;
}

/**
 * A number to type, with its unit. Each keystroke that makes a number is told at once; what makes none
 * is told apart until the field is left. An empty field takes an optional number away.
 */
export function NumberControl({
  id,
  label,
  value,
  placeholder,
  style,
  isOptional,
  describedBy,
  isInvalid,
  slider,
  onChange,
}: {
  id?: string;
  label: string;
  value: number | undefined;
  /** What holds where there is no number. */
  placeholder: number | undefined;
  style: NumberStyle;
  isOptional: boolean;
  describedBy?: string | undefined;
  isInvalid: boolean;
  slider?: SliderRange | undefined;
  onChange: (value: number | undefined) => void;
}): ReactElement {
  const [typed, setTyped] = useState<string>();
  const text = typed ?? (value === undefined ? "" : shownOf(value, style));
  const isNumber = typedNumber(text, style) !== undefined;
  const isMissing = text.trim() === "" && isOptional;
  const isWrong = !isNumber && !isMissing && typed !== undefined;
  const unit = style.isShare ? "%" : style.unit;
  const change = (next: string): void => {
    setTyped(next);
    const number = typedNumber(next, style);
    if (number !== undefined) onChange(number);
    else if (next.trim() === "" && isOptional) onChange(undefined);
  };
  return (
    <span className="number-control">
      {slider === undefined ? null : (
        <Slider
          label={label}
          range={slider}
          value={value ?? placeholder ?? slider.from}
          unit={unit}
          style={style}
          onChange={(next) => {
            setTyped(undefined);
            onChange(next);
          }}
        />
      )}
      <input
        id={id}
        inputMode={style.isWhole ? "numeric" : "decimal"}
        aria-label={unit === "" ? label : `${label}, ${unit}`}
        aria-invalid={isInvalid || isWrong}
        aria-describedby={describedBy}
        placeholder={placeholder === undefined ? "" : shownOf(placeholder, style)}
        value={text}
        onChange={(event) => change(event.target.value)}
        onBlur={() => setTyped(undefined)}
        onKeyDown={(event) => {
          if (event.key === "Escape") setTyped(undefined);
        }}
      />
      {unit === "" ? null : <span className="control-unit">{unit}</span>}
      {isWrong ? <span className="tone-bad control-wrong">Expected: a number.</span> : null}
    </span>
  );
}

/** From where to where a slider goes; by factors where the range is wide. */
export interface SliderRange {
  readonly from: number;
  readonly to: number;
  readonly isLogarithmic: boolean;
}

const STEPS = 200;

function Slider({
  label,
  range: { from, to, isLogarithmic },
  value,
  unit,
  style,
  onChange,
}: {
  label: string;
  range: SliderRange;
  value: number;
  unit: string;
  style: NumberStyle;
  onChange: (value: number) => void;
}): ReactElement {
  const place = isLogarithmic
    ? Math.log(Math.max(value, from) / from) / Math.log(to / from)
    : (value - from) / (to - from);
  const at = (step: number): number => {
    const raw = isLogarithmic
      ? from * (to / from) ** (step / STEPS)
      : from + ((to - from) * step) / STEPS;
    return style.isWhole ? Math.round(raw) : Number(raw.toPrecision(3));
  };
  return (
    <input
      type="range"
      aria-label={`${label}, slider`}
      aria-valuetext={`${shownOf(value, style)} ${unit}`.trim()}
      min={0}
      max={STEPS}
      value={Math.round(Math.min(1, Math.max(0, place)) * STEPS)}
      onChange={(event) => {
        const step = Number(event.target.value);
        const next = at(step);
        // A step that rounds to the same whole number moves to the next one.
        const now = Math.round(place * STEPS);
        const sameWhole = style.isWhole && next === value && step !== now;
        onChange(sameWhole ? value + Math.sign(step - now) : next);
      }}
    />
  );
}
