import { createContext, useContext } from "react";
import type { ChartView } from "../../engine/contract/deck.js";

/** Where a result is drawn. */
export type Medium =
  | { readonly kind: "screen" }
  /** Printed whole: charts stand still, with their tables, and nothing is to be pressed. */
  | { readonly kind: "paper" }
  /** A slide, which shows one part of it, by its id (`latency-heat-map`), under a title of its own or its finding. */
  | {
      readonly kind: "slide";
      readonly part: string;
      readonly title: string | undefined;
      readonly view?: ChartView | undefined;
    };

const MediumContext = createContext<Medium>({ kind: "screen" });

export const MediumProvider = MediumContext.Provider;
export const useMedium = (): Medium => useContext(MediumContext);

const AS_AT_FIRST: ChartView = {};

/** On a slide, how its chart is looked at, whatever is chosen in a pane; undefined where one can choose. */
export function useSlideView(): ChartView | undefined {
  const medium = useMedium();
  return medium.kind === "slide" ? (medium.view ?? AS_AT_FIRST) : undefined;
}

/** Whether it is printed whole. */
export const useOnPaper = (): boolean => useMedium().kind === "paper";

/** Whether it stands still, on paper or on a slide, where nothing is to be pressed. */
export const useStill = (): boolean => useMedium().kind !== "screen";
