import { isItemId } from "../../engine/contract/item-id.js";
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

/** A rectangle of a heat map: first and last time bin, first and last row. */
interface Cells {
  readonly bins: readonly [number, number];
  readonly rows: readonly [number, number];
}

const HEAT: ViewField<string> = {
  pane: "simulate",
  name: "heat",
  parse: (text) => (/^[\w .:/-]{1,100}$/.test(text) ? text : undefined),
  format: (text) => text,
};

const CELLS: ViewField<Cells> = {
  pane: "simulate",
  name: "cells",
  parse: (text) => {
    const [, ...ends] = /^(\d{1,7})-(\d{1,7})x(\d{1,7})-(\d{1,7})$/.exec(text) ?? [];
    const [firstBin = 1, lastBin = 0, firstRow = 1, lastRow = 0] = ends.map(Number);
    if (firstBin > lastBin || firstRow > lastRow) return undefined;
    return { bins: [firstBin, lastBin], rows: [firstRow, lastRow] };
  },
  format: ({ bins, rows }) => `${bins.join("-")}x${rows.join("-")}`,
};

const BESIDE: ViewField<readonly string[]> = {
  pane: "compare",
  name: "with",
  parse: (text) => {
    const ids = text === "" ? [] : text.split(",");
    const isGood = ids.length <= 3 && new Set(ids).size === ids.length;
    return isGood && ids.every(isItemId) ? ids : undefined;
  },
  format: (ids) => ids.join(","),
};

const OPEN_COSTS: ViewField<readonly string[]> = {
  pane: "money",
  name: "open",
  parse: (text) => {
    const names = text.split(",");
    const isGood = names.length <= 20 && new Set(names).size === names.length;
    return isGood && names.every((name) => /^[^\p{C}]{1,60}$/u.test(name)) ? names : undefined;
  },
  format: (names) => names.join(","),
};

const TIMES = ["endToEnd", "ttft", "tpot"] as const;

const SLIDE: ViewField<string> = {
  pane: "overview",
  name: "slide",
  parse: (text) => (isItemId(text) ? text : undefined),
  format: (id) => id,
};

export const VIEW = {
  /** Which deployment is simulated next. */
  simulateDeployment: choice<Architecture>("simulate", "deployment", "decoupled", "coupled"),
  /** What the heat map is of: the whole session, a stage or a tool. */
  simulateHeat: HEAT,
  simulateAxis: choice("simulate", "axis", "log", "linear"),
  /** The part of the heat map that is enlarged. */
  simulateCells: CELLS,
  compareWhat: choice("compare", "what", "deployments", "scenarios"),
  /** Up to three scenarios beside the open one, by their ids. */
  compareWith: BESIDE,
  /** The slide of the open deck that is looked at, by its id. */
  deckSlide: SLIDE,
  /** What is alike in the costs of before and after: the load, or the work done. */
  moneyAlike: choice("money", "alike", "load", "work"),
  /** Costs whose formulas are shown, by their names. */
  moneyOpen: OPEN_COSTS,
  /** Which time of a request is held against its prediction. */
  calibrateScatter: choice("calibrate", "scatter", ...TIMES),
  /** And which one over the log. */
  calibrateFit: choice("calibrate", "fit", ...TIMES),
} as const;

/** What is chosen in a pane, as texts by their names in the address. */
export type View = Readonly<Record<string, string>>;

/** Whether a pane has such a field, and the text says it. */
export function isViewText(pane: Pane, name: string, text: string): boolean {
  const field = Object.values(VIEW).find((one) => one.pane === pane && one.name === name);
  return field?.parse(text) !== undefined;
}

/** What is chosen of a field, or undefined where nothing is. */
export function chosenOf<T>(
  field: ViewField<T>,
  views: Readonly<Partial<Record<Pane, View>>>,
): T | undefined {
  const text = views[field.pane]?.[field.name];
  return text === undefined ? undefined : field.parse(text);
}
