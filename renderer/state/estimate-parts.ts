import type { EstimateResult } from "../../engine/contract/estimate.js";
import type { Architecture, SimulateResult } from "../../engine/contract/result.js";
import type { Scenario } from "../../engine/contract/scenario.js";

/** The scenario that is estimated, and what it was when it was saved. */
export interface Followed {
  /** Of the open document. */
  readonly key: number;
  readonly scenario: Scenario;
  readonly saved: Scenario | undefined;
}

export interface Bounds {
  readonly scenario: Scenario;
  readonly result: EstimateResult;
}

/** A simulation so short that it is done while one looks. */
export interface QuickResult {
  readonly scenario: Scenario;
  readonly architecture: Architecture;
  readonly result: NonNullable<SimulateResult["architectures"][Architecture]>;
  readonly requests: number;
  readonly replications: number;
  readonly wallSeconds: number;
}

export interface EstimateState {
  readonly followed: Followed | undefined;
  readonly bounds: Bounds | undefined;
  /** Why arithmetic could not be done. */
  readonly boundsFault: string | undefined;
  readonly savedBounds: Bounds | undefined;
  /** Of the scenario or, while the next one runs, of one before it. */
  readonly quick: QuickResult | undefined;
  readonly savedQuick: QuickResult | undefined;
  readonly quickState: "waiting" | "running" | "done" | "failed";
  readonly quickFault: string | undefined;
  /** The deployment to show where there are two. */
  readonly architecture: Architecture;
}
