import type { Session } from "../../contract/workload.js";
import type { TracePlan } from "../../simulator/trace-plan.js";
import { momentsOf } from "../../statistics/distribution.js";
import { countMoments, expectation } from "./expectation.js";

/** What one session of a workload brings on average, summed over its steps. */
export interface SessionShape {
  readonly steps: number;
  /** Steps that tool calls follow: all of a turn but its last. */
  readonly toolSteps: number;
  /** Σ of whole prompts, and the part of them that was sent before. */
  readonly promptTokens: number;
  readonly resentTokens: number;
  /** Σ of what a log says that its cache served; undefined where the scenario's share decides. */
  readonly loggedReadTokens: number | undefined;
  readonly outputTokens: number;
  /** Σ of output tokens after the first of each step. */
  readonly decodedTokens: number;
  /** Σ of the prompt, over those. */
  readonly decodedPromptTokens: number;
  /** What the user thinks between turns, and what a log says that tools took. */
  readonly thinkMs: number;
  readonly loggedToolMs: number;
}

const sumOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] ?? 0;
  return sum;
};

/**
 * Means over a session as it is drawn. With T turns of S steps each and N = ΣS steps in all, a token
 * that joins the history in front of step j is in the prompts of the N − j + 1 steps from there on, so
 * that sums of prompts take E[N(N − 1)] = E[T]·Var S + E[T²]·E[S]² − E[N] and the like. `maxTokens` cuts
 * outputs off.
 */
export function sessionShape(session: Session, maxTokens: number): SessionShape {
  const turns = countMoments(session.turns, 1);
  const perTurn = countMoments(session.brainSteps, 1);
  const steps = turns.mean * perTurn.mean;
  const variance = perTurn.meanSquare - perTurn.mean ** 2;
  const stepPairs = (turns.mean * variance + turns.meanSquare * perTurn.mean ** 2 - steps) / 2;
  const turnPairs = (turns.meanSquare - turns.mean) / 2;
  const toolSteps = steps - turns.mean;
  // For each step with tools, the steps that come after it: of its own turn and of later ones.
  const afterTools =
    (turns.mean * (perTurn.meanSquare - perTurn.mean)) / 2 +
    turnPairs * (perTurn.mean - 1) * perTurn.mean;
  const input = cutMean(session.inputTokens, Infinity);
  const output = cutMean(session.outputTokens, maxTokens);
  const message = cutMean(session.turnInputTokens, Infinity);
  const calls = session.tools.reduce(
    (sum, tool) => sum + tool.probability * countMoments(tool.callsPerStep, 0).mean,
    0,
  );
  const results = calls * cutMean(session.toolResultTokens, Infinity);
  const promptTokens =
    steps * input + stepPairs * output + afterTools * results + turnPairs * perTurn.mean * message;
  const freshTokens =
    input + (steps - 1) * output + toolSteps * results + (turns.mean - 1) * message;
  const decoded = decodedMean(session.outputTokens, output, maxTokens);
  return {
    steps,
    toolSteps,
    promptTokens,
    resentTokens: promptTokens - freshTokens,
    loggedReadTokens: undefined,
    outputTokens: steps * output,
    decodedTokens: steps * decoded,
    decodedPromptTokens: promptTokens * decoded,
    thinkMs: (turns.mean - 1) * momentsOf(session.thinkSeconds).mean * 1000,
    loggedToolMs: 0,
  };
}

/** Mean of a number of tokens, rounded and cut off; rounding small ones matters. */
function cutMean(tokens: Session["outputTokens"], maxTokens: number): number {
  const cut = (value: number): number => Math.min(Math.round(value), maxTokens);
  if (maxTokens < Infinity) return expectation(tokens, cut);
  return momentsOf(tokens).mean + expectation(tokens, (value) => cut(value) - value);
}

/** Mean of the tokens after the first, from the mean of all: what differs is bounded. */
function decodedMean(output: Session["outputTokens"], mean: number, maxTokens: number): number {
  const cut = (value: number): number => Math.min(Math.round(value), maxTokens);
  return mean - expectation(output, (value) => Math.min(1, cut(value)));
}

/** Means over the sessions of a log; where each is one request, later steps are drawn as ever. */
export function loggedShape(trace: TracePlan, session: Session, maxTokens: number): SessionShape {
  const sessions = trace.arrivalSeconds.length;
  const mean = (values: ArrayLike<number>): number => sumOf(values) / sessions;
  const outputs = Array.from(trace.outputTokens, (tokens) => Math.min(tokens, maxTokens));
  if (!trace.hasRounds) {
    const logged = {
      ...session,
      inputTokens: { constant: mean(trace.inputTokens) },
      outputTokens: { constant: mean(outputs) },
    };
    const shape = sessionShape(logged, Infinity);
    const firstRead = mean(trace.cachedTokens);
    return {
      ...shape,
      decodedPromptTokens: decodedPrompts(trace, outputs) / sessions,
      ...(shape.steps > 1 ? {} : { loggedReadTokens: firstRead }),
    };
  }
  return {
    steps: trace.inputTokens.length / sessions,
    toolSteps: 0,
    promptTokens: mean(trace.inputTokens),
    resentTokens: mean(trace.cachedTokens),
    loggedReadTokens: mean(trace.cachedTokens),
    outputTokens: mean(outputs),
    decodedTokens: mean(outputs.map((tokens) => Math.max(0, tokens - 1))),
    decodedPromptTokens: decodedPrompts(trace, outputs) / sessions,
    thinkMs: 0,
    loggedToolMs: toolWaits(trace) / sessions,
  };
}

/** Σ over all sessions, without what came after their last requests. */
function toolWaits({ toolWaitMs, firstRequest }: TracePlan): number {
  const afterLast = Array.from(firstRequest).slice(1);
  return sumOf(toolWaitMs) - sumOf(afterLast.map((next) => toolWaitMs[next - 1] ?? 0));
}

function decodedPrompts(trace: TracePlan, outputs: readonly number[]): number {
  return outputs.reduce(
    (sum, tokens, at) => sum + Math.max(0, tokens - 1) * (trace.inputTokens[at] ?? 0),
    0,
  );
}
