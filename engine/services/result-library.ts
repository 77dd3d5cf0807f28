import { z } from "zod";
import { ItemId } from "../contract/item-id.js";
import { ItemName } from "../contract/library.js";
import type { ProjectionEntry, RunEntry, StudyEntry } from "../contract/methods.js";
import { PlanResult } from "../contract/plan-result.js";
import { ProjectResult } from "../contract/project-result.js";
import { RunResult } from "../contract/result.js";
import { Scenario } from "../contract/scenario.js";
import { StudyResult } from "../contract/study.js";
import type { Collection } from "./store/collection.js";
import { RecordLibrary } from "./store/record-library.js";

/** What came of a scenario, and which of the user's own it was, if any. */
interface Made<Result> {
  readonly scenarioId?: string | undefined;
  readonly scenario: Scenario;
  readonly result: Result;
}

/** A saved result: what came of the scenario as it was then, and when. */
interface ResultFile<Result> extends Made<Result> {
  readonly schema: string;
  readonly name?: string | undefined;
  readonly createdAt: string;
}

/** What every list of results shows of one. */
type CommonEntry = Omit<RunEntry, "requirementsMet">;

/** One kind of result. */
interface ResultKind<Result, Figures> {
  /** `run`: in messages, in the schema of its files, and the name of one that has no other. */
  readonly noun: string;
  readonly result: z.ZodType<Result>;
  seedOf(result: Result): number;
  /** What its list shows besides. */
  figuresOf(result: Result): Figures;
  /** And of a file that cannot be read. */
  readonly noFigures: Figures;
}

/** Saved results of one kind. */
class ResultLibrary<Result, Figures> extends RecordLibrary<
  z.ZodType<ResultFile<Result>>,
  CommonEntry & Figures
> {
  readonly #schema: string;

  constructor(results: Collection, kind: ResultKind<Result, Figures>) {
    const schema = `headroom/${kind.noun}/v1`;
    super(results, {
      noun: kind.noun,
      schema: z.strictObject({
        schema: z.literal(schema),
        name: ItemName.optional(),
        createdAt: z.iso.datetime(),
        scenarioId: ItemId.optional(),
        scenario: Scenario,
        result: kind.result,
      }),
      titleOf: ({ scenarioName }) => scenarioName,
      entryOf: (id, { name, scenarioId, scenario, createdAt, result }) => ({
        id,
        ...(name === undefined ? {} : { name }),
        ...(scenarioId === undefined ? {} : { scenarioId }),
        scenarioName: scenario.name,
        createdAt,
        seed: kind.seedOf(result),
        ...kind.figuresOf(result),
      }),
      damagedEntry: (id, createdAt, damage) => ({
        id,
        scenarioName: id,
        createdAt,
        seed: 0,
        damage,
        ...kind.noFigures,
      }),
    });
    this.#schema = schema;
  }

  /** Keeps a result under an id made of the scenario's name and the time. */
  keep(now: Date, { scenarioId, scenario, result }: Made<Result>): Promise<CommonEntry & Figures> {
    return this.save(scenario.name, now, {
      schema: this.#schema,
      createdAt: now.toISOString(),
      ...(scenarioId === undefined ? {} : { scenarioId }),
      scenario,
      result,
    });
  }
}

/** Saved runs. */
export type RunLibrary = ReturnType<typeof runLibrary>;

export function runLibrary(runs: Collection) {
  return new ResultLibrary(runs, {
    noun: "run",
    result: RunResult,
    seedOf: ({ provenance }) => provenance.seed,
    figuresOf: ({ requirementsMet }) => ({ requirementsMet }),
    noFigures: { requirementsMet: null },
  });
}

/** Saved plans. */
export type PlanLibrary = ReturnType<typeof planLibrary>;

export function planLibrary(plans: Collection) {
  return new ResultLibrary(plans, {
    noun: "plan",
    result: PlanResult,
    seedOf: ({ provenance }) => provenance.seed,
    figuresOf: ({ plan }) => ({ costUsdPer30Days: plan?.costUsdPer30Days.mean ?? null }),
    noFigures: { costUsdPer30Days: null },
  });
}

/** Saved projections. */
export type ProjectionLibrary = ReturnType<typeof projectionLibrary>;

export function projectionLibrary(projections: Collection) {
  return new ResultLibrary(projections, {
    noun: "projection",
    result: ProjectResult,
    seedOf: ({ provenance }) => provenance.seed,
    figuresOf: ({
      horizonDays,
      requirementsMet,
    }): Pick<ProjectionEntry, "horizonDays" | "requirementsMet"> => ({
      horizonDays,
      requirementsMet,
    }),
    noFigures: { horizonDays: null, requirementsMet: null },
  });
}

/** Saved studies. */
export type StudyLibrary = ReturnType<typeof studyLibrary>;

export function studyLibrary(studies: Collection) {
  return new ResultLibrary(studies, {
    noun: "study",
    result: StudyResult,
    seedOf: (study) =>
      study.kind === "sensitivity"
        ? study.found.provenance.seed
        : // All have the first one's.
          (study.found.arms[0]?.provenance.seed ?? 0),
    figuresOf: ({ kind }): Pick<StudyEntry, "kind"> => ({ kind }),
    noFigures: { kind: null },
  });
}
