import { createContext, useContext } from "react";
import type { ComponentType } from "react";
import type { Problem } from "../../../../engine/contract/errors.js";
import type { FieldShape } from "../../../../engine/contract/shape.js";
import type { FormSource, Path } from "./form-source.js";

export interface FieldProps {
  readonly path: Path;
  /** The field's own name, which says what it is measured in; of an entry that of its record. */
  readonly name: string;
  readonly label: string;
  readonly field: FieldShape;
}

/** What every field of the form needs. */
export interface FormContextValue {
  readonly source: FormSource;
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
