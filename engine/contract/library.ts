import { z } from "zod";
import { ItemId } from "./item-id.js";
import { Architecture } from "./result.js";
import { Origin } from "./session.js";

/** What a stored item is called on screen. */
export const ItemName = z.string().min(1).max(100);

export const ScenarioEntry = z.strictObject({
  id: ItemId,
  name: z.string(),
  description: z.string(),
  /** `shipped` scenarios are read-only: saving one makes a copy of the user's own. */
  origin: z.enum(["shipped", "user"]),
  modifiedAt: z.iso.datetime(),
  /** Set when the file cannot be read: what is wrong with it, in words. */
  damage: z.string().optional(),
});
export type ScenarioEntry = z.infer<typeof ScenarioEntry>;

/** What the entries of kept results have in common. */
const RecordFields = {
  id: ItemId,
  createdAt: z.iso.datetime(),
  /** Set when the file cannot be read: what is wrong with it, in words. */
  damage: z.string().optional(),
};

/** And of those that were made of the open scenario. */
const NamedRecordFields = {
  ...RecordFields,
  /** Given by the user; without one the scenario's name stands in. */
  name: ItemName.optional(),
  scenarioId: ItemId.optional(),
  scenarioName: z.string(),
  seed: z.number().int(),
};

/** A kept run: a comparison, or a simulation of the only deployment that a scenario describes. */
export const RunEntry = z.strictObject({
  ...NamedRecordFields,
  requirementsMet: z.boolean().nullable(),
});
export type RunEntry = z.infer<typeof RunEntry>;

/** A kept plan. */
export const PlanEntry = z.strictObject({
  ...NamedRecordFields,
  /** null: no pools keep the promises, or the file cannot be read. */
  costUsdPer30Days: z.number().nullable(),
});
export type PlanEntry = z.infer<typeof PlanEntry>;

/** A kept projection. */
export const ProjectionEntry = z.strictObject({
  ...NamedRecordFields,
  /** null: the file cannot be read. */
  horizonDays: z.number().int().nullable(),
  requirementsMet: z.boolean().nullable(),
});
export type ProjectionEntry = z.infer<typeof ProjectionEntry>;

/** A kept study: a sensitivity, or scenarios side by side. */
export const StudyEntry = z.strictObject({
  ...NamedRecordFields,
  /** null: the file cannot be read. */
  kind: z.enum(["sensitivity", "side-by-side"]).nullable(),
});
export type StudyEntry = z.infer<typeof StudyEntry>;

/** A kept calibration. */
export const CalibrationEntry = z.strictObject({
  ...RecordFields,
  /** Given by the user; without one the log's name stands in. */
  name: ItemName.optional(),
  /** Of the file that it was learnt from. */
  logName: z.string(),
  /** null, as the error is, of a file that cannot be read. */
  requests: z.number().int().nullable(),
  /** Median relative error of a predicted request's latency; null: no request has one. */
  medianError: z.number().nullable(),
});
export type CalibrationEntry = z.infer<typeof CalibrationEntry>;

/** A kept live measurement: what `drive` measured, and what the simulator said of it. */
export const DriveEntry = z.strictObject({
  ...RecordFields,
  scenarioName: z.string(),
  workload: z.string(),
  /** null, as the other figures are, of a file that cannot be read. */
  origin: Origin.nullable(),
  ratePerSecond: z.number().nullable(),
  repeats: z.number().int().nullable(),
  architectures: z.array(Architecture),
});
export type DriveEntry = z.infer<typeof DriveEntry>;

export const ClaimsEntry = z.strictObject({
  id: ItemId,
  name: z.string(),
  /** `shipped` claim sets are read-only: saving one makes a copy of the user's own. */
  origin: z.enum(["shipped", "user"]),
  /** Set when the file cannot be read: what is wrong with it, in words. */
  damage: z.string().optional(),
});
export type ClaimsEntry = z.infer<typeof ClaimsEntry>;

export const DeckEntry = z.strictObject({
  id: ItemId,
  name: z.string(),
  /** How many there are. */
  slides: z.number().int(),
  modifiedAt: z.iso.datetime(),
  /** Set when the file cannot be read: what is wrong with it, in words. */
  damage: z.string().optional(),
});
export type DeckEntry = z.infer<typeof DeckEntry>;

export const Draft = z.strictObject({
  /** The text as typed, valid or not. */
  text: z.string().max(5_000_000),
  savedAt: z.iso.datetime(),
});
export type Draft = z.infer<typeof Draft>;
