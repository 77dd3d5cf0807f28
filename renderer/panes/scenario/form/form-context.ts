import { createContext, useContext } from "react";
import type { ComponentType } from "react";
import type { Problem } from "../../../../engine/contract/errors.js";
import type { FieldShape } from "../../../../engine/contract/shape.js";
import type { Fixed } from "./fixed.js";
import type { FormSource, Path } from "./form-source.js";

export interface FieldProps {
  readonly path: Path;
  /** The field's own name, which says what it is measured in; of an entry that of its record. */
  readonly name: string;
  readonly label: string;
  readonly field: FieldShape;
  /** What the text has there. */
  readonly value: unknown;
}

/**
 * What every field of the form needs. It stays the same while nothing but values changes, so that an edit
 * draws what it changed and no more; values come as properties.
 */
export interface FormContextValue {
  /** What the scenario inherits from, and which values are its own. */
  readonly marks: Pick<FormSource, "base" | "isOverridden">;
  /** The value at a path as the text has it now. */
  readonly read: (path: Path) => unknown;
  /** Numbers that the rest of the scenario leaves no choice in, by their paths. */
  readonly fixed: ReadonlyMap<string, Fixed>;
  /** What is wrong with the text. */
  readonly problems: readonly Problem[];
  /** Writes a value into the text; undefined takes it away. */
  readonly write: (path: Path, value: unknown) => void;
  /** Writes several values as one edit, called after the first. */
  readonly writeAll: (changes: readonly { readonly path: Path; readonly value: unknown }[]) => void;
  readonly rename: (path: Path, name: string) => void;
  readonly reset: (path: Path) => void;
  /** Shows a value's place in the text. */
  readonly goTo: (path: Path) => void;
  /** Draws any field: groups hold fields, which may be groups. */
  readonly Field: ComponentType<FieldProps>;
}

const FormContext = createContext<FormContextValue | undefined>(undefined);
export const FormProvider = FormContext.Provider;

export function useForm(): FormContextValue {
  const value = useContext(FormContext);
  if (value === undefined) throw new Error("a field stands outside the form");
  return value;
}
