import type { Stage } from "../../engine/contract/result.js";
import type { Described } from "./chart.js";

/** Stages in which a session waits instead of being worked on; the chart hatches them. */
export const WAITING: ReadonlySet<Stage> = new Set(["queue", "toolQueue", "retryDelay", "restart"]);

/** Time by stage, one stacked bar for each of a few things. */
export interface StageBars extends Described {
  readonly bars: readonly {
    readonly label: string;
    readonly totalMs: number;
    readonly parts: readonly { readonly stage: Stage; readonly ms: number }[];
  }[];
  /** Every stage that takes time in any of them, in the order of a session. */
  readonly stages: readonly Stage[];
  /** What the lengths are. */
  readonly xTitle: string;
}
