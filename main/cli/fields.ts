import { z } from "zod";
import { BILLING_MAX_BYTES } from "../../engine/contract/billing.js";
import { methods } from "../../engine/contract/methods.js";
import type { MethodName } from "../../engine/contract/methods.js";
import { LongText, UPLOAD_MAX_BYTES } from "../../engine/contract/uploads.js";

/** How a value is written on the command line. */
type FieldForm =
  /** A file (or `-`, standard input); for `scenario` also the id of a stored one. */
  | { readonly kind: "scenario" | "claims" }
  | { readonly kind: "text"; readonly maxBytes?: number }
  /** The text of a file that is named after an option. */
  | { readonly kind: "file"; readonly maxBytes: number }
  /** A folder, as seen from where the command is typed. */
  | { readonly kind: "folder" }
  | { readonly kind: "string" | "number" | "flag" }
  /** Words with commas between them. */
  | { readonly kind: "list" }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  /** JSON text, or the name of a file with it, with or without `@` before it. */
  | { readonly kind: "json" };

/** Forms that are a file or a folder, and stand by themselves. */
const OPERAND_KINDS: ReadonlySet<FieldForm["kind"]> = new Set([
  "scenario",
  "claims",
  "text",
  "folder",
]);

/** One field of a method's input. */
export interface Field {
  readonly name: string;
  readonly form: FieldForm;
  readonly required: boolean;
  /** Whether the value stands by itself rather than after an option. */
  readonly operand: boolean;
  readonly description: string;
}

/** The input of a method, field by field, as its schema tells it. */
export function fieldsOf(method: MethodName): readonly Field[] {
  const shape: Readonly<Record<string, z.core.$ZodType>> = methods[method].input.shape;
  return Object.entries(shape).map(([name, schema]): Field => {
    const required = !z.safeParse(schema, undefined).success;
    const form = formOf(name, inside(schema));
    const operand = OPERAND_KINDS.has(form.kind) || (name === "id" && required);
    const description = z.globalRegistry.get(schema)?.description ?? "";
    return { name, form, required, operand, description };
  });
}

/** `--scenario-id` for `scenarioId`. */
export function optionName(field: string): string {
  return `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The schema inside optional and default wrappers. */
function inside(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? inside(schema.unwrap())
    : schema;
}

function formOf(name: string, schema: z.core.$ZodType): FieldForm {
  if (schema === LongText) return { kind: "text", maxBytes: UPLOAD_MAX_BYTES };
  if (name === "scenario" || name === "text" || name === "claims") return { kind: name };
  if (name === "folder") return { kind: name };
  if (name === "billing") return { kind: "file", maxBytes: BILLING_MAX_BYTES };
  if (schema instanceof z.ZodString) return { kind: "string" };
  if (schema instanceof z.ZodNumber) return { kind: "number" };
  if (schema instanceof z.ZodBoolean) return { kind: "flag" };
  if (schema instanceof z.ZodEnum) return { kind: "choice", choices: schema.options.map(String) };
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodString) {
    return { kind: "list" };
  }
  return { kind: "json" };
}
