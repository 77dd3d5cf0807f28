import type { ReactElement } from "react";
import type { Shape } from "../../../../engine/contract/shape.js";
import { useLocale } from "../../../ui/locale.js";
import { formatGiven } from "../../../ui/format/number.js";
import { converted, density, parametersOf, readAmount } from "./amounts.js";
import type { Amount } from "./amounts.js";
import { NumberControl } from "./number-control.js";
import { NumbersControl } from "./numbers-control.js";
import { valueAt } from "./form-source.js";
import type { Path } from "./form-source.js";
import { useForm } from "./form-context.js";
import { Select } from "./select.js";

const FORM_NAMES: Readonly<Record<string, string>> = {
  constant: "Constant",
  exponential: "Exponential",
  lognormal: "Lognormal",
  gamma: "Gamma",
  weibull: "Weibull",
  uniform: "Uniform",
  geometric: "Geometric",
  empirical: "Recorded values",
  tokens: "By tokens",
};

const PARAMETER_NAMES: Readonly<Record<string, string>> = {
  mean: "Mean",
  cv: "CV",
  shape: "Shape",
  min: "From",
  max: "To",
};

/** Parameters that have the quantity's own unit. */
const WITH_UNIT: ReadonlySet<string> = new Set(["mean", "min", "max"]);

/** A distribution: its form, its parameters, its mean and spread, and how it looks. */
export function AmountControl({
  path,
  label,
  unit,
  shape,
  value,
  placeholder,
  isOptional,
  isInvalid,
  describedBy,
}: {
  path: Path;
  label: string;
  unit: string;
  shape: Extract<Shape, { kind: "forms" }>;
  value: unknown;
  placeholder: unknown;
  isOptional: boolean;
  isInvalid: boolean;
  describedBy?: string | undefined;
}): ReactElement {
  const { write } = useForm();
  const amount = readAmount(value);
  const fallback = readAmount(placeholder);
  const shown = amount ?? fallback;
  const form = shown?.form ?? "constant";
  const number = (name: string, at: Path): ReactElement => (
    <NumberControl
      key={name}
      label={name === "constant" ? label : `${label}, ${PARAMETER_NAMES[name] ?? name}`}
      value={amount?.parameters[name]}
      placeholder={fallback?.parameters[name]}
      style={{
        unit: name === "constant" || WITH_UNIT.has(name) ? unit : "",
        isShare: false,
        isWhole: false,
      }}
      isOptional={isOptional && name === "constant"}
      isInvalid={isInvalid}
      describedBy={describedBy}
      onChange={(next) => write(at, next)}
    />
  );
  return (
    <span className="amount-control">
      <Select
        label={`${label}, distribution`}
        value={form}
        options={Object.keys(shape.forms)
          .filter((name) => name !== "tokens")
          .map((name) => ({ value: name, label: FORM_NAMES[name] ?? name }))}
        onChange={(next) =>
          write(path, converted(shown ?? { form, parameters: {}, mean: 1, cv: 0 }, next))
        }
      />
      {form === "constant"
        ? number("constant", typeof value === "object" ? [...path, "constant"] : path)
        : null}
      {form === "empirical" ? (
        <NumbersControl
          path={[...path, "empirical"]}
          value={valueAt(value, ["empirical"])}
          label={label}
          unit={unit}
        />
      ) : (
        parametersOf(form).map((name) => (
          <label key={name} className="amount-parameter">
            <span aria-hidden="true">{PARAMETER_NAMES[name]}</span>
            {number(name, [...path, form, name])}
          </label>
        ))
      )}
      {shown === undefined || form === "constant" ? null : <Look amount={shown} unit={unit} />}
    </span>
  );
}

const WIDTH = 54;
const HEIGHT = 20;

/** A tiny density, with mean and spread in words. */
function Look({ amount, unit }: { amount: Amount; unit: string }): ReactElement {
  const locale = useLocale();
  const points = density(amount);
  const mean = `${formatGiven(amount.mean, locale)}${unit === "" || unit.startsWith("/") ? unit : ` ${unit}`}`;
  const text =
    amount.cv === undefined
      ? `mean ${mean}`
      : `mean ${mean}, CV ${formatGiven(Number(amount.cv.toPrecision(3)), locale)}`;
  const line = points
    .map((value, at) => {
      const x = (at * WIDTH) / (points.length - 1);
      return `${x.toFixed(1)},${(HEIGHT - 1 - value * (HEIGHT - 3)).toFixed(1)}`;
    })
    .join(" ");
  return (
    <span className="amount-look" title={text}>
      {points.length === 0 ? null : (
        <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
          <polyline points={line} />
          <line x1={WIDTH / 3} x2={WIDTH / 3} y1="0" y2={HEIGHT} />
        </svg>
      )}
      <span className="sr-only">{text}</span>
    </span>
  );
}
