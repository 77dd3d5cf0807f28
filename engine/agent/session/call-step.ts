import type { CallState } from "../../contract/session-state.js";
import type { CallFault, SessionEvent } from "../../contract/session.js";
import type { Clock, ResultCache } from "../ports.js";
import type { ApprovalPolicy, CallOutcome, Hands, ToolDeclaration } from "../tool.js";
import type { Run } from "./run.js";

export interface CallPorts {
  readonly hands: Hands;
  readonly cache: ResultCache;
  readonly clock: Clock;
  /** Of the session's workload. */
  approvals(run: Run): ApprovalPolicy;
  uniform(): number;
  /** Names the worker in the log. */
  readonly worker: string;
}

/** Whether a call may be run now; `wait`: a human has to say something first. */
export type Readiness = "run" | "wait" | "settled";

/**
 * What has to be settled before a call takes up a worker: it has an outcome already, its tool exists,
 * the policy or a human allows it.
 */
export async function readyCall(run: Run, id: string, ports: CallPorts): Promise<Readiness> {
  const call = run.state.calls.get(id);
  if (call === undefined || call.outcome !== undefined) return "settled";
  if (call.outcomeUnknown) return unknownOutcome(run, call);
  const tool = declarationOf(run, call, ports);
  if (tool === undefined) {
    const offered = run.state.created?.tools.join(", ") ?? "";
    await fail(run, call, "unknown-tool", `There is no tool ${call.tool}. There are: ${offered}`);
    return "settled";
  }
  if (call.approval === "refused") {
    const note = call.refusalNote === "" ? "" : `: ${call.refusalNote}`;
    await fail(run, call, "refused", `A human refused this call${note}`);
    return "settled";
  }
  if (call.approval === "given" || call.attempts > 0) return "run";
  if (call.approval === "asked") return "wait";
  const { decision, reason } = ports.approvals(run).decide(tool, call.input);
  if (decision === "allow") return "run";
  if (decision === "deny") {
    await fail(run, call, "denied", `The policy does not allow this call: ${reason}`);
    return "settled";
  }
  // Nobody is asked about a call that cannot be made.
  const refusal = ports.hands.refusal(call.tool, call.input);
  if (refusal !== undefined) {
    await fail(run, call, "invalid-input", refusal);
    return "settled";
  }
  await run.append({ type: "approval-asked", call: id, tool: call.tool, reason });
  return "wait";
}

/**
 * One attempt at a call, by a worker. It is in the log before the tool runs, so that after a crash
 * everybody knows that it may have run; an attempt found open is never just repeated, but settled by
 * the tool's replay class.
 */
export async function callStep(
  run: Run,
  id: string,
  ports: CallPorts,
  signal: AbortSignal,
): Promise<void> {
  const call = run.state.calls.get(id);
  if (call === undefined || call.outcome !== undefined) return;
  const tool = declarationOf(run, call, ports);
  if (tool === undefined) return;
  if (call.openAttempt !== undefined) {
    const repeat = await settleOpenAttempt(run, call, tool, ports);
    if (!repeat) return;
  }
  const attempt = call.attempts + 1;
  const idempotencyKey = `${run.session}:${id}`;
  const started: SessionEvent = {
    type: "call-started",
    call: id,
    attempt,
    idempotencyKey,
    fencingToken: run.lease.fencingToken,
    worker: ports.worker,
  };
  // What only reads may run before its start is durable: run again, it does no harm.
  if (tool.replay === "read") await run.place(started);
  else await run.append(started);
  const startedMs = performance.now();
  const cached =
    tool.cacheTtlMs === undefined ? undefined : await ports.cache.get(tool.name, call.input);
  if (cached !== undefined) {
    await run.place(finished(id, attempt, cached, false, "cache", performance.now() - startedMs));
    return;
  }
  const outcome = await ports.hands.execute(tool.name, call.input, idempotencyKey, {
    session: run.session,
    signal,
  });
  const durationMs = performance.now() - startedMs;
  if (outcome.kind === "result") {
    const { result, truncated } = outcome;
    await run.place(finished(id, attempt, result, truncated, "tool", durationMs));
    if (tool.cacheTtlMs !== undefined && !truncated) {
      await ports.cache.put(tool.name, call.input, result, tool.cacheTtlMs);
    }
    return;
  }
  await settleFault(run, call, tool, { ...outcome, attempt, durationMs }, ports, signal);
}

async function settleFault(
  run: Run,
  call: CallState,
  tool: ToolDeclaration,
  outcome: Extract<CallOutcome, { kind: "fault" }> & { attempt: number; durationMs: number },
  ports: CallPorts,
  signal: AbortSignal,
): Promise<void> {
  const { fault, message, mayHaveHappened, attempt, durationMs } = outcome;
  const repeatable = tool.replay === "read" || tool.replay === "idempotent";
  if (mayHaveHappened && !repeatable) {
    if (!(await settleOpenAttempt(run, call, tool, ports, message))) return;
  }
  // Broken off because this process leaves the session, which is nothing to tell the model: whoever takes the
  // session up makes the call again, and harmlessly so, since all others were settled above.
  const leaving = fault === "cancelled" && run.lost.aborted;
  const again =
    tool.replay !== "never" &&
    !signal.aborted &&
    attempt <= tool.limits.retries &&
    (fault === "threw" || fault === "timeout" || fault === "unavailable");
  const backOffMs = again ? Math.round(ports.uniform() * 200 * 2 ** attempt) : null;
  const retryInMs = leaving ? 0 : backOffMs;
  await run.place({
    type: "call-failed",
    call: call.call,
    attempt,
    fault,
    message,
    retryInMs,
    durationMs,
  });
}

/**
 * Decides about an attempt that was begun and of which nothing more is known. Returns whether the call
 * is to be run again. A reconciliation that says "no" closes the attempt, so a repeat is a new one.
 */
async function settleOpenAttempt(
  run: Run,
  { call, openAttempt }: CallState,
  tool: ToolDeclaration,
  { hands }: CallPorts,
  why = "The process that ran this call ended",
): Promise<boolean> {
  if (openAttempt === undefined) return true;
  const { attempt, idempotencyKey } = openAttempt;
  if (tool.replay === "read" || tool.replay === "idempotent") return true;
  if (tool.replay === "never") {
    const message = `${why}. ${tool.name} cannot tell whether it did its work, and is not run again`;
    await run.append({ type: "call-outcome-unknown", call, attempt, message });
    return false;
  }
  const found = await hands.reconcile(tool.name, idempotencyKey, {
    session: run.session,
    // A human's stop does not keep us from finding out what was done.
    signal: run.lost,
  });
  if (found.happened === "no") return true;
  if (found.happened === "yes") {
    await run.append(finished(call, attempt, found.result, false, "reconciliation", 0));
  } else if (!run.lost.aborted) {
    const message = `${why}. Whether ${tool.name} did its work could not be found out: ${found.message}`;
    await run.append({ type: "call-outcome-unknown", call, attempt, message });
  }
  return false;
}

async function unknownOutcome(run: Run, call: CallState): Promise<Readiness> {
  if (run.state.created?.onUnknownOutcome !== "tell") return "wait";
  await fail(
    run,
    call,
    "unknown-outcome",
    "It is not known whether this call did its work. Find out before you make it again",
  );
  return "settled";
}

function declarationOf(run: Run, call: CallState, ports: CallPorts): ToolDeclaration | undefined {
  if (run.state.created?.tools.includes(call.tool) !== true) return undefined;
  return ports.hands.declarations().find(({ name }) => name === call.tool);
}

async function fail(
  run: Run,
  { call, attempts }: CallState,
  fault: CallFault,
  message: string,
): Promise<void> {
  const told = { fault, message, retryInMs: null, durationMs: 0 };
  await run.append({ type: "call-failed", call, attempt: attempts, ...told });
}

function finished(
  call: string,
  attempt: number,
  result: string,
  truncated: boolean,
  from: "tool" | "cache" | "reconciliation",
  durationMs: number,
): SessionEvent {
  return { type: "call-finished", call, attempt, result, truncated, from, durationMs };
}
