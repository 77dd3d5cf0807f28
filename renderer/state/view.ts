import type { Architecture } from "../../engine/contract/result.js";
import type { Pane } from "./parts.js";

/*
 * What of a pane's view stands in its address, so that a link shows another person the same: what is
 * looked at, rather than how it is drawn.
 */

/** One thing that is chosen in a pane, and how it stands in the address. */
export interface ViewField<T> {
  readonly pane: Pane;
  readonly name: string;
  /** Undefined where the text does not say it. */
  readonly parse: (text: string) => T | undefined;
  readonly format: (value: T) => string;
}

function choice<const T extends string>(
  pane: Pane,
  name: string,
  ...values: readonly T[]
): ViewField<T> {
  return {
    pane,
    name,
    parse: (text) => values.find((value) => value === text),
    format: (value) => value,
  };
}

export const VIEW = {
  simulateDeployment: choice<Architecture>("simulate", "deployment", "decoupled", "coupled"),
  /** What the heat map is of: the whole session, a stage or a tool. */
  simulateHeat: {
    pane: "simulate",
    name: "heat",
    parse: (text) => (/^[\w .:/-]{1,100}$/.test(text) ? text : undefined),
    format: (text) => text,
  } satisfies ViewField<string>,
  simulateAxis: choice("simulate", "axis", "log", "linear"),
  /** First and last time bin that the heat map shows. */
  simulateBins: {
    pane: "simulate",
    name: "bins",
    parse: (text) => {
      const [, from, to] = /^(\d{1,7})-(\d{1,7})$/.exec(text) ?? [];
      if (from === undefined || to === undefined || Number(from) > Number(to)) return undefined;
      return [Number(from), Number(to)];
    },
    format: ([from, to]) => `${from}-${to}`,
  } satisfies ViewField<readonly [number, number]>,
  compareWhat: choice("compare", "what", "deployments", "scenarios"),
  /** Up to three scenarios beside the open one, by their ids. */
  compareWith: {
    pane: "compare",
    name: "with",
    parse: (text) => {
      const ids = text === "" ? [] : text.split(",");
      const isGood = ids.length <= 3 && new Set(ids).size === ids.length;
      return isGood && ids.every((id) => /^[a-z0-9][a-z0-9-]{0,99}$/.test(id)) ? ids : undefined;
    },
    format: (ids) => ids.join(","),
  } satisfies ViewField<readonly string[]>,
  /** What is alike in the costs of before and after: the load, or the work done. */
  moneyAlike: choice("money", "alike", "load", "work"),
} as const;

/** What is chosen in a pane, as texts by their names in the address. */
export type View = Readonly<Record<string, string>>;

/** Whether a pane has such a field, and the text says it. */
export function isViewText(pane: Pane, name: string, text: string): boolean {
  const field = Object.values(VIEW).find((one) => one.pane === pane && one.name === name);
  return field?.parse(text) !== undefined;
}
