import type { RISK_INPUTS } from "../../engine/contract/money-result.js";
import type { Architecture, Stage } from "../../engine/contract/result.js";
import type { Origin } from "../../engine/contract/session.js";

/** The words of the design, as they stand on screen. */
export const ARCHITECTURE_NAMES: Readonly<Record<Architecture, string>> = {
  coupled: "Coupled",
  decoupled: "Decoupled",
};

/** Inputs of a projection that may be uncertain, and what else moves its figures. */
export const INPUT_NAMES: Readonly<Record<(typeof RISK_INPUTS)[number] | "growth", string>> = {
  demand: "Demand",
  computePrice: "Compute price",
  tokenPrice: "Token price",
  people: "People",
  migration: "Moving over",
  investment: "Investment",
  growth: "Growth to that day",
  simulation: "Length of the simulation",
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

/** What a span of a simulated session may be: a stage, or what is in no latency. */
export const SPAN_NAMES: Readonly<Record<Stage | "think", string>> = {
  ...STAGE_NAMES,
  think: "User thinks",
};

/** What a session does in a stage, to stand inside a sentence: each takes a singular verb. */
export const STAGE_ACTIVITIES: Readonly<Record<Stage, string>> = {
  queue: "queueing",
  provision: "provisioning",
  prefill: "prefill",
  decode: "decode",
  bus: "the bus",
  toolQueue: "waiting for tools",
  tool: "tool time",
  retryDelay: "waiting to retry",
  restart: "starting again",
};

/** Where a live session's words come from; stands wherever they do. */
export const ORIGIN_NAMES: Readonly<Record<Origin, string>> = {
  model: "Model",
  rehearsal: "Rehearsal model",
  replay: "Replay of a recorded session",
};
