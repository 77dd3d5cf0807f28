import { REHEARSAL_FAULTS } from "../../engine/contract/drive.js";
import type { DriveGauges, DriveResult } from "../../engine/contract/drive.js";
import type { Problem } from "../../engine/contract/errors.js";
import type { DriveEntry, InputOf } from "../../engine/contract/methods.js";
import { ARCHITECTURES } from "../../engine/contract/result.js";
import type { Architecture } from "../../engine/contract/result.js";
import type { Saved } from "./parts.js";
import type { Scenario } from "../../engine/contract/scenario.js";

type DriveInput = InputOf<"drive">;

/** The route's name of the form for a new load run. */
export const NEW_LOAD = "new";

/** Load runs that were kept, as last read. */
export type LoadList =
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "ready"; readonly drives: readonly DriveEntry[] };

/** The form of a load run, as typed; what is empty is the scenario's own. */
export interface LoadDraft {
  readonly scenarioId: string;
  /** Empty: the one that the scenario is named after. */
  readonly workload: NonNullable<DriveInput["workload"]> | "";
  readonly rate: string;
  readonly duration: string;
  readonly brains: string;
  readonly hands: string;
  readonly repeat: string;
  /** Coupled workers. Empty: as many as brains and hands together. */
  readonly coupled: string;
  readonly seed: string;
  /** Most tokens and dollars of all sessions together; empty: no limit. */
  readonly budgetTokens: string;
  readonly budgetUsd: string;
  readonly architecture: NonNullable<DriveInput["architecture"]>;
  readonly holdSlots: boolean;
  /** Empty: the rehearsal model at the scenario's pace. */
  readonly model: string;
  /** Share of the rehearsal model's answers that go wrong, in per cent, each way as often. Empty: none. */
  readonly faultPercent: string;
}

/** Half a minute that fills the pools without a key or a bill. */
export const FIRST_LOAD: LoadDraft = {
  scenarioId: "customer-support",
  workload: "",
  rate: "4",
  duration: "20",
  brains: "6",
  hands: "2",
  repeat: "1",
  coupled: "",
  seed: "",
  budgetTokens: "",
  budgetUsd: "",
  architecture: "both",
  holdSlots: false,
  model: "",
  faultPercent: "",
};

/** What a draft asks the engine for. Numbers are as the form's own checks left them. */
export function driveOf(draft: LoadDraft, scenario: Scenario): DriveInput {
  const { workload, architecture, holdSlots, model } = draft;
  const given = (name: "rate" | "duration" | "brains" | "hands" | "repeat" | "coupled" | "seed") =>
    draft[name] === "" ? {} : { [name]: Number(draft[name]) };
  const budget = {
    ...(draft.budgetTokens === "" ? {} : { tokens: Number(draft.budgetTokens) }),
    ...(draft.budgetUsd === "" ? {} : { costUsd: Number(draft.budgetUsd) }),
  };
  return {
    scenario,
    architecture,
    holdSlots,
    ...given("rate"),
    ...given("duration"),
    ...given("brains"),
    ...given("hands"),
    ...given("repeat"),
    ...given("coupled"),
    ...given("seed"),
    ...(Object.keys(budget).length === 0 ? {} : { budget }),
    ...(workload === "" ? {} : { workload }),
    ...(model === "" ? faultsOf(draft.faultPercent) : { model }),
  };
}

/** Every fault of the rehearsal model as often as another. */
function faultsOf(percent: string): Pick<DriveInput, "faults"> {
  if (percent === "") return {};
  const each = Number(percent) / 100 / REHEARSAL_FAULTS.length;
  return { faults: Object.fromEntries(REHEARSAL_FAULTS.map((fault) => [fault, each])) };
}

/** A load run that is going on. */
export interface ActiveLoad {
  readonly scenarioName: string;
  /** Asked for by name; empty: the rehearsal model at the scenario's pace. */
  readonly model: string;
  readonly durationSeconds: number;
  readonly repeats: number;
  readonly architectures: readonly Architecture[];
  /** Of the present repeat, oldest first. */
  readonly gauges: Readonly<Record<Architecture, readonly DriveGauges[]>>;
  /** From 0 to 1; what is left after the arrivals cannot be told. */
  readonly fraction: number;
  readonly stage: string;
}

export function begunLoad(draft: LoadDraft, scenario: Scenario): ActiveLoad {
  const { architecture, model } = draft;
  return {
    scenarioName: scenario.name,
    model,
    durationSeconds: Number(draft.duration || 20),
    repeats: Number(draft.repeat || 1),
    architectures: ARCHITECTURES.filter((one) => [one, "both"].includes(architecture)),
    gauges: { coupled: [], decoupled: [] },
    fraction: 0,
    stage: "Starting",
  };
}

/** Takes in what the engine tells; gauges of a new repeat take the place of those before. */
export function withGauges(load: ActiveLoad, next: DriveGauges): ActiveLoad {
  const { architecture, repeat, elapsedSeconds } = next;
  const before = load.gauges[architecture].filter((one) => one.repeat === repeat);
  const runs = load.architectures.length * load.repeats;
  // Which one comes first changes from repeat to repeat.
  const order = repeat % 2 === 1 ? load.architectures : load.architectures.toReversed();
  const done = (repeat - 1) * load.architectures.length + order.indexOf(architecture);
  const share = Math.min(1, elapsedSeconds / load.durationSeconds);
  return {
    ...load,
    gauges: { ...load.gauges, [architecture]: [...before, next] },
    fraction: Math.max(load.fraction, (done + share) / runs),
    stage:
      elapsedSeconds < load.durationSeconds
        ? "Sessions arrive"
        : "The last sessions come to an end",
  };
}

/** The kept load run on screen. */
export type OpenLoad = { readonly id: string } & (
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly message: string }
  | {
      readonly kind: "ready";
      readonly createdAt: string;
      readonly result: DriveResult;
      readonly saved: Saved<{ readonly id: string }>;
    }
);

/** How a load run ended that has no result. */
export interface LoadFault {
  readonly message: string;
  readonly problems: readonly Problem[];
}
