import { BillingRules } from "../../engine/contract/billing.js";
import { readDocument } from "../../engine/contract/document.js";
import type { Problem } from "../../engine/contract/errors.js";
import { methods } from "../../engine/contract/methods.js";
import type { InputOf } from "../../engine/contract/methods.js";
import { toProblems } from "../../engine/contract/problems.js";
import type { Architecture } from "../../engine/contract/result.js";
import { shapeOf } from "../../engine/contract/shape.js";
import type { Scenario } from "../../engine/contract/scenario.js";

/** How things are computed beside what the scenario itself says, as typed; what is empty is the engine's own. */
export interface RunOptions {
  /** Half-width of the main figures' intervals that is asked for, in per cent. */
  readonly precisionPercent: string;
  readonly maxReplications: string;
  /** The end of the band of predicted brain times that is simulated; empty: its middle. */
  readonly band: "" | NonNullable<InputOf<"compare">["band"]>;
  /** Relative difference below which two deployments count as equal, in per cent. */
  readonly equalBelowPercent: string;
  /** How far `sensitivity` moves each input to both sides, in per cent. */
  readonly swingPercent: string;
  /** The deployment whose inputs it moves. */
  readonly swung: Architecture;
  /** Whether a projection plans the pools anew as demand grows. */
  readonly replan: boolean;
  /** A bill in FOCUS format to stand beside the projection, and which deployment it is of. */
  readonly bill: { readonly name: string; readonly text: string } | undefined;
  readonly billed: "before" | "after";
  /** Kept load runs to stand beside the milestones, by their ids. */
  readonly measured: readonly string[];
  /** Which charges belong to which line; undefined: those that come with Headroom. */
  readonly billingRules: { readonly name: string; readonly rules: BillingRules } | undefined;
}

export const NO_OPTIONS: RunOptions = {
  precisionPercent: "",
  maxReplications: "",
  band: "",
  equalBelowPercent: "",
  swingPercent: "",
  swung: "decoupled",
  replan: false,
  bill: undefined,
  billed: "after",
  measured: [],
  billingRules: undefined,
};

/** As the engine takes. */
export const MOST_MEASURED = 20;

const PER_CENT = 100;
/** A share as typed in per cent has no more digits than was typed. */
const share = (percent: string): number =>
  percent.trim() === "" ? Number.NaN : Number((Number(percent) / PER_CENT).toPrecision(12));

const { precision, maxReplications, practicalThreshold } = methods.compare.input.shape;
const { swing } = methods.sensitivity.input.shape;

/** The numbers that are typed: the schema of the engine's own input, and what it gets. */
const NUMBERS = {
  precisionPercent: { schema: precision, read: share },
  maxReplications: { schema: maxReplications, read: Number },
  equalBelowPercent: { schema: practicalThreshold, read: share },
  swingPercent: { schema: swing, read: share },
} as const;

type NumberOption = keyof typeof NUMBERS;

/** What the engine would get for a number, or undefined where none is typed. */
const given = (options: RunOptions, name: NumberOption): number | undefined =>
  options[name].trim() === "" ? undefined : NUMBERS[name].read(options[name]);

/** What is expected where a number is none that the engine takes, as it is typed. */
export function optionProblem(options: RunOptions, name: NumberOption): string | undefined {
  const value = given(options, name);
  const { schema, read } = NUMBERS[name];
  if (value === undefined || schema.safeParse(value).success) return undefined;
  const shape = shapeOf(schema);
  if (shape.kind !== "number") return "a number";
  const scale = read === share ? PER_CENT : 1;
  const kind = shape.isWhole ? "a whole number" : "a number";
  return `${kind} from ${shape.min * scale} to ${shape.max * scale}`;
}

/** Whether every number that is typed is one that the engine takes. */
export const areGood = (options: RunOptions): boolean =>
  NUMBER_OPTIONS.every((name) => optionProblem(options, name) === undefined);

export const NUMBER_OPTIONS: readonly NumberOption[] = [
  "precisionPercent",
  "maxReplications",
  "equalBelowPercent",
  "swingPercent",
];

/** How many differ from what the engine does by itself. */
export function optionsSet(options: RunOptions): number {
  const { band, swung, replan, bill, measured } = options;
  const others = [
    band !== "",
    swung !== "decoupled",
    replan,
    bill !== undefined,
    measured.length > 0,
  ];
  return [...NUMBER_OPTIONS.map((name) => given(options, name) !== undefined), ...others].filter(
    Boolean,
  ).length;
}

/** Reads a file of billing rules. */
export function readBillingRules(
  text: string,
): { readonly rules: BillingRules } | { readonly problems: readonly Problem[] } {
  const reading = readDocument(text, 1_000_000);
  if ("problem" in reading) return { problems: [reading.problem] };
  const parsed = BillingRules.safeParse(reading.document);
  return parsed.success
    ? { rules: parsed.data }
    : { problems: toProblems(parsed.error, reading.document) };
}

/** Whether the times of some brain of the scenario are predicted, which gives them a band. */
export function hasBand({ brain, planning }: Scenario): boolean {
  return [brain, ...(planning?.brains ?? []).map((option) => option.brain)].some(
    (one) => one.kind === "batched" && one.hardware !== undefined,
  );
}

const number = (name: string, value: number | undefined): Readonly<Record<string, number>> =>
  value === undefined ? {} : { [name]: value };

const bandOf = (options: RunOptions, scenario: Scenario): Pick<InputOf<"compare">, "band"> =>
  options.band === "" || !hasBand(scenario) ? {} : { band: options.band };

/** Of runs, simulations and plans. */
export const simulationInput = (
  options: RunOptions,
  scenario: Scenario,
): Pick<InputOf<"plan">, "precision" | "maxReplications" | "band"> => ({
  ...number("precision", given(options, "precisionPercent")),
  ...number("maxReplications", given(options, "maxReplications")),
  ...bandOf(options, scenario),
});

/** Of what compares deployments or scenarios. */
export const comparisonInput = (
  options: RunOptions,
): Pick<InputOf<"compare">, "practicalThreshold"> =>
  number("practicalThreshold", given(options, "equalBelowPercent"));

export const sensitivityInput = (
  options: RunOptions,
  scenario: Scenario,
): Pick<InputOf<"sensitivity">, "swing" | "architecture" | "band"> => ({
  ...number("swing", given(options, "swingPercent")),
  // A scenario of one deployment has no other to move.
  ...(scenario.coupled === undefined ? {} : { architecture: options.swung }),
  ...bandOf(options, scenario),
});

export function projectionInput({
  replan,
  bill,
  billed,
  billingRules,
  measured,
}: RunOptions): Pick<
  InputOf<"project">,
  "replan" | "billing" | "billed" | "billingRules" | "measured"
> {
  return {
    ...(replan ? { replan } : {}),
    ...(measured.length === 0 ? {} : { measured: [...measured] }),
    ...(bill === undefined ? {} : { billing: bill.text, billed }),
    ...(bill === undefined || billingRules === undefined
      ? {}
      : { billingRules: billingRules.rules }),
  };
}
