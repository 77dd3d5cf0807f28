import { memo, useState } from "react";
import type { ReactElement } from "react";
import { isRecord } from "../../../../engine/base/guards.js";
import { isKpiPath, KPIS } from "../../../../engine/contract/kpi.js";
import { formatPath } from "../../../../engine/contract/problems.js";
import type { Shape } from "../../../../engine/contract/shape.js";
import { choiceWord, fieldWords } from "../words.js";
import { AmountControl } from "./amount-control.js";
import { FieldRow, useProblems } from "./field-row.js";
import { useForm } from "./form-context.js";
import type { FieldProps } from "./form-context.js";
import type { Path } from "./form-source.js";
import { Group } from "./group.js";
import { JsonButton } from "./json-button.js";
import { leverOf } from "./levers.js";
import type { Bounds } from "./levers.js";
import { NumberControl } from "./number-control.js";
import { NumbersControl } from "./numbers-control.js";
import { HourPriceList, PresetControl } from "./preset-control.js";
import { namesPreset } from "./presets.js";
import { Select } from "./select.js";

/** One field of the scenario, whatever its shape: a row to fill in, or a group of further fields. */
export const Field = memo(function Field(props: FieldProps): ReactElement {
  const { path, name, label, field, value } = props;
  if (isGroup(field.shape, value)) return <Group {...props} />;
  return (
    <FieldRow
      path={path}
      name={name}
      label={label}
      isSet={value !== undefined}
      isOptional={field.isOptional}
    >
      <Control {...props} />
    </FieldRow>
  );
}, isSameField);

/** Paths and wrapped shapes are made anew with each drawing, equal as they are. */
function isSameField(before: FieldProps, after: FieldProps): boolean {
  return (
    before.value === after.value &&
    before.name === after.name &&
    before.label === after.label &&
    before.field.shape === after.field.shape &&
    before.field.isOptional === after.field.isOptional &&
    before.field.fallback === after.field.fallback &&
    before.path.length === after.path.length &&
    before.path.every((key, at) => key === after.path[at])
  );
}

/** What takes more than a row. */
function isGroup(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case "object":
      // An amount before and after, given as one number.
      return typeof value !== "number";
    case "kinds":
    case "record":
      return true;
    case "either":
      // A word or an address is typed in one row.
      return shape.shapes.some(({ kind }) => kind === "object");
    case "list":
      return shape.item.kind !== "number" && shape.item.kind !== "text";
    case "forms":
      return !shape.isAmount || (isRecord(value) && "tokens" in value);
    default:
      return false;
  }
}

/** What is typed or chosen. */
function Control({
  path,
  name,
  label,
  field: { shape, isOptional, fallback },
  value,
}: FieldProps): ReactElement {
  const { write } = useForm();
  const { texts, id } = useProblems(path, "a value");
  const { unit, style } = fieldWords(name);
  const isInvalid = texts.length > 0;
  const common = { label, isOptional, isInvalid, describedBy: id };
  switch (shape.kind) {
    case "number":
    case "object":
      return (
        <>
          <Lever
            {...common}
            path={path}
            name={name}
            value={value}
            fallback={fallback}
            isWhole={shape.kind === "number" && shape.isWhole}
            bounds={shape.kind === "number" ? shape : UNBOUNDED}
          />
          {name === "gpuHourUsd" ? <HourPriceList path={path} value={value} /> : null}
        </>
      );
    case "nullable":
      return (
        <span className="nullable-control">
          {value === null ? null : (
            <Control
              path={path}
              name={name}
              label={label}
              field={{ shape: shape.inner, isOptional, fallback }}
              value={value}
            />
          )}
          <label className="check-control">
            <input
              type="checkbox"
              checked={value === null}
              onChange={(event) => write(path, event.target.checked ? null : 1)}
            />
            No limit
          </label>
        </span>
      );
    case "forms":
      return (
        <AmountControl
          {...common}
          path={path}
          unit={unit}
          shape={shape}
          value={value}
          placeholder={fallback}
        />
      );
    case "boolean":
      return (
        <label className="check-control">
          <input
            type="checkbox"
            aria-label={label}
            aria-invalid={isInvalid}
            checked={value === undefined ? fallback === true : value === true}
            onChange={(event) => write(path, event.target.checked)}
          />
          <span aria-hidden="true">{(value ?? fallback) === true ? "Yes" : "No"}</span>
        </label>
      );
    case "choice":
      return (
        <Select
          label={label}
          value={[value, fallback].find((one) => typeof one === "string") ?? ""}
          options={shape.values.map((one) => ({ value: one, label: choiceText(one) }))}
          isInvalid={isInvalid}
          onChange={(next) => write(path, next)}
        />
      );
    case "list":
      return shape.item.kind === "number" ? (
        <NumbersControl
          path={path}
          value={value}
          label={label}
          unit={style === "share" ? "" : unit}
        />
      ) : (
        <TextsControl path={path} label={label} value={value} />
      );
    default: {
      const isDay = shape.kind === "text" && shape.isDay;
      const plain =
        shape.kind === "text" || typeof value === "string" || namesPreset(path) ? (
          <TextControl {...common} path={path} value={value} fallback={fallback} isDay={isDay} />
        ) : (
          <JsonButton path={path} />
        );
      return namesPreset(path) ? (
        <PresetControl
          path={path}
          label={label}
          value={value}
          isInvalid={isInvalid}
          otherwise={plain}
        />
      ) : (
        plain
      );
    }
  }
}

function choiceText(value: string): string {
  return isKpiPath(value) ? KPIS[value].label : choiceWord(value);
}

const UNBOUNDED: Bounds = { min: -Infinity, max: Infinity, isAbove: false };

/** A number, with a slider where it is one of the main levers and there is a choice. */
function Lever({
  path,
  name,
  value,
  fallback,
  isWhole,
  bounds,
  ...common
}: {
  path: Path;
  name: string;
  label: string;
  value: unknown;
  fallback: unknown;
  isWhole: boolean;
  bounds: Bounds;
  isOptional: boolean;
  isInvalid: boolean;
  describedBy: string | undefined;
}): ReactElement {
  const { write, fixed: allFixed } = useForm();
  const { unit, style } = fieldWords(name);
  const fixed = allFixed.get(formatPath([...path]));
  const isShare = style === "share";
  const number = typeof value === "number" ? value : undefined;
  const placeholder = typeof fallback === "number" ? fallback : undefined;
  // As wide as it was at first: a range that followed the value would run away under the pointer.
  const [slider] = useState(() => leverOf(name, isShare, number ?? placeholder, bounds));
  return (
    <NumberControl
      {...common}
      value={number}
      placeholder={placeholder}
      style={{ unit, isShare, isWhole }}
      slider={fixed === undefined ? slider : undefined}
      // What stands against it can still be mended.
      fixedBecause={(number ?? fixed?.to) === fixed?.to ? fixed?.why : undefined}
      onChange={(next) => write(path, next)}
    />
  );
}

/** Longer texts get more than one line. */
const LONG = 60;

function TextControl({
  path,
  label,
  value,
  fallback,
  isOptional,
  isInvalid,
  describedBy,
  isDay,
}: {
  path: Path;
  label: string;
  value: unknown;
  fallback: unknown;
  isOptional: boolean;
  isInvalid: boolean;
  describedBy: string | undefined;
  isDay: boolean;
}): ReactElement {
  const { write } = useForm();
  const text = typeof value === "string" ? value : "";
  const props = {
    className: "text-control",
    "aria-label": label,
    "aria-invalid": isInvalid,
    "aria-describedby": describedBy,
    placeholder: typeof fallback === "string" ? fallback : "",
    value: text,
    onChange: (event: { target: { value: string } }) => {
      const next = event.target.value;
      write(path, next === "" && isOptional ? undefined : next);
    },
  };
  if (text.length > LONG) return <textarea rows={4} {...props} />;
  return <input type={isDay ? "date" : "text"} {...props} />;
}

/** Words with commas between them. */
function TextsControl({
  path,
  label,
  value,
}: {
  path: Path;
  label: string;
  value: unknown;
}): ReactElement {
  const { write } = useForm();
  const [typed, setTyped] = useState<string>();
  const text = Array.isArray(value) ? value.map(String).join(", ") : "";
  const commit = (): void => {
    const words = (typed ?? text)
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== "");
    if (typed !== undefined && words.join(", ") !== text) {
      write(path, words.length === 0 ? undefined : words);
    }
    setTyped(undefined);
  };
  return (
    <input
      className="text-control"
      aria-label={`${label}, words with commas between them`}
      value={typed ?? text}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
    />
  );
}
