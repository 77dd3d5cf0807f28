import type { Workload } from "../../contract/workload.js";
import { momentsOf } from "../../statistics/distribution.js";
import type { TraceRequests } from "../job.js";
import { meanRatePerSecond } from "../varying-rate.js";

/** The mean brain step of a scenario. */
export interface TypicalTokens {
  /** Of its whole prompt, re-sent history included. */
  readonly inputTokens: number;
  readonly outputTokens: number;
}

interface Steps extends TypicalTokens {
  /** Steps a second, or a number in proportion to them. */
  readonly weight: number;
}

const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] ?? 0;
  return sum / Math.max(1, values.length);
};

/** Means of what was logged. */
function loggedSteps(input: ArrayLike<number>, output: ArrayLike<number>): Steps {
  return { inputTokens: meanOf(input), outputTokens: meanOf(output), weight: input.length };
}

/**
 * Means over the steps of sessions as drawn. Step k of N has the first prompt and k growths before it,
 * so the mean prompt is `input + growth · (E[N²]/E[N] − 1) / 2`: long sessions have more steps and
 * longer prompts. N is a random number of turns, each with as many steps as drawn anew.
 */
function drawnSteps({ session, arrivals, weight }: Workload): Steps {
  const turns = momentsOf(session.turns);
  const perTurn = momentsOf(session.brainSteps);
  const turnCount = Math.max(1, turns.mean);
  const steps = turnCount * Math.max(1, perTurn.mean);
  const squares = steps ** 2 * (1 + turns.cv ** 2 + perTurn.cv ** 2 / turnCount);
  const output = momentsOf(session.outputTokens).mean;
  const calls = session.tools.reduce(
    (sum, tool) => sum + tool.probability * momentsOf(tool.callsPerStep).mean,
    0,
  );
  const results = calls * momentsOf(session.toolResultTokens).mean;
  const messages = momentsOf(session.turnInputTokens).mean;
  const between = (turnCount - 1) / Math.max(1, steps - 1);
  const growth = output + between * messages + (1 - between) * results;
  const users = "closed" in arrivals ? arrivals.closed.users : 1;
  return {
    inputTokens: momentsOf(session.inputTokens).mean + (growth * (squares / steps - 1)) / 2,
    outputTokens: output,
    weight: steps * weight * (meanRatePerSecond(arrivals) ?? users),
  };
}

/**
 * Prompt and answer of the mean brain step, each at least one token: workloads by the steps they bring.
 * Closed workloads state no rate; each of their users counts as one session a second.
 */
export function typicalTokens(
  workloads: readonly Workload[],
  traces: Readonly<Record<string, TraceRequests>>,
): TypicalTokens {
  const all = workloads.map((workload): Steps => {
    const { arrivals } = workload;
    if ("recorded" in arrivals) {
      return loggedSteps(arrivals.recorded.inputTokens, arrivals.recorded.outputTokens);
    }
    const trace = "trace" in arrivals ? traces[arrivals.trace.file] : undefined;
    return trace === undefined
      ? drawnSteps(workload)
      : loggedSteps(trace.inputTokens, trace.outputTokens);
  });
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (tokens: (steps: Steps) => number): number =>
    Math.max(1, all.reduce((sum, steps) => sum + tokens(steps) * steps.weight, 0) / total);
  return {
    inputTokens: mean(({ inputTokens }) => inputTokens),
    outputTokens: mean(({ outputTokens }) => outputTokens),
  };
}
