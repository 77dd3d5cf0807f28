import { createContext, useContext } from "react";
import type { ChartView } from "../../engine/contract/deck.js";
import type { ExportChoice } from "./export-menu.js";

/** What can be done with a result beside saving it to a file. */
export interface MoreExports {
  /** With the chart or table of this id (`latency-heat-map`), looked at in this way. */
  readonly ofPart: (part: string, view?: ChartView) => readonly ExportChoice[];
  /** With all of it. */
  readonly ofAll: readonly ExportChoice[];
}

const MoreExportsContext = createContext<MoreExports>({ ofPart: () => [], ofAll: [] });

/** Around a result whose parts the export menus inside offer more of. */
export const MoreExportsProvider = MoreExportsContext.Provider;
export const useMoreExports = (): MoreExports => useContext(MoreExportsContext);
