import { z } from "zod";
import { BILLING_MAX_BYTES, BillingRules } from "./billing.js";
import { CalibrateInput, CalibrateResult } from "./calibration.js";
import { AuditResult, ClaimSet } from "./claims.js";
import { DriveGauges, DriveInput, DriveResult } from "./drive.js";
import { EstimateResult } from "./estimate.js";
import { fileMethods } from "./file-methods.js";
import { Finance } from "./finance.js";
import { InspectResult, SessionTrace } from "./inspect.js";
import { ItemId } from "./item-id.js";
import { keyMethods } from "./key-methods.js";
import { libraryMethods } from "./library-methods.js";
import { method } from "./method.js";
import { ProgressEvent } from "./progress-event.js";
import { ProjectResult } from "./project-result.js";
import { Architecture, BAND_ENDS, CompareResult, SimulateResult, Stage } from "./result.js";
import { SideBySideResult } from "./side-by-side.js";
import { PlanBestEvent, PlanResult } from "./plan-result.js";
import { presetMethods } from "./preset-methods.js";
import { readinessMethods } from "./readiness.js";
import { RunSettings, Scenario } from "./scenario.js";
import { DEFAULT_SWING, SensitivityResult } from "./sensitivity.js";
import { sessionMethods } from "./session-methods.js";
import { Settings, SettingsChange } from "./settings.js";
import { uploadMethods } from "./uploads.js";
import { workspaceMethods } from "./workspace.js";

export { ProgressEvent } from "./progress-event.js";
export {
  CalibrationEntry,
  ClaimsEntry,
  DeckEntry,
  Draft,
  DriveEntry,
  PlanEntry,
  ProjectionEntry,
  RunEntry,
  ScenarioEntry,
  StudyEntry,
} from "./library.js";

/** Values that override the scenario's own `run` section for one call. */
export const RunOverrides = z.strictObject({
  seed: RunSettings.shape.seed.unwrap().optional().describe("random seed"),
  replications: RunSettings.shape.replications
    .unwrap()
    .optional()
    .describe("independent repetitions, which the intervals come from"),
  requests: RunSettings.shape.requests
    .unwrap()
    .optional()
    .describe("sessions injected in each replication, warm-up included"),
});

const CompareThreshold = z
  .number()
  .min(0)
  .max(1)
  .default(0.05)
  .describe("relative difference below which the deployments count as equal (0.05: 5%)");

const Simulation = z.strictObject({
  /** The scenario itself; hosts read it from a file or from the editor. */
  scenario: Scenario,
  ...RunOverrides.shape,
  precision: z
    .number()
    .min(0.001)
    .max(0.5)
    .optional()
    .describe("add replications until the main figures are known this well (0.02: ±2%)"),
  maxReplications: z
    .number()
    .int()
    .min(2)
    .max(10_000)
    .default(200)
    .describe("most replications that precision may add up to"),
  band: z
    .enum(BAND_ENDS)
    .optional()
    .describe("simulate an end of the band of brain times predicted from hardware"),
  series: z
    .boolean()
    .default(false)
    .describe("also record what happens over simulated time: rates, pools, heat maps"),
});

/** A simulation that is done again to look at its sessions: the same input gives the same ones. */
const Inspection = z.strictObject({
  scenario: Scenario,
  ...RunOverrides.shape,
  band: Simulation.shape.band,
  architecture: Architecture.default("decoupled").describe("which deployment (default: decoupled)"),
});

/** Every method of Headroom. A new capability is one entry here and one service. */
export const methods = {
  "system.info": method({
    summary: "Version, data folder and what was recovered at start",
    input: z.strictObject({}),
    output: z.strictObject({
      version: z.string(),
      dataFolder: z.string(),
      threads: z.number().int(),
      /** Files found damaged and set aside, each naming itself. */
      recovered: z.array(
        z.strictObject({ file: z.string(), reason: z.string(), keptAs: z.string() }),
      ),
    }),
  }),
  "settings.read": method({
    summary: "The user's settings",
    input: z.strictObject({}),
    output: Settings,
  }),
  "settings.write": method({
    summary: "Change the user's settings: each section given replaces the present one, others stay",
    input: z.strictObject({
      settings: SettingsChange.describe('such as {"live":{"pools":{"brains":8}}}'),
    }),
    output: Settings,
    writes: true,
  }),
  ...workspaceMethods,
  ...libraryMethods,
  ...fileMethods,
  estimate: method({
    summary: "Load, bottleneck, least latency and least cost of a scenario, without simulating it",
    input: z.strictObject({ scenario: Scenario }),
    output: EstimateResult,
  }),
  simulate: method({
    summary: "Simulate a scenario and report every key figure with its 95% interval",
    input: Simulation.extend({
      /** Default: every architecture the scenario describes. */
      architecture: z
        .enum([...Architecture.options, "both"])
        .optional()
        .describe("which deployment (default: every one the scenario describes)"),
    }),
    output: SimulateResult,
    event: ProgressEvent,
  }),
  compare: method({
    summary:
      "Simulate the coupled and the decoupled deployment on the same sessions and compare them",
    input: Simulation.extend({
      practicalThreshold: CompareThreshold,
    }),
    output: CompareResult,
    event: ProgressEvent,
  }),
  "scenario.compare": method({
    summary: "Simulate two to four scenarios on the same sessions and compare each with the first",
    input: z.strictObject({
      scenarios: z
        .array(Scenario)
        .min(2)
        .max(4)
        .describe("the scenarios, the first of which the others are held against"),
      ...RunOverrides.shape,
      practicalThreshold: CompareThreshold,
    }),
    output: SideBySideResult,
    event: ProgressEvent,
  }),
  "inspect.sessions": method({
    summary:
      "Find the sessions of a simulation that ended within a time and took so long, by simulating it again",
    input: Inspection.extend({
      endedFromMs: z.number().min(0).default(0).describe("simulated time from which on they ended"),
      endedBeforeMs: z
        .number()
        .min(0)
        .optional()
        .describe("simulated time before which they ended"),
      stage: Stage.optional().describe(
        "stage whose time is meant (default: the latency of completed sessions)",
      ),
      tookFromMs: z.number().min(0).default(0).describe("they took so long or longer"),
      tookBelowMs: z.number().min(0).optional().describe("they took less than that"),
      most: z
        .number()
        .int()
        .min(1)
        .max(1000)
        .default(100)
        .describe("how many to list, the longest first; all are counted"),
    }),
    output: InspectResult,
    event: ProgressEvent,
  }),
  "inspect.session": method({
    summary: "Every span of one simulated session, and its critical path, by simulating it again",
    input: Inspection.extend({
      replication: z.number().int().min(0).describe("which replication, from 0"),
      workload: z.string().describe("its workload by name"),
      session: z.number().int().min(0).describe("number of the session in the workload, from 0"),
    }),
    output: SessionTrace,
    event: ProgressEvent,
  }),
  calibrate: method({
    summary:
      "Learn a batched server's step times from a request log and predict the part not fitted",
    input: CalibrateInput,
    output: CalibrateResult,
    event: ProgressEvent,
  }),
  project: method({
    summary:
      "Project demand, key figures and costs day by day, and judge investment and milestones",
    input: z.strictObject({
      scenario: Scenario,
      ...RunOverrides.shape,
      horizonDays: Finance.shape.horizonDays
        .unwrap()
        .optional()
        .describe("days ahead (default: the scenario's finance.horizonDays, else 180)"),
      replan: z
        .boolean()
        .default(false)
        .describe("plan the pools of both deployments anew at levels of growing demand"),
      billing: z
        .string()
        .max(BILLING_MAX_BYTES)
        .optional()
        .describe("a bill in FOCUS 1.x format (CSV), to compare the projection with"),
      billingRules: BillingRules.optional().describe(
        "which charges belong to which line (default: scenarios/presets/focus-rules.json)",
      ),
      billed: z
        .enum(["before", "after"])
        .default("after")
        .describe("the deployment that the bill is of"),
      measured: z
        .array(ItemId)
        .max(20)
        .default([])
        .describe("stored live measurements to stand beside the milestones (see: drive list)"),
    }),
    output: ProjectResult,
    event: ProgressEvent,
  }),
  plan: method({
    summary: "Find the cheapest pools that keep every promise with 95% confidence",
    input: Simulation,
    output: PlanResult,
    event: z.discriminatedUnion("kind", [ProgressEvent, PlanBestEvent]),
  }),
  sensitivity: method({
    summary: "Move every input of a scenario by itself and tell what it does to cost and p95",
    input: z.strictObject({
      scenario: Scenario,
      ...RunOverrides.shape,
      band: Simulation.shape.band,
      swing: z
        .number()
        .min(0.001)
        .max(0.9)
        .default(DEFAULT_SWING)
        .describe("share of its value by which each input is moved to both sides (0.1: 10%)"),
      architecture: Architecture.default("decoupled").describe(
        "which deployment (default: decoupled)",
      ),
    }),
    output: SensitivityResult,
    event: ProgressEvent,
  }),
  audit: method({
    summary: "Hold a before/after claim set against operational laws and arithmetic",
    input: z.strictObject({
      /** The claims themselves; hosts read them from a file or from the editor. */
      claims: ClaimSet,
    }),
    output: AuditResult,
  }),
  ...sessionMethods,
  ...keyMethods,
  ...readinessMethods,
  ...presetMethods,
  ...uploadMethods,
  drive: method({
    summary:
      "Load a live engine with sessions, coupled and decoupled on the same budget, and measure both",
    input: DriveInput,
    output: DriveResult.extend({
      /** Of the measurement as it was kept. */
      id: ItemId.optional(),
      /** Why it could not be kept: `drive.save` tries again. */
      notKept: z.string().optional(),
    }),
    event: z.discriminatedUnion("kind", [DriveGauges, ProgressEvent]),
    writes: true,
  }),
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;

/** What a caller passes (defaults may be left out), what a service receives, gives back and emits. */
export type InputOf<M extends MethodName> = z.input<Methods[M]["input"]>;
export type ParsedInputOf<M extends MethodName> = z.output<Methods[M]["input"]>;
export type OutputOf<M extends MethodName> = z.output<Methods[M]["output"]>;
export type EventOf<M extends MethodName> = z.output<Methods[M]["event"]>;

export function isMethodName(name: unknown): name is MethodName {
  return typeof name === "string" && Object.hasOwn(methods, name);
}

export const METHOD_NAMES: readonly MethodName[] = Object.keys(methods).filter(isMethodName);
