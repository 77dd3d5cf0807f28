import type {
  Budget,
  LoggedEvent,
  SessionEvent,
  SessionEventOf,
  SessionOutcome,
  Usage,
} from "./session.js";

/** The stop reason of an answer that was cut off because the model's context was full. */
export const OVERFLOW = "model_context_window_exceeded";

/** One tool call as far as the log tells. */
export interface CallState {
  readonly call: string;
  readonly tool: string;
  readonly input: unknown;
  readonly toolUseId: string;
  approval: "none" | "asked" | "given" | "refused";
  refusalNote: string;
  /** Attempts begun so far. */
  attempts: number;
  /** The attempt that was begun and of which nothing more is known. */
  openAttempt: { readonly attempt: number; readonly idempotencyKey: string } | undefined;
  outcomeUnknown: boolean;
  /** How long the next attempt is to wait. */
  retryInMs: number;
  /** What the model is told. */
  outcome: { readonly text: string; readonly isError: boolean } | undefined;
}

/** A session as its log tells it; {@link applyEvent} keeps it. */
export interface SessionState {
  /** Position of the last event. */
  position: number;
  created: SessionEventOf<"session-created"> | undefined;
  budget: Budget;
  /** Number of the inference that is under way or comes next. */
  inference: number;
  /** Attempts at it so far. */
  attempts: number;
  /** Those of them that were given up on before a human let the session go on: patience begins anew. */
  attemptsGivenUp: number;
  openAttempt: boolean;
  lastFailure: SessionEventOf<"inference-failed"> | undefined;
  lastFinished: SessionEventOf<"inference-finished"> | undefined;
  /** Whether the user said something since the last finished inference. */
  unansweredMessage: boolean;
  /** Whether the conversation is longer than the model takes. */
  contextFull: boolean;
  /** Whether it was shortened since the last whole answer. */
  compacted: boolean;
  /** In order of request. */
  readonly calls: Map<string, CallState>;
  /** Those of `calls` that have no outcome yet. */
  readonly open: Map<string, CallState>;
  /** Billed tokens of everything, failed attempts included. */
  usage: Usage;
  costUsd: number;
  /** The part of `usage` that bought no answer. */
  wastedUsage: Usage;
  budgetReached: SessionEventOf<"budget-reached"> | undefined;
  pauseRequested: boolean;
  paused: boolean;
  stopRequested: boolean;
  ended: { readonly outcome: SessionOutcome; readonly message: string } | undefined;
}

const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};

export function emptySessionState(): SessionState {
  return {
    position: 0,
    created: undefined,
    budget: {},
    inference: 1,
    attempts: 0,
    attemptsGivenUp: 0,
    openAttempt: false,
    lastFailure: undefined,
    lastFinished: undefined,
    unansweredMessage: false,
    contextFull: false,
    compacted: false,
    calls: new Map(),
    open: new Map(),
    usage: NO_USAGE,
    costUsd: 0,
    wastedUsage: NO_USAGE,
    budgetReached: undefined,
    pauseRequested: false,
    paused: false,
    stopRequested: false,
    ended: undefined,
  };
}

/** Takes one more event into account; events come in order of position. */
export function applyEvent(state: SessionState, { position, event }: LoggedEvent): void {
  state.position = position;
  switch (event.type) {
    case "session-created":
      state.created = event;
      state.budget = event.budget;
      return;
    case "user-message":
      state.unansweredMessage = true;
      return;
    case "budget-reached":
      state.budgetReached = event;
      return;
    case "budget-raised":
      state.budget = event.budget;
      state.budgetReached = undefined;
      return;
    case "pause-requested":
      state.pauseRequested = true;
      return;
    case "paused":
      state.paused = true;
      return;
    case "resumed":
      state.pauseRequested = false;
      state.paused = false;
      if (state.lastFailure?.retryInMs === null) {
        state.lastFailure = undefined;
        state.attemptsGivenUp = state.attempts;
      }
      return;
    case "stop-requested":
      state.stopRequested = true;
      return;
    case "ended":
      state.ended = event;
      return;
    case "context-compacted":
      state.contextFull = false;
      state.compacted = true;
      state.lastFailure = undefined;
      return;
    case "woken":
      return;
    case "inference-started":
    case "inference-failed":
    case "inference-finished":
      applyInference(state, event);
      return;
    default:
      applyCall(state, event);
  }
}

function applyInference(
  state: SessionState,
  event: SessionEventOf<"inference-started" | "inference-failed" | "inference-finished">,
): void {
  if (event.type === "inference-started") {
    state.attempts = event.attempt;
    state.openAttempt = true;
    state.unansweredMessage = false;
    return;
  }
  state.openAttempt = false;
  state.usage = addUsage(state.usage, event.usage);
  state.costUsd += event.costUsd;
  const failed = event.type === "inference-failed";
  state.contextFull = failed ? event.fault === "context-full" : event.stopReason === OVERFLOW;
  if (failed || state.contextFull) state.wastedUsage = addUsage(state.wastedUsage, event.usage);
  if (failed) {
    state.lastFailure = event;
    return;
  }
  if (!state.contextFull) state.compacted = false;
  state.lastFailure = undefined;
  state.lastFinished = event;
  state.inference += 1;
  state.attempts = 0;
  state.attemptsGivenUp = 0;
}

type CallEvent = Extract<SessionEvent, { call: string }>;

function applyCall(state: SessionState, event: CallEvent): void {
  if (event.type === "call-requested") {
    const requested: CallState = {
      call: event.call,
      tool: event.tool,
      input: event.input,
      toolUseId: event.toolUseId,
      approval: "none",
      refusalNote: "",
      attempts: 0,
      openAttempt: undefined,
      outcomeUnknown: false,
      retryInMs: 0,
      outcome: undefined,
    };
    state.calls.set(event.call, requested);
    state.open.set(event.call, requested);
    return;
  }
  const call = state.calls.get(event.call);
  if (call === undefined) return;
  switch (event.type) {
    case "approval-asked":
      call.approval = "asked";
      return;
    case "approval-given":
      call.approval = "given";
      return;
    case "approval-refused":
      call.approval = "refused";
      call.refusalNote = event.note ?? "";
      return;
    case "call-started":
      call.retryInMs = 0;
      call.attempts = event.attempt;
      call.openAttempt = { attempt: event.attempt, idempotencyKey: event.idempotencyKey };
      return;
    case "call-finished":
      call.openAttempt = undefined;
      settle(state, call, { text: event.result, isError: false });
      return;
    case "call-failed":
      call.openAttempt = undefined;
      call.retryInMs = event.retryInMs ?? 0;
      if (event.retryInMs === null) settle(state, call, { text: event.message, isError: true });
      return;
    case "call-outcome-unknown":
      call.openAttempt = undefined;
      call.outcomeUnknown = true;
      return;
    case "call-outcome-resolved":
      settle(state, call, { text: event.result, isError: false });
  }
}

function settle(state: SessionState, call: CallState, outcome: CallState["outcome"]): void {
  call.outcome = outcome;
  state.open.delete(call.call);
}

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
  };
}

/** Tokens of every kind together, as budgets count them. */
export function totalTokens(usage: Usage): number {
  return usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
}

/** Why a session was paused that no human paused: its model could not be had. */
export function whyPaused({ paused, lastFailure }: SessionState): string | undefined {
  return paused && lastFailure?.retryInMs === null ? lastFailure.message : undefined;
}

/** Whether the model's turn is over and the session waits for the user's next message, run by nobody. */
export function isIdle(state: SessionState): boolean {
  if (state.created?.onTurnEnd !== "wait" || state.ended !== undefined) return false;
  if (state.stopRequested || state.pauseRequested || state.unansweredMessage) return false;
  const stopReason = state.lastFinished?.stopReason ?? "";
  const isTurnOver = ["end_turn", "stop_sequence", "max_tokens"].includes(stopReason);
  return isTurnOver && state.attempts === 0 && openCalls(state).length === 0;
}

/** Calls that have no outcome yet, in order of request. */
export function openCalls(state: SessionState): CallState[] {
  return [...state.open.values()];
}

/** Whether nothing will happen until a human says something. */
export function isWaiting(state: SessionState): boolean {
  if (state.ended !== undefined) return true;
  if (state.stopRequested) return false;
  if (state.paused || state.budgetReached !== undefined) return true;
  const open = openCalls(state);
  return (
    open.length > 0 &&
    open.every(
      ({ approval, outcomeUnknown }) =>
        (approval === "asked" && !outcomeUnknown) ||
        (outcomeUnknown && state.created?.onUnknownOutcome === "wait"),
    )
  );
}
