/** Sessions that ended in a window of simulated time and took so long: what a brush marks. */
export interface WindowJob {
  readonly kind: "window";
  /** From this time on, and before that one. */
  readonly endedFromMs: number;
  readonly endedBeforeMs: number;
  /** What is measured: −1 the latency of completed sessions, else a stage of STAGES, of all that spent time in it. */
  readonly stage: number;
  /** So long or longer, and less than that. */
  readonly tookFromMs: number;
  readonly tookBelowMs: number;
  /** Sessions to keep: the longest. */
  readonly most: number;
}

/** One session, whose spans are wanted. */
export interface SessionJob {
  readonly kind: "session";
  /** Number of the workload in the scenario, and of the session in it. */
  readonly workload: number;
  readonly session: number;
}

export type InspectJob = WindowJob | SessionJob;

/** A session that ended, as its row said. */
export interface EndedSession {
  readonly workload: number;
  readonly session: number;
  readonly hasFailed: boolean;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly latencyMs: number;
  /** In the order of STAGES. */
  readonly stagesMs: readonly number[];
  readonly brainSteps: number;
  readonly toolCalls: number;
  readonly retries: number;
}

/** What a window found in one replication. */
export interface WindowRecord {
  readonly completed: number;
  readonly failed: number;
  /** The longest first. */
  readonly sessions: readonly EndedSession[];
  /** See `PathSums`. */
  readonly paths: Float64Array;
}

/** A span of the session that was asked for. */
export interface SpanRecord {
  readonly id: number;
  /** Number of the pool of hands; or BRAIN, USER, LOGGED of `session-spans.ts`. */
  readonly pool: number;
  /** A stage of STAGES; −1 the user thinks. */
  readonly stage: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly after: readonly number[];
}

/** What became of the session that was asked for. */
export interface SpansRecord {
  /** Undefined where the session had not ended when the run did. */
  readonly session: EndedSession | undefined;
  readonly spans: readonly SpanRecord[];
}
