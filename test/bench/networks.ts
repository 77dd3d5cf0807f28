/** The three queueing networks of the kernel's benchmark; times in their own unit. */
export interface Network {
  readonly name: string;
  readonly arrivalRate: number;
  /** Brain service; `hasTools`: geometric(4) cycles of brain and an exponential tool (mean 6). */
  readonly servers: number;
  readonly meanService: number;
  readonly hasTools: boolean;
  readonly sessions: number;
  /** Mean time in the system by theory, or a long reference run. */
  readonly mean: number;
}

export const TOOL_SERVERS = 32;
export const MEAN_TOOL = 6;
/** Probability that a cycle of brain and tool is the last: geometric with mean 4. */
export const LAST_STEP = 0.25;

export const NETWORKS: readonly Network[] = [
  {
    name: "M/M/1",
    arrivalRate: 0.75,
    servers: 1,
    meanService: 1,
    hasTools: false,
    sessions: 3_000_000,
    mean: 4,
  },
  {
    name: "M/M/8",
    arrivalRate: 7.2,
    servers: 8,
    meanService: 1,
    hasTools: false,
    sessions: 3_000_000,
    mean: 1.8769,
  },
  {
    name: "agents",
    arrivalRate: 0.8,
    servers: 8,
    meanService: 2,
    hasTools: true,
    sessions: 600_000,
    mean: 34.21,
  },
];

/** Events handled (arrivals and service completions) and the mean time in the system. */
export interface Outcome {
  readonly events: number;
  readonly mean: number;
}
