import { createContext, useContext } from "react";
import type { ExportChoice } from "./export-menu.js";

/** What can be done with a result beside saving it to a file. */
export interface MoreExports {
  /** With the chart of this id (`latency-heat-map`). */
  readonly ofPart: (part: string) => readonly ExportChoice[];
  /** With all of it. */
  readonly ofAll: readonly ExportChoice[];
}

const MoreExportsContext = createContext<MoreExports>({ ofPart: () => [], ofAll: [] });

/** Around a result whose parts the export menus inside offer more of. */
export const MoreExportsProvider = MoreExportsContext.Provider;
export const useMoreExports = (): MoreExports => useContext(MoreExportsContext);
