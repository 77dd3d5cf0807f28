import { z } from "zod";
import { CalibrateResult } from "./calibration.js";
import { CLAIMS_MAX_BYTES } from "./claims.js";
import { Deck } from "./deck.js";
import { DriveResult } from "./drive.js";
import { Problem } from "./errors.js";
import {
  CalibrationEntry,
  ClaimsEntry,
  DeckEntry,
  Draft,
  DriveEntry,
  ItemName,
  PlanEntry,
  ProjectionEntry,
  RunEntry,
  ScenarioEntry,
  StudyEntry,
} from "./library.js";
import { ItemId } from "./item-id.js";
import { method } from "./method.js";
import { PlanResult } from "./plan-result.js";
import { ProjectResult } from "./project-result.js";
import { RunResult } from "./result.js";
import { SCENARIO_MAX_BYTES } from "./scenario-file.js";
import { Scenario } from "./scenario.js";
import { StudyResult } from "./study.js";
import { LongText } from "./uploads.js";
import { KeptIn } from "./workspace.js";

export const remove = (what: string) =>
  method({
    summary: `Move ${what} to the trash folder`,
    input: z.strictObject({ id: ItemId, keptIn: KeptIn }),
    output: z.strictObject({ id: ItemId }),
    writes: true,
  });

export const restore = <E extends z.ZodType>(what: string, entry: E) =>
  method({
    summary: `Bring ${what} that was removed last back from the trash folder`,
    input: z.strictObject({ id: ItemId, keptIn: KeptIn }),
    output: z.strictObject({ entry }),
    writes: true,
  });

const duplicate = <E extends z.ZodType>(what: string, entry: E) =>
  method({
    summary: `Copy ${what}, under a name of its own`,
    input: z.strictObject({
      id: ItemId,
      name: ItemName.optional().describe("name of the copy (default: its name and “(copy)”)"),
      keptIn: KeptIn,
    }),
    output: z.strictObject({ entry }),
    writes: true,
  });

/** Of an item whose file is called after it. */
const rename = <E extends z.ZodType>(what: string, entry: E) =>
  method({
    summary: `Give ${what} another name, and its file the id that goes with it`,
    input: z.strictObject({
      id: ItemId,
      name: ItemName.describe("the new name"),
      newId: ItemId.optional().describe("id of the file from now on (default: made of the name)"),
      keptIn: KeptIn,
    }),
    output: z.strictObject({ entry }),
    writes: true,
  });

/** Of a result, which keeps its id: that tells when it was made. */
const renameRecord = <E extends z.ZodType>(what: string, entry: E) =>
  method({
    summary: `Give ${what} another name`,
    input: z.strictObject({ id: ItemId, name: ItemName.describe("the new name"), keptIn: KeptIn }),
    output: z.strictObject({ entry }),
    writes: true,
  });

/** What the user keeps as files: scenarios with their drafts, results, claim sets, decks of slides. */
export const libraryMethods = {
  "scenario.list": method({
    summary: "Shipped scenarios and the user's own",
    input: z.strictObject({}),
    output: z.strictObject({ scenarios: z.array(ScenarioEntry) }),
  }),
  "scenario.read": method({
    summary: "One scenario, its text, and the unsaved draft of it if there is one",
    input: z.strictObject({ id: ItemId }),
    output: z.strictObject({
      entry: ScenarioEntry,
      /** The file's text; what cannot be parsed is returned as it stands, with its problems. */
      text: z.string(),
      scenario: Scenario.optional(),
      problems: z.array(Problem),
      draft: Draft.optional(),
    }),
  }),
  "scenario.check": method({
    summary: "Parse a scenario text and say what is wrong with it",
    input: z.strictObject({ text: z.string() }),
    output: z.strictObject({ scenario: Scenario.optional(), problems: z.array(Problem) }),
  }),
  "scenario.save": method({
    summary: "Save a scenario under the user's data folder and drop its draft",
    input: z.strictObject({ id: ItemId.optional(), scenario: Scenario, keptIn: KeptIn }),
    output: z.strictObject({ entry: ScenarioEntry }),
    writes: true,
  }),
  "scenario.replay": method({
    summary:
      "Make a scenario that replays a recorded request trace on the deployment of another; the trace is kept beside it",
    input: z.strictObject({
      /** Azure LLM inference, Mooncake or TraceLab replay. */
      text: LongText,
      name: z.string().trim().min(1).max(80).describe("what the trace is called"),
      on: ItemId.describe("the scenario on whose deployment it is replayed"),
      keptIn: KeptIn,
    }),
    output: z.strictObject({ entry: ScenarioEntry }),
    writes: true,
  }),
  "scenario.import": method({
    summary:
      "Take in the text of a scenario as a new one of the user's, whether or not it is valid",
    input: z.strictObject({
      name: z.string().trim().min(1).max(100).describe("what its file is to be called after"),
      /** Kept as it is; what is wrong with it stands in the entry. */
      text: z.string().max(SCENARIO_MAX_BYTES).describe("the scenario"),
      keptIn: KeptIn,
    }),
    output: z.strictObject({ entry: ScenarioEntry }),
    writes: true,
  }),
  "scenario.duplicate": duplicate("a scenario", ScenarioEntry),
  "scenario.rename": rename("a scenario of the user's", ScenarioEntry),
  "scenario.remove": remove("a scenario of the user's"),
  "scenario.restore": restore("a scenario", ScenarioEntry),
  "draft.write": method({
    summary: "Autosave the unsaved text of a scenario",
    input: z.strictObject({ id: ItemId, text: Draft.shape.text, keptIn: KeptIn }),
    output: Draft,
    writes: true,
  }),
  "draft.discard": method({
    summary: "Drop the unsaved text of a scenario",
    input: z.strictObject({ id: ItemId, keptIn: KeptIn }),
    output: z.strictObject({ id: ItemId }),
    writes: true,
  }),
  "recent.list": method({
    summary: "Scenarios in the order they were last opened or run, newest first",
    input: z.strictObject({}),
    output: z.strictObject({ ids: z.array(ItemId) }),
  }),
  "run.list": method({
    summary: "Saved runs, newest first",
    input: z.strictObject({}),
    output: z.strictObject({ runs: z.array(RunEntry) }),
  }),
  "run.read": method({
    summary: "One saved run with the scenario it ran",
    input: z.strictObject({ id: ItemId }),
    output: z.strictObject({ entry: RunEntry, scenario: Scenario, result: RunResult }),
  }),
  "run.save": method({
    summary: "Save a comparison or a simulation under the user's data folder",
    input: z.strictObject({
      scenarioId: ItemId.optional(),
      scenario: Scenario,
      result: RunResult,
      keptIn: KeptIn,
    }),
    output: z.strictObject({ entry: RunEntry }),
    writes: true,
  }),
  "run.duplicate": duplicate("a saved run", RunEntry),
  "run.rename": renameRecord("a saved run", RunEntry),
  "run.remove": remove("a saved run"),
  "run.restore": restore("a run", RunEntry),
  "plan.list": method({
    summary: "Saved plans, newest first",
    input: z.strictObject({}),
    output: z.strictObject({ plans: z.array(PlanEntry) }),
  }),
  "plan.read": method({
    summary: "One saved plan with the scenario that was planned",
    input: z.strictObject({ id: ItemId }),
    output: z.strictObject({ entry: PlanEntry, scenario: Scenario, result: PlanResult }),
  }),
  "plan.save": method({
    summary: "Save a plan under the user's data folder",
    input: z.strictObject({
      scenarioId: ItemId.optional(),
      scenario: Scenario,
      result: PlanResult,
      keptIn: KeptIn,
    }),
    output: z.strictObject({ entry: PlanEntry }),
    writes: true,
  }),
  "plan.duplicate": duplicate("a saved plan", PlanEntry),
  "plan.rename": renameRecord("a saved plan", PlanEntry),
  "plan.remove": remove("a saved plan"),
  "plan.restore": restore("a plan", PlanEntry),
  "projection.list": method({
    summary: "Saved projections, newest first",
    input: z.strictObject({}),
    output: z.strictObject({ projections: z.array(ProjectionEntry) }),
  }),
  "projection.read": method({
    summary: "One saved projection with the scenario that was projected",
    input: z.strictObject({ id: ItemId }),
    output: z.strictObject({ entry: ProjectionEntry, scenario: Scenario, result: ProjectResult }),
  }),
  "projection.save": method({
    summary: "Save a projection under the user's data folder",
    input: z.strictObject({
      scenarioId: ItemId.optional(),
      scenario: Scenario,
      result: ProjectResult,
      keptIn: KeptIn,
    }),
    output: z.strictObject({ entry: ProjectionEntry }),
    writes: true,
  }),
  "projection.duplicate": duplicate("a saved projection", ProjectionEntry),
  "projection.rename": renameRecord("a saved projection", ProjectionEntry),
  "projection.remove": remove("a saved projection"),
  "projection.restore": restore("a projection", ProjectionEntry),
  "study.list": method({
    summary: "Saved studies, newest first: sensitivities, and scenarios side by side",
    input: z.strictObject({}),
    output: z.strictObject({ studies: z.array(StudyEntry) }),
  }),
  "study.read": method({
    summary: "One saved study with the scenario that it is of",
    input: z.strictObject({ id: ItemId }),
    output: z.strictObject({ entry: StudyEntry, scenario: Scenario, result: StudyResult }),
  }),
  "study.save": method({
    summary: "Save what sensitivity or scenario compare found under the user's data folder",
    input: z.strictObject({
      scenarioId: ItemId.optional(),
      scenario: Scenario,
      result: StudyResult,
      keptIn: KeptIn,
    }),
    output: z.strictObject({ entry: StudyEntry }),
    writes: true,
  }),
  "study.duplicate": duplicate("a saved study", StudyEntry),
  "study.rename": renameRecord("a saved study", StudyEntry),
  "study.remove": remove("a saved study"),
  "study.restore": restore("a study", StudyEntry),
  "calibration.list": method({
    summary: "Saved calibrations, newest first",
    input: z.strictObject({}),
    output: z.strictObject({ calibrations: z.array(CalibrationEntry) }),
  }),
  "calibration.read": method({
    summary: "One saved calibration",
    input: z.strictObject({ id: ItemId }),
    output: z.strictObject({ entry: CalibrationEntry, result: CalibrateResult }),
  }),
  "calibration.save": method({
    summary: "Save a calibration under the user's data folder",
    input: z.strictObject({
      logName: z
        .string()
        .trim()
        .min(1)
        .max(255)
        .describe("what the log is called; the log itself is not kept"),
      result: CalibrateResult,
      keptIn: KeptIn,
    }),
    output: z.strictObject({ entry: CalibrationEntry }),
    writes: true,
  }),
  "calibration.duplicate": duplicate("a saved calibration", CalibrationEntry),
  "calibration.rename": renameRecord("a saved calibration", CalibrationEntry),
  "calibration.remove": remove("a saved calibration"),
  "calibration.restore": restore("a calibration", CalibrationEntry),
  "claims.list": method({
    summary: "Shipped claim sets and the user's own",
    input: z.strictObject({}),
    output: z.strictObject({ claims: z.array(ClaimsEntry) }),
  }),
  "claims.read": method({
    summary: "The text of one claim set, valid or not",
    input: z.strictObject({ id: ItemId }),
    output: z.strictObject({ entry: ClaimsEntry, text: z.string() }),
  }),
  "claims.save": method({
    summary: "Save a claim set under the user's data folder",
    input: z.strictObject({
      id: ItemId.optional(),
      /** Kept as typed; refused where it is no claim set. */
      text: z.string().max(CLAIMS_MAX_BYTES),
      keptIn: KeptIn,
    }),
    output: z.strictObject({ entry: ClaimsEntry }),
    writes: true,
  }),
  "claims.duplicate": duplicate("a claim set", ClaimsEntry),
  "claims.rename": rename("a claim set of the user's", ClaimsEntry),
  "claims.remove": remove("a claim set of the user's"),
  "claims.restore": restore("a claim set", ClaimsEntry),
  "deck.list": method({
    summary: "Decks of slides",
    input: z.strictObject({}),
    output: z.strictObject({ decks: z.array(DeckEntry) }),
  }),
  "deck.read": method({
    summary: "One deck: its slides in order, and what each is drawn from",
    input: z.strictObject({ id: ItemId }),
    output: z.strictObject({ entry: DeckEntry, deck: Deck }),
  }),
  "deck.save": method({
    summary: "Save a deck under the user's data folder",
    input: z.strictObject({
      id: ItemId.optional().describe("the deck to replace (default: a new one)"),
      deck: Deck.describe("the deck, as JSON"),
      keptIn: KeptIn,
    }),
    output: z.strictObject({ entry: DeckEntry }),
    writes: true,
  }),
  "deck.duplicate": duplicate("a deck", DeckEntry),
  "deck.rename": rename("a deck", DeckEntry),
  "deck.remove": remove("a deck"),
  "deck.restore": restore("a deck", DeckEntry),
  "drive.list": method({
    summary: "Live measurements that were kept, newest first",
    input: z.strictObject({}),
    output: z.strictObject({ drives: z.array(DriveEntry) }),
  }),
  "drive.read": method({
    summary: "One live measurement with the scenario it played",
    input: z.strictObject({ id: ItemId }),
    output: z.strictObject({ entry: DriveEntry, scenario: Scenario, result: DriveResult }),
  }),
  "drive.save": method({
    summary: "Save a live measurement that could not be kept when it was made",
    input: z.strictObject({ scenario: Scenario, result: DriveResult, keptIn: KeptIn }),
    output: z.strictObject({ entry: DriveEntry }),
    writes: true,
  }),
  "drive.remove": remove("a live measurement"),
  "drive.restore": restore("a live measurement", DriveEntry),
} as const;
