import { z } from "zod";
import { assertNever } from "../base/assert.js";
import { singleKeyForms } from "./distribution.js";

/** What may stand at a place of a document, as an editor needs to know it. */
export type Shape =
  | { readonly kind: "object"; readonly fields: Readonly<Record<string, FieldShape>> }
  | {
      readonly kind: "number";
      readonly isWhole: boolean;
      /** Bounds that may be reached, or in the case of `above` may not. */
      readonly min: number;
      readonly max: number;
      readonly isAbove: boolean;
    }
  | { readonly kind: "text"; readonly isDay: boolean }
  | { readonly kind: "boolean" }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "fixed"; readonly value: unknown }
  | { readonly kind: "list"; readonly item: Shape }
  | {
      readonly kind: "record";
      readonly item: Shape;
      /** The only names there may be; any where it is left out. */
      readonly names?: readonly string[];
    }
  /** An object with exactly one key; `isAmount`: a number alone means the form `constant`. */
  | {
      readonly kind: "forms";
      readonly forms: Readonly<Record<string, Shape>>;
      readonly isAmount: boolean;
    }
  /** Objects told apart by the field `by`. */
  | {
      readonly kind: "kinds";
      readonly by: string;
      readonly kinds: Readonly<Record<string, Shape>>;
    }
  /** Objects told apart by which fields they have. */
  | { readonly kind: "either"; readonly shapes: readonly Shape[] }
  | { readonly kind: "nullable"; readonly inner: Shape }
  /** What only JSON can say. */
  | { readonly kind: "json" };

export interface FieldShape {
  readonly shape: Shape;
  /** Whether the field may be left out. */
  readonly isOptional: boolean;
  /** What then holds; undefined where nothing does. */
  readonly fallback: unknown;
}

const known = new WeakMap<z.core.$ZodType, Shape>();

/** The shape of a schema; checks between fields are left to the schema itself. */
export function shapeOf(schema: z.core.$ZodType): Shape {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const shape = describe(schema);
  known.set(schema, shape);
  return shape;
}

function describe(schema: z.core.$ZodType): Shape {
  const forms = singleKeyForms.get(schema);
  if (forms !== undefined) {
    return { kind: "forms", forms: mapped(forms, shapeOf), isAmount: "constant" in forms };
  }
  if (schema instanceof z.ZodObject)
    return { kind: "object", fields: mapped(schema.shape, fieldOf) };
  if (schema instanceof z.ZodNumber) {
    const { minValue, maxValue } = schema;
    const isAbove = minValue !== null && !schema.safeParse(minValue).success;
    return {
      kind: "number",
      isWhole: schema.isInt,
      min: minValue ?? -Infinity,
      max: maxValue ?? Infinity,
      isAbove,
    };
  }
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) {
    return { kind: "text", isDay: schema instanceof z.ZodISODate };
  }
  if (schema instanceof z.ZodBoolean) return { kind: "boolean" };
  if (schema instanceof z.ZodEnum) return { kind: "choice", values: schema.options.map(String) };
  if (schema instanceof z.ZodLiteral) return { kind: "fixed", value: schema.value };
  if (schema instanceof z.ZodArray) return { kind: "list", item: shapeOf(schema.element) };
  if (schema instanceof z.ZodRecord) {
    const { keyType, valueType } = schema;
    const names = keyType instanceof z.ZodEnum ? { names: keyType.options.map(String) } : {};
    return { kind: "record", item: shapeOf(valueType), ...names };
  }
  if (schema instanceof z.ZodDiscriminatedUnion) return kindsOf(schema);
  if (schema instanceof z.ZodUnion) return { kind: "either", shapes: schema.options.map(shapeOf) };
  if (schema instanceof z.ZodNullable) return { kind: "nullable", inner: shapeOf(schema.unwrap()) };
  if (schema instanceof z.ZodPipe) {
    // What is made before parsing reads the same values; what is made after it is no business of a reader.
    return shapeOf(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  }
  const wrapped = unwrapped(schema);
  return wrapped === undefined ? { kind: "json" } : shapeOf(wrapped.inner);
}

function kindsOf(schema: z.ZodDiscriminatedUnion): Shape {
  const by = schema.def.discriminator;
  const kinds: Record<string, Shape> = {};
  for (const option of schema.options) {
    const shape = shapeOf(option);
    if (shape.kind !== "object") continue;
    const { [by]: kind, ...fields } = shape.fields;
    if (kind?.shape.kind !== "fixed") continue;
    kinds[String(kind.shape.value)] = { kind: "object", fields };
  }
  return { kind: "kinds", by, kinds };
}

function fieldOf(schema: z.core.$ZodType): FieldShape {
  const wrapped = unwrapped(schema);
  if (wrapped === undefined)
    return { shape: shapeOf(schema), isOptional: false, fallback: undefined };
  const inner = fieldOf(wrapped.inner);
  return { ...inner, isOptional: true, fallback: wrapped.fallback ?? inner.fallback };
}

/** What is inside a schema that may be left out, and what holds then. */
function unwrapped(
  schema: z.core.$ZodType,
): { readonly inner: z.core.$ZodType; readonly fallback: unknown } | undefined {
  if (schema instanceof z.ZodOptional) return { inner: schema.unwrap(), fallback: undefined };
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return { inner: schema.unwrap(), fallback: schema.def.defaultValue };
  }
  return undefined;
}

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  map: (from: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

/**
 * The least value of a shape: every field that must be there, numbers at the smallest that is allowed
 * and sensible, the first of every choice. What holds between fields may still be wrong.
 */
export function starterOf(shape: Shape): unknown {
  switch (shape.kind) {
    case "object":
      return Object.fromEntries(
        Object.entries(shape.fields).flatMap(([name, field]) =>
          field.isOptional ? [] : [[name, starterOf(field.shape)]],
        ),
      );
    case "number": {
      const { min, max, isAbove } = shape;
      if (min >= 1 && !isAbove) return min;
      if (min >= 1) return Math.min(2 * min, max);
      return Math.min(1, max);
    }
    case "text":
      return "new";
    case "boolean":
      return false;
    case "choice":
      return shape.values[0];
    case "fixed":
      return shape.value;
    case "list":
      return [starterOf(shape.item)];
    case "record":
      return {};
    case "forms": {
      if (shape.isAmount) return 1;
      const [first] = Object.entries(shape.forms);
      return first === undefined ? {} : { [first[0]]: starterOf(first[1]) };
    }
    case "kinds": {
      const [first] = Object.entries(shape.kinds);
      return first === undefined ? {} : kindStarter(shape.by, first[0], first[1]);
    }
    case "either": {
      const [first] = shape.shapes;
      return first === undefined ? {} : starterOf(first);
    }
    case "nullable":
    case "json":
      return null;
    default:
      return assertNever(shape);
  }
}

/** {@link starterOf} of one kind. */
export function kindStarter(by: string, kind: string, shape: Shape): unknown {
  const rest = starterOf(shape);
  return { [by]: kind, ...(typeof rest === "object" ? rest : {}) };
}
