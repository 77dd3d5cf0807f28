import { isItemId } from "../../engine/contract/item-id.js";
import type { RunOptions } from "./run-options-parts.js";
import { MOST_MEASURED, NO_OPTIONS, optionProblem } from "./run-options-parts.js";

/*
 * How the options of runs stand in an address: what differs from the engine's own, so that a link computes
 * the same. A bill is a file: of it the link has the name alone, to ask for it.
 */

/** What an address says of the options. */
export interface AddressOptions {
  readonly options: Partial<RunOptions>;
  /** Name of the bill that the sender had. */
  readonly bill: string | undefined;
}

/** One option: how it stands in an address, and what a text there means; undefined where it means nothing. */
interface OptionField {
  readonly name: string;
  readonly format: (options: RunOptions) => string;
  readonly parse: (text: string) => Partial<RunOptions> | undefined;
}

const number = (
  name: string,
  field: "precisionPercent" | "maxReplications" | "equalBelowPercent" | "swingPercent",
): OptionField => ({
  name,
  format: (options) => options[field].trim(),
  parse: (text) => {
    const given = { [field]: text };
    const isGood = text.trim() !== "" && text.length <= 20;
    return isGood && optionProblem({ ...NO_OPTIONS, ...given }, field) === undefined
      ? given
      : undefined;
  },
});

function choice<Field extends "band" | "swung" | "billed">(
  field: Field,
  values: readonly RunOptions[Field][],
): OptionField {
  return {
    name: field,
    format: (options) => options[field],
    parse: (text) => {
      const value = values.find((one) => one === text);
      return value === undefined ? undefined : { [field]: value };
    },
  };
}

const FIELDS: readonly OptionField[] = [
  number("precision", "precisionPercent"),
  number("most", "maxReplications"),
  number("equal", "equalBelowPercent"),
  number("swing", "swingPercent"),
  choice("band", ["slow", "fast"]),
  choice("swung", ["coupled"]),
  choice("billed", ["before"]),
  {
    name: "replan",
    format: ({ replan }) => (replan ? "yes" : ""),
    parse: (text) => (text === "yes" ? { replan: true } : undefined),
  },
  {
    name: "measured",
    format: ({ measured }) => measured.join(","),
    parse: (text) => {
      const ids = text.split(",");
      const isGood = ids.length <= MOST_MEASURED && new Set(ids).size === ids.length;
      return isGood && ids.every(isItemId) ? { measured: ids } : undefined;
    },
  },
];

/** Names and texts of every option that is not the engine's own. */
export function optionTexts(options: RunOptions): readonly (readonly [string, string])[] {
  const own = FIELDS.map((field) => [field.name, field.format(options)] as const);
  const set = own.filter(
    ([name, text]) =>
      text !== "" && FIELDS.find((one) => one.name === name)?.format(NO_OPTIONS) !== text,
  );
  return options.bill === undefined ? set : [...set, ["bill", options.bill.name]];
}

/** What a text of an address says of an option; undefined where it is of none, or means nothing. */
export function readOption(name: string, text: string): Partial<AddressOptions> | undefined {
  if (name === "bill") return /^[^\p{C}]{1,200}$/u.test(text) ? { bill: text } : undefined;
  const options = FIELDS.find((field) => field.name === name)?.parse(text);
  return options === undefined ? undefined : { options };
}
