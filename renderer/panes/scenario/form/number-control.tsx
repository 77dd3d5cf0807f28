import { useId, useState } from "react";
import type { ReactElement } from "react";
import { numberAt, SLIDER_STEPS } from "./levers.js";
import type { SliderRange } from "./levers.js";

/** How a number is shown where it is typed: a share as a percentage. */
export interface NumberStyle {
  readonly unit: string;
  readonly isShare: boolean;
  readonly isWhole: boolean;
}

/** A percentage has no more digits than the share had. */
const DIGITS = 12;

const wholeOf = (value: number, { isShare }: NumberStyle): string =>
  String(isShare ? Number((value * 100).toPrecision(DIGITS)) : value);

/** Longer than a person writes a number: most likely a fraction that does not end, as 1/6. */
const LONG = 10;

/** The number where it is not being typed: a long fraction with four digits. */
export function shownOf(value: number, style: NumberStyle): string {
  const whole = wholeOf(value, style);
  const number = Number(whole);
  if (whole.length <= LONG || Number.isInteger(number)) return whole;
  const digitsBefore = Math.max(0, Math.floor(Math.log10(Math.abs(number))) + 1);
  return String(Number(number.toPrecision(digitsBefore + 4)));
}

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
  fixedBecause,
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
  /** Why there is no choice; undefined where there is. */
  fixedBecause?: string | undefined;
  onChange: (value: number | undefined) => void;
}): ReactElement {
  const [typed, setTyped] = useState<string>();
  const [hasFocus, setHasFocus] = useState(false);
  const reason = useId();
  const isFixed = fixedBecause !== undefined;
  const whole = value === undefined ? "" : wholeOf(value, style);
  const shown = value === undefined ? "" : shownOf(value, style);
  // Whoever types begins with every digit, so that none is lost by an edit beside it.
  const text = typed ?? (hasFocus ? whole : shown);
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
        aria-describedby={isFixed ? reason : describedBy}
        disabled={isFixed}
        placeholder={placeholder === undefined ? "" : shownOf(placeholder, style)}
        title={shown === whole ? undefined : whole}
        value={text}
        onChange={(event) => change(event.target.value)}
        onFocus={() => setHasFocus(true)}
        onBlur={() => {
          setHasFocus(false);
          setTyped(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") setTyped(undefined);
        }}
      />
      {unit === "" ? null : <span className="control-unit">{unit}</span>}
      {isFixed ? (
        <span id={reason} className="muted control-note">
          {fixedBecause}
        </span>
      ) : null}
      {isWrong ? <span className="tone-bad control-note">Expected: a number.</span> : null}
    </span>
  );
}

function Slider({
  label,
  range,
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
  const { from, to, isLogarithmic, isAbove } = range;
  const place = isLogarithmic
    ? Math.log(Math.max(value, from) / from) / Math.log(to / from)
    : (value - from) / (to - from);
  return (
    <input
      type="range"
      aria-label={`${label}, slider`}
      aria-valuetext={`${shownOf(value, style)} ${unit}`.trim()}
      min={isAbove ? 1 : 0}
      max={SLIDER_STEPS}
      value={Math.round(Math.min(1, Math.max(0, place)) * SLIDER_STEPS)}
      onChange={(event) => {
        const step = Number(event.target.value);
        const next = numberAt(range, step, style.isWhole);
        // A step that rounds to the same whole number moves to the next one.
        const now = Math.round(place * SLIDER_STEPS);
        const sameWhole = style.isWhole && next === value && step !== now;
        onChange(sameWhole ? value + Math.sign(step - now) : next);
      }}
    />
  );
}
