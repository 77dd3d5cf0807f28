import { canBeMended } from "../brain/faults.js";
import { isIdle, openCalls, OVERFLOW, totalTokens } from "../../contract/session-state.js";
import type { SessionState } from "../../contract/session-state.js";
import type { SessionEvent, SessionOutcome } from "../../contract/session.js";

/** What a session does next. */
export type NextStep =
  /** One attempt at an inference, after a pause. */
  | { readonly kind: "infer"; readonly inference: number; readonly delayMs: number }
  /** Calls without an outcome. */
  | { readonly kind: "calls"; readonly calls: readonly string[] }
  /** Something to be logged before anything else. */
  | { readonly kind: "log"; readonly event: SessionEvent }
  /** The conversation has to be made shorter before the model is asked again. */
  | { readonly kind: "compact" }
  /** Nothing until somebody says something. */
  | { readonly kind: "wait" }
  /** Nothing until the user's next message: whoever brings that takes the session up again. */
  | { readonly kind: "idle" }
  | { readonly kind: "ended" };

/**
 * What comes next, from the log alone: so any brain in any process goes on where another one ended,
 * and none has to be told. `spentElsewhere` is the budget of all sessions that others used up.
 */
export function nextStep(state: SessionState, overall: OverallBudget): NextStep {
  if (state.ended !== undefined) return { kind: "ended" };
  if (state.created === undefined) return { kind: "wait" };
  if (state.stopRequested) return end("stopped", "Stopped on request");
  if (state.pauseRequested) {
    return state.paused ? { kind: "wait" } : { kind: "log", event: { type: "paused" } };
  }
  const calls = openCalls(state);
  if (calls.length > 0) return { kind: "calls", calls: calls.map(({ call }) => call) };
  const failure = state.lastFailure;
  // Once: what is too long when it was just made shorter does not get short enough.
  if (state.contextFull)
    return state.compacted ? contextFull(failure?.message) : { kind: "compact" };
  if (failure !== undefined && failure.retryInMs === null) {
    if (!canBeMended(failure.fault)) return end("failed", failure.message);
    // A network that is away for a minute, or a key that ran out, must not cost the work so far.
    return state.paused ? { kind: "wait" } : { kind: "log", event: { type: "paused" } };
  }
  if (isIdle(state)) return { kind: "idle" };
  const finished = state.lastFinished;
  // With an attempt behind it the next inference is under way, whatever the last one said.
  if (failure === undefined && state.attempts === 0) {
    if (finished === undefined && !state.unansweredMessage) return { kind: "wait" };
    if (finished !== undefined && !goesOn(state, finished.stopReason)) {
      return endOf(finished.stopReason);
    }
  }
  const reached = budgetReached(state, overall);
  if (reached !== undefined) {
    return state.budgetReached === undefined ? { kind: "log", event: reached } : { kind: "wait" };
  }
  return { kind: "infer", inference: state.inference, delayMs: failure?.retryInMs ?? 0 };
}

/** What all sessions together may use, and have used. */
export interface OverallBudget {
  readonly limit: { readonly tokens?: number | undefined; readonly costUsd?: number | undefined };
  readonly spent: { readonly tokens: number; readonly costUsd: number };
}

function goesOn(state: SessionState, stopReason: string): boolean {
  switch (stopReason) {
    // All its calls have an outcome, or there were none.
    case "tool_use":
    case "pause_turn":
    // The conversation has been made shorter since.
    case OVERFLOW:
      return true;
    case "end_turn":
    case "stop_sequence":
      return state.unansweredMessage;
    case "max_tokens":
      // The user saw an answer that was cut off, and said what comes next.
      return state.created?.onTurnEnd === "wait" && state.unansweredMessage;
    default:
      return false;
  }
}

function endOf(stopReason: string): NextStep {
  switch (stopReason) {
    case "end_turn":
    case "stop_sequence":
      return end("completed", "The model finished its turn");
    case "max_tokens":
      return end(
        "max-tokens",
        "The answer reached the limit of output tokens. Start a session with a higher one (maxTokens)",
      );
    case "refusal":
      return end("refused", "The model refused to go on");
    default:
      return end("failed", `The model stopped for a reason that is not known here: ${stopReason}`);
  }
}

/** The end of a session whose conversation cannot be made short enough. */
export function contextFull(said = "The conversation filled the model's context"): NextStep & {
  readonly kind: "log";
} {
  const message = `${said}. It cannot be made shorter: start a new session, or use a model with a larger context`;
  return end("context-full", message);
}

function end(outcome: SessionOutcome, message: string): NextStep & { readonly kind: "log" } {
  return { kind: "log", event: { type: "ended", outcome, message } };
}

function budgetReached(state: SessionState, overall: OverallBudget): SessionEvent | undefined {
  const own = { tokens: totalTokens(state.usage), costUsd: state.costUsd };
  const scopes = [
    { scope: "session", limit: state.budget, spent: own },
    { scope: "all-sessions", ...overall },
  ] as const;
  for (const { scope, limit, spent } of scopes) {
    for (const kind of ["tokens", "costUsd"] as const) {
      const most = limit[kind];
      if (most !== undefined && spent[kind] >= most) {
        return { type: "budget-reached", scope, kind, limit: most, spent: spent[kind] };
      }
    }
  }
  return undefined;
}
