import type { PlanBestEvent } from "../../contract/plan-result.js";
import type { Simulate } from "./evaluate.js";

export interface PlanRun {
  readonly replications: number;
  readonly requests: number;
}

export interface PlanHooks {
  readonly simulate: Simulate;
  /** Told of every better plan as it is found. */
  readonly onBest: (best: Omit<PlanBestEvent, "kind">) => void;
  readonly onStage: (stage: string, fraction: number) => void;
}
