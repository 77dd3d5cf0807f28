import type { ReactElement, ReactNode } from "react";
import { isRecord } from "../../../../engine/base/guards.js";
import { formatPath } from "../../../../engine/contract/problems.js";
import type { FieldShape, Shape } from "../../../../engine/contract/shape.js";
import { IconButton } from "../../../ui/button.js";
import { fieldWords } from "../words.js";
import { FieldMarks, FieldRow, Problems } from "./field-row.js";
import { useForm } from "./form-context.js";
import { valueAt } from "./form-source.js";
import type { Path } from "./form-source.js";
import { JsonButton } from "./json-button.js";

/** A heading with what may be chosen or taken away there, and what is below it. */
export function Frame({
  path,
  label,
  canClear,
  choice,
  children,
}: {
  path: Path;
  label: string;
  canClear: boolean;
  choice?: ReactNode;
  children: ReactNode;
}): ReactElement {
  const { goTo } = useForm();
  return (
    <fieldset className="group" data-path={formatPath([...path])}>
      <legend className="sr-only">{label}</legend>
      <div className="group-head">
        <button
          type="button"
          className="group-label"
          title={formatPath([...path])}
          onClick={() => goTo(path)}
        >
          {label}
          <span className="sr-only">, show in JSON</span>
        </button>
        {choice}
        <FieldMarks path={path} label={label} canClear={canClear} />
      </div>
      <Problems path={path} />
      <div className="group-body">{children}</div>
    </fieldset>
  );
}

/** Every field of an object that there can be, then those that no schema knows. */
export function ObjectFields({
  path,
  shape,
  value,
  fallback,
  known,
  only,
}: {
  path: Path;
  shape: Extract<Shape, { kind: "object" }>;
  value: unknown;
  fallback: unknown;
  /** A field that is shown elsewhere. */
  known?: string;
  /** Some of the fields alone. */
  only?: readonly string[];
}): ReactElement {
  const { Field } = useForm();
  const strange = isRecord(value)
    ? Object.keys(value).filter((name) => !Object.hasOwn(shape.fields, name) && name !== known)
    : [];
  return (
    <>
      {Object.entries(shape.fields).map(([name, field]) =>
        field.shape.kind === "fixed" || only?.includes(name) === false ? null : (
          <Field
            key={name}
            path={[...path, name]}
            name={name}
            label={fieldWords(name).label}
            field={withFallback(field, valueAt(fallback, [name]))}
            value={valueAt(value, [name])}
          />
        ),
      )}
      {only === undefined
        ? strange.map((name) => (
            <FieldRow key={name} path={[...path, name]} name={name} label={name} isSet isOptional>
              <JsonButton path={[...path, name]} />
            </FieldRow>
          ))
        : null}
    </>
  );
}

const withFallback = (field: FieldShape, fallback: unknown): FieldShape =>
  fallback === undefined ? field : { ...field, fallback };

/** A button that takes an entry of a list or a record away. */
export function RemoveButton({ path, label }: { path: Path; label: string }): ReactElement {
  const { write } = useForm();
  return (
    <IconButton icon="trash" label={`Remove ${label}`} onClick={() => write(path, undefined)} />
  );
}
