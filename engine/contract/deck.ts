import { z } from "zod";
import { readDocument } from "./document.js";
import { HeadroomError } from "./errors.js";
import type { Problem } from "./errors.js";
import { ItemId } from "./item-id.js";
import { ItemName } from "./library.js";
import { toProblems } from "./problems.js";
import { Architecture, Stage } from "./result.js";
import { SessionId } from "./session.js";

const DECK_SCHEMA = "headroom/deck/v1";
export const DECK_MAX_BYTES = 1_000_000;
const MOST_SLIDES = 200;

/** What of a kept run a slide can show; those of `SERIES_PARTS` are of one of its deployments. */
export const RUN_PARTS = [
  "figures",
  "milestones",
  "latency-distribution",
  "time-by-stage",
  "utilisation",
  "throughput-as-pools-scale",
  "latency-heat-map",
  "critical-path",
  "load-servers-and-queues",
] as const;
export type RunPart = (typeof RUN_PARTS)[number];

/** Those that are drawn over simulated time: a run has them where its series were kept. */
export const SERIES_PARTS: ReadonlySet<string> = new Set<RunPart>([
  "throughput-as-pools-scale",
  "latency-heat-map",
  "critical-path",
  "load-servers-and-queues",
]);

/** What of a kept plan a slide can show. */
export const PLAN_PARTS = [
  "plan-and-runner-up",
  "promises",
  "cost-against-latency",
  "why-nothing-cheaper",
] as const;
export type PlanPart = (typeof PLAN_PARTS)[number];

/** What of a kept projection a slide can show. */
export const PROJECTION_PARTS = [
  "cost-by-day",
  "net-savings-by-day",
  "total-cost",
  "unit-costs",
  "savings-by-the-token",
  "distribution-of-the-return",
  "what-moves-the-value-most",
  "milestones-over-time",
] as const;
export type ProjectionPart = (typeof PROJECTION_PARTS)[number];

/** What of the audit of a claim set a slide can show. */
export const AUDIT_PARTS = ["findings", "rules", "what-follows"] as const;
export type AuditPart = (typeof AUDIT_PARTS)[number];

/** What of a kept study a slide can show: two of a sensitivity, two of scenarios side by side. */
export const SENSITIVITY_PARTS = ["what-moves-cost", "what-moves-p95"] as const;
export const SIDES_PARTS = ["scenarios-on-shared-axes", "scenarios-side-by-side"] as const;
export type StudyPart = (typeof SENSITIVITY_PARTS | typeof SIDES_PARTS)[number];

/** What of a kept calibration a slide can show. */
export const CALIBRATION_PARTS = [
  "predicted-against-measured",
  "fit-over-the-log",
  "errors-of-the-prediction",
  "step-time",
] as const;
export type CalibrationPart = (typeof CALIBRATION_PARTS)[number];

/** What of a kept load run a slide can show. */
export const DRIVE_PARTS = [
  "measured",
  "predicted-against-measured",
  "measured-beside-predicted",
  "gauges-over-time",
] as const;
export type DrivePart = (typeof DRIVE_PARTS)[number];

/** What of a live session a slide can show: its log is what is kept. */
export const SESSION_PARTS = ["timeline"] as const;

/** What of the sessions of a simulation a slide can show, by simulating the kept run again. */
export const INSPECTION_PARTS = ["one-session", "critical-path-of-these-sessions"] as const;
export type InspectionPart = (typeof INSPECTION_PARTS)[number];

const ms = z.number().min(0);

const ends = z.tuple([z.number().int().min(0), z.number().int().min(0)]).readonly();

/** How a chart was looked at when it was put on a slide; what is not said is drawn as it is at first. */
export const ChartView = z.strictObject({
  /** Of the latency distribution. */
  shape: z.enum(["density", "cumulative"]).optional(),
  /** Of times taken. */
  axis: z.enum(["log", "linear"]).optional(),
  /** What a heat map is of: `latency`, `stage queue`, `tool search`. */
  heat: z.string().max(200).optional(),
  /** The part of a heat map that is enlarged: its first and last time bin, and row. */
  bins: ends.optional(),
  rows: ends.optional(),
  /** Which time of a request is held against its prediction. */
  time: z.enum(["endToEnd", "ttft", "tpot"]).optional(),
  /** What is alike in the costs of before and after. */
  alike: z.enum(["load", "work"]).optional(),
  /** Which gauge of a load run. */
  gauge: z.enum(["throughput", "latencyP95", "inFlight", "waiting"]).optional(),
});
export type ChartView = z.infer<typeof ChartView>;

/** What a slide is drawn from, each time that it is shown. */
export const SlideShows = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("run"),
    run: ItemId,
    part: z.enum(RUN_PARTS),
    /** Of a part over simulated time; without one the decoupled deployment, where it was simulated. */
    architecture: Architecture.optional(),
    view: ChartView.optional(),
  }),
  /** Sessions of a run that ended within a time and took so long, as `inspect.sessions` finds them. */
  z.strictObject({
    kind: z.literal("inspection"),
    run: ItemId,
    architecture: Architecture,
    mark: z.strictObject({
      endedFromMs: ms.optional(),
      endedBeforeMs: ms.optional(),
      stage: Stage.optional(),
      tookFromMs: ms.optional(),
      tookBelowMs: ms.optional(),
    }),
    part: z.literal("critical-path-of-these-sessions"),
  }),
  /** One of them, as `inspect.session` finds it. */
  z.strictObject({
    kind: z.literal("simulated-session"),
    run: ItemId,
    architecture: Architecture,
    replication: z.number().int().min(0),
    workload: z.string(),
    session: z.number().int().min(0),
    part: z.literal("one-session"),
  }),
  z.strictObject({ kind: z.literal("plan"), plan: ItemId, part: z.enum(PLAN_PARTS) }),
  z.strictObject({
    kind: z.literal("projection"),
    projection: ItemId,
    part: z.enum(PROJECTION_PARTS),
    view: ChartView.optional(),
  }),
  z.strictObject({ kind: z.literal("audit"), claims: ItemId, part: z.enum(AUDIT_PARTS) }),
  z.strictObject({
    kind: z.literal("study"),
    study: ItemId,
    part: z.enum([...SENSITIVITY_PARTS, ...SIDES_PARTS]),
  }),
  z.strictObject({
    kind: z.literal("calibration"),
    calibration: ItemId,
    part: z.enum(CALIBRATION_PARTS),
    view: ChartView.optional(),
  }),
  z.strictObject({
    kind: z.literal("drive"),
    drive: ItemId,
    part: z.enum(DRIVE_PARTS),
    view: ChartView.optional(),
  }),
  z.strictObject({
    kind: z.literal("session"),
    session: SessionId,
    part: z.enum(SESSION_PARTS),
  }),
  /** The user's own words. */
  z.strictObject({ kind: z.literal("words"), text: z.string().max(4000) }),
]);
export type SlideShows = z.infer<typeof SlideShows>;

export const Slide = z.strictObject({
  /** Unlike that of any other slide of the deck. */
  id: ItemId,
  /** In place of the finding that the slide shows. */
  title: z.string().trim().min(1).max(200).optional(),
  /** What the speaker says to it, under the slide where it is printed on A4 or Letter. */
  note: z.string().max(4000).optional(),
  shows: SlideShows,
});
export type Slide = z.infer<typeof Slide>;

/** Slides in order: what is shown to others of a workspace's results. It holds no figure itself. */
export const Deck = z
  .strictObject({
    schema: z.literal(DECK_SCHEMA),
    name: ItemName,
    slides: z.array(Slide).max(MOST_SLIDES).default([]),
  })
  .superRefine(({ slides }, context) => {
    const ids = new Set<string>();
    slides.forEach(({ id }, at) => {
      if (ids.has(id)) {
        const message = "an id that no other slide has";
        context.addIssue({ code: "custom", path: ["slides", at, "id"], message });
      }
      ids.add(id);
    });
  });
export type Deck = z.output<typeof Deck>;

/** A deck without slides. */
export const emptyDeck = (name: string): Deck => ({ schema: DECK_SCHEMA, name, slides: [] });

/** The deck with a slide at the end, under the first free id of `slide-1`, `slide-2`, … */
export function withSlide(deck: Deck, slide: Omit<Slide, "id">): Deck {
  const ids = new Set(deck.slides.map(({ id }) => id));
  let number = deck.slides.length + 1;
  while (ids.has(`slide-${number}`)) number += 1;
  return { ...deck, slides: [...deck.slides, { id: `slide-${number}`, ...slide }] };
}

/** Reads the text of a deck. Throws `invalid-input` naming the file and every fault. */
export function readDeckOrThrow(source: string | Uint8Array, name: string): Deck {
  const refuse = (problems: readonly Problem[]): HeadroomError =>
    new HeadroomError("invalid-input", `${name} is not a valid deck`, problems);
  const reading = readDocument(source, DECK_MAX_BYTES);
  if ("problem" in reading) throw refuse([reading.problem]);
  const parsed = Deck.safeParse(reading.document);
  if (!parsed.success) throw refuse(toProblems(parsed.error, reading.document));
  return parsed.data;
}

/** The text of a deck: its fields in the order of the schema, so that two versions can be held against each other. */
export function writeDeck(deck: Deck): string {
  return `${JSON.stringify(Deck.parse(deck), undefined, 2)}\n`;
}
