import type { Architecture, Stage } from "../../engine/contract/result.js";

/** The words of the design, as they stand on screen. */
export const ARCHITECTURE_NAMES: Readonly<Record<Architecture, string>> = {
  coupled: "Coupled",
  decoupled: "Decoupled",
};

export const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  queue: "Queue",
  provision: "Provisioning",
  prefill: "Prefill",
  decode: "Decode",
  bus: "Bus",
  toolQueue: "Tool queue",
  tool: "Tool",
  retryDelay: "Retry delay",
  restart: "Restart",
};
