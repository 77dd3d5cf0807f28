import type { PlanBestEvent } from "../../engine/contract/plan-result.js";
import { PANES } from "./parts.js";
import type { Pane } from "./parts.js";

/** Every kind of long work: what it is called, where its result is seen, and what is said when it is there. */
export const WORK = {
  run: {
    title: (scenario: string) => `Run of ${scenario}`,
    panes: ["compare", "overview"],
    done: (scenario: string) => `The run of ${scenario} is finished.`,
    failed: (scenario: string) => `The run of ${scenario} ended without a result.`,
  },
  simulation: {
    title: (scenario: string) => `Simulation of ${scenario}`,
    panes: ["simulate"],
    done: (scenario: string) => `The simulation of ${scenario} is ready.`,
    failed: (scenario: string) => `The simulation of ${scenario} ended without a result.`,
  },
  plan: {
    title: (scenario: string) => `Plan of ${scenario}`,
    panes: ["plan", "overview"],
    done: (scenario: string) => `The plan of ${scenario} is ready.`,
    failed: (scenario: string) => `The search for a plan of ${scenario} ended without a result.`,
  },
  projection: {
    title: (scenario: string) => `Projection of ${scenario}`,
    panes: ["money", "milestones", "overview"],
    done: (scenario: string) => `The projection of ${scenario} is ready.`,
    failed: (scenario: string) => `The projection of ${scenario} ended without a result.`,
  },
  sensitivity: {
    title: (scenario: string) => `What moves ${scenario}`,
    panes: ["plan"],
    done: (scenario: string) => `What moves ${scenario} is ready.`,
    failed: (scenario: string) => `What moves ${scenario} was not found.`,
  },
  sides: {
    title: (scenario: string) => `${scenario} side by side with others`,
    panes: ["compare"],
    done: (scenario: string) => `The comparison of ${scenario} with others is ready.`,
    failed: (scenario: string) => `The comparison of ${scenario} ended without a result.`,
  },
  calibration: {
    title: (log: string) => `Calibration from ${log}`,
    panes: ["calibrate"],
    done: (log: string) => `The calibration from ${log} is ready.`,
    failed: (log: string) => `The calibration from ${log} ended without a result.`,
  },
  import: {
    title: (file: string) => `Import of ${file}`,
    panes: ["live"],
    done: (file: string) => `The session in ${file} is taken in.`,
    failed: (file: string) => `The session in ${file} was not taken in.`,
  },
  trace: {
    title: (file: string) => `Taking in ${file}`,
    // It tells by itself, wherever one is: the scenario is opened, or a notice says why there is none.
    panes: ["scenario", ...PANES],
    done: (file: string) => `${file} is replayed in a scenario of its own.`,
    failed: (file: string) => `${file} was not taken in.`,
  },
  load: {
    title: (scenario: string) => `Live load of ${scenario}`,
    panes: ["live", "overview"],
    done: (scenario: string) => `The load run of ${scenario} is done.`,
    failed: (scenario: string) => `The load run of ${scenario} ended without a result.`,
  },
} as const satisfies Record<string, WorkWords>;

interface WorkWords {
  readonly title: (scenario: string) => string;
  /** The first is where one goes to see it. */
  readonly panes: readonly [Pane, ...Pane[]];
  readonly done: (scenario: string) => string;
  readonly failed: (scenario: string) => string;
}

export type WorkKind = keyof typeof WORK;

/** Work that is not on the open scenario, and whose result is seen whatever scenario is open. */
const OWN_WORK = ["calibration", "import", "trace", "load"] as const satisfies readonly WorkKind[];
export type OwnWork = (typeof OWN_WORK)[number];
export const isOwnWork = (kind: WorkKind): kind is OwnWork => OWN_WORK.some((own) => own === kind);

/** Long work in the queue, going on or waiting for its turn. */
export interface Job {
  readonly id: number;
  readonly kind: WorkKind;
  readonly state: "waiting" | "running";
  readonly scenarioId: string | undefined;
  readonly scenarioName: string;
  readonly stage: string;
  readonly fraction: number;
  /** The best plan found so far. */
  readonly best?: PlanBestEvent;
}

/** What a job tells of itself while it goes on. */
export type JobProgress = Partial<Pick<Job, "stage" | "fraction" | "best">>;

/** Work as it is put into the queue. */
export interface JobRequest {
  readonly kind: WorkKind;
  readonly scenarioId: string | undefined;
  readonly scenarioName: string;
  /** Equal for work that would give the same answer. */
  readonly key: string;
  readonly run: (signal: AbortSignal, report: (progress: JobProgress) => void) => Promise<void>;
  /** Told when it ended without an answer. */
  readonly ended: (error: unknown) => void;
}
