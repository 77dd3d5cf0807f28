import type { ReactElement } from "react";
import { isRecord } from "../../../../engine/base/guards.js";
import { kindStarter, starterOf } from "../../../../engine/contract/shape.js";
import type { Shape } from "../../../../engine/contract/shape.js";
import { Button } from "../../../ui/button.js";
import { choiceWord, humanise } from "../words.js";
import { converted } from "./amounts.js";
import { FieldRow } from "./field-row.js";
import { useForm } from "./form-context.js";
import type { FieldProps } from "./form-context.js";
import { Frame, ObjectFields } from "./frame.js";
import { JsonButton } from "./json-button.js";
import { valueAt } from "./form-source.js";
import type { Path } from "./form-source.js";
import { ListFields, RecordFields } from "./entries.js";
import { PriceList } from "./preset-control.js";
import { Select } from "./select.js";

/** A field that holds further fields, under its own heading. */
export function Group({ path, name, label, field, value }: FieldProps): ReactElement {
  const { write } = useForm();
  const { shape, isOptional, fallback } = field;
  if (value === undefined && fallback === undefined && isOptional) {
    return (
      <FieldRow path={path} name={name} label={label} isSet={false} isOptional>
        <Button kind="quiet" onClick={() => write(path, starterOf(shape))}>
          Add
        </Button>
      </FieldRow>
    );
  }
  return (
    <Frame
      path={path}
      label={label}
      // A whole section that has defaults is emptied field by field, not by a slip of the hand.
      canClear={isOptional && value !== undefined && (path.length > 1 || fallback === undefined)}
      choice={
        name === "tokens" && path.at(-2) === "prices" ? (
          <PriceList path={path} />
        ) : (
          <Choice path={path} label={label} shape={shape} value={value ?? fallback} />
        )
      }
    >
      <Body path={path} name={name} shape={shape} value={value} fallback={fallback} />
    </Frame>
  );
}

/** Which kind or form an object has, where there are several. */
function Choice({
  path,
  label,
  shape,
  value,
}: {
  path: Path;
  label: string;
  shape: Shape;
  value: unknown;
}): ReactElement | null {
  const { write } = useForm();
  if (shape.kind === "kinds") {
    const kind = isRecord(value) ? String(value[shape.by]) : "";
    return (
      <Select
        label={`${label}, kind`}
        value={kind}
        options={Object.keys(shape.kinds).map((one) => ({ value: one, label: choiceWord(one) }))}
        onChange={(next) => {
          const kinds = shape.kinds[next];
          if (kinds === undefined) return;
          write(path, withCommon(kindStarter(shape.by, next, kinds), value, kinds));
        }}
      />
    );
  }
  if (shape.kind === "forms") {
    const form = isRecord(value) ? (Object.keys(value)[0] ?? "") : "";
    return (
      <Select
        label={`${label}, kind`}
        value={form}
        options={Object.keys(shape.forms).map((one) => ({ value: one, label: choiceWord(one) }))}
        onChange={(next) => {
          const inner = shape.forms[next];
          if (inner === undefined) return;
          const before = isRecord(value) ? value[form] : undefined;
          const made = shape.isAmount
            ? converted({ form: "constant", parameters: {}, mean: 100, cv: 0 }, next)
            : { [next]: withCommon(starterOf(inner), before, inner) };
          write(path, made);
        }}
      />
    );
  }
  if (shape.kind === "either") {
    const at = shapeThatFits(shape.shapes, value);
    return (
      <Select
        label={`${label}, kind`}
        value={String(at)}
        options={shape.shapes.map((one, index) => ({
          value: String(index),
          label: one.kind === "object" ? humanise(Object.keys(one.fields)[0] ?? "") : one.kind,
        }))}
        onChange={(next) => {
          const inner = shape.shapes[Number(next)];
          if (inner !== undefined) write(path, withCommon(starterOf(inner), value, inner));
        }}
      />
    );
  }
  return null;
}

/** A new object that keeps what it has in common with the one before. */
function withCommon(made: unknown, before: unknown, shape: Shape): unknown {
  if (!isRecord(made) || !isRecord(before) || shape.kind !== "object") return made;
  const common = Object.entries(before).filter(([name]) => Object.hasOwn(shape.fields, name));
  return { ...made, ...Object.fromEntries(common) };
}

function shapeThatFits(shapes: readonly Shape[], value: unknown): number {
  if (!isRecord(value)) return 0;
  const names = Object.keys(value);
  const at = shapes.findIndex(
    (shape) => shape.kind === "object" && names.every((name) => Object.hasOwn(shape.fields, name)),
  );
  return Math.max(0, at);
}

function Body({
  path,
  name,
  shape,
  value,
  fallback,
}: {
  path: Path;
  name: string;
  shape: Shape;
  value: unknown;
  fallback: unknown;
}): ReactElement {
  const { Field, write } = useForm();
  if (value === undefined && Array.isArray(fallback) && fallback.length > 0) {
    // Items that stand in no text cannot be edited one by one.
    return (
      <Button kind="quiet" onClick={() => write(path, fallback)}>
        Write the default out
      </Button>
    );
  }
  switch (shape.kind) {
    case "object":
      return <ObjectFields path={path} shape={shape} value={value} fallback={fallback} />;
    case "kinds": {
      const kind = isRecord(value) ? shape.kinds[String(value[shape.by])] : undefined;
      return kind?.kind === "object" ? (
        <ObjectFields path={path} shape={kind} value={value} fallback={fallback} known={shape.by} />
      ) : (
        <JsonButton path={path} />
      );
    }
    case "forms": {
      const given = isRecord(value) ? value : fallback;
      const form = isRecord(given) ? (Object.keys(given)[0] ?? "") : "";
      const inner = shape.forms[form];
      if (inner === undefined) return <JsonButton path={path} />;
      const at = [...path, form];
      const below = { value: valueAt(value, [form]), fallback: valueAt(fallback, [form]) };
      return inner.kind === "object" ? (
        <ObjectFields path={at} shape={inner} {...below} />
      ) : (
        <Field
          path={at}
          name={name}
          label={humanise(form)}
          field={{ shape: inner, isOptional: false, fallback: below.fallback }}
          value={below.value}
        />
      );
    }
    case "either": {
      const inner = shape.shapes[shapeThatFits(shape.shapes, value)];
      return inner?.kind === "object" ? (
        <ObjectFields path={path} shape={inner} value={value} fallback={fallback} />
      ) : (
        <JsonButton path={path} />
      );
    }
    case "list":
      return <ListFields path={path} name={name} item={shape.item} value={value ?? fallback} />;
    case "record":
      return <RecordFields path={path} name={name} shape={shape} value={value ?? fallback} />;
    default:
      return <JsonButton path={path} />;
  }
}
