import { z } from "zod";
import { isRecord } from "../base/guards.js";

/** Largest magnitude any number in a scenario may have: beyond it sums of a run lose whole units. */
export const LARGEST = 1e12;

export const positive = z.number().positive().max(LARGEST);
export const nonNegative = z.number().min(0).max(LARGEST);
export const share = z.number().min(0).max(1);
export const queueLength = z.number().int().min(0).max(1_000_000);
export const count = z.number().int().min(1).max(1_000_000);

type Single<T extends Record<string, z.ZodType>> = {
  [K in keyof T & string]: { readonly [P in K]: z.output<T[K]> };
}[keyof T & string];

/** The forms that a schema made by {@link singleKey} chooses between, for who describes schemas. */
export const singleKeyForms = new WeakMap<
  z.core.$ZodType,
  Readonly<Record<string, z.core.$ZodType>>
>();

/**
 * An object with exactly one key, the key naming the form: `{"exponential":{"mean":5}}`. Faults
 * inside the form keep their own path, which zod's plain union loses.
 */
export function singleKey<T extends Record<string, z.ZodType>>(
  noun: string,
  forms: T,
): z.ZodType<Single<T>> {
  const names = Object.keys(forms);
  const expected = `${noun}: an object with exactly one of ${names.join(", ")}`;
  const schema = z.unknown().transform((value, context): Single<T> => {
    if (!isRecord(value)) {
      context.issues.push({ code: "custom", message: expected, input: value, path: [] });
      return z.NEVER;
    }
    const keys = Object.keys(value);
    const [key] = keys;
    const form = key !== undefined && Object.hasOwn(forms, key) ? forms[key] : undefined;
    if (key === undefined || form === undefined || keys.length !== 1) {
      context.issues.push({ code: "custom", message: expected, input: value, path: [] });
      return z.NEVER;
    }
    const inner = form.safeParse(value[key]);
    if (!inner.success) {
      for (const issue of inner.error.issues) {
        context.issues.push({ ...issue, path: [key, ...issue.path], input: value } as never);
      }
      return z.NEVER;
    }
    return { [key]: inner.data } as Single<T>;
  });
  singleKeyForms.set(schema, forms);
  return schema;
}

/** A bare number is read as `{"constant": number}`, and written back in that form. */
export function numberAsConstant(value: unknown): unknown {
  return typeof value === "number" ? { constant: value } : value;
}

/** The forms of a {@link Distribution}, for schemas that add one of their own. */
export const distributionForms = {
  constant: nonNegative,
  exponential: z.strictObject({ mean: positive }),
  lognormal: z.strictObject({ mean: positive, cv: positive.max(1000) }),
  gamma: z.strictObject({ mean: positive, cv: positive.max(1000) }),
  weibull: z.strictObject({ mean: positive, shape: positive.min(0.05).max(1000) }),
  uniform: z
    .strictObject({ min: nonNegative, max: nonNegative })
    .refine((range) => range.min <= range.max, "min no greater than max"),
  geometric: z.strictObject({ mean: z.number().min(1).max(LARGEST) }),
  empirical: z.array(nonNegative).min(1).max(100_000),
};

/**
 * A non-negative random quantity. `cv` is the coefficient of variation (standard deviation ÷ mean);
 * `geometric` counts trials up to and including the first success (support 1, 2, 3…), so its mean
 * is at least 1; `empirical` draws uniformly from its values.
 */
export const Distribution = z.preprocess(
  numberAsConstant,
  singleKey("a distribution", distributionForms),
);
export type Distribution = z.output<typeof Distribution>;
