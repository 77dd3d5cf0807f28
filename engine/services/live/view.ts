import type { SessionEntry, SessionView } from "../../contract/session-methods.js";
import {
  applyEvent,
  emptySessionState,
  isIdle,
  openCalls,
  whyPaused,
  isWaiting,
} from "../../contract/session-state.js";
import type { SessionState } from "../../contract/session-state.js";
import { HeadroomError } from "../../contract/errors.js";
import { eventSlices } from "../../agent/log/event-slices.js";
import { LogError } from "../../agent/ports.js";
import type { LogErrorCode, SessionHead, SessionLog } from "../../agent/ports.js";

type ReadableLog = Pick<SessionLog, "events">;

/**
 * Sessions as a list shows them. One that has not changed since is not read again; one whose events cannot be
 * read stays in the list, without status, origin and cost.
 */
export class SessionEntries {
  readonly #known = new Map<
    string,
    {
      readonly at: string;
      readonly told: Pick<SessionView, "status" | "model" | "origin" | "costUsd">;
    }
  >();

  async of(log: ReadableLog, head: SessionHead): Promise<SessionEntry> {
    const { session: id, ...rest } = head;
    // What it does depends on its events, and on whether anybody runs it.
    const at = `${head.lastPosition} ${head.holder === null}`;
    const known = this.#known.get(id);
    if (known?.at === at) return { id, ...rest, ...known.told };
    try {
      const { status, model, origin, costUsd } = await viewOf(head, log);
      const told = { status, model, origin, costUsd };
      this.#known.set(id, { at, told });
      return { id, ...rest, ...told };
    } catch (error) {
      const damaged = error instanceof HeadroomError || error instanceof LogError;
      if (!damaged) throw error;
      return { id, ...rest, status: null, model: null, origin: null, costUsd: null };
    }
  }
}

/** What a reader sees of a session: its head, and what its events add up to. */
export async function viewOf(head: SessionHead, log: ReadableLog): Promise<SessionView> {
  const state = emptySessionState();
  const { session: id, ...rest } = head;
  for await (const slice of eventSlices(log, id, 1, head.lastPosition)) {
    for (const event of slice) applyEvent(state, event);
  }
  const { created, budget, usage, wastedUsage, costUsd } = state;
  if (created === undefined) {
    throw new HeadroomError("damaged-file", `session ${id} has no beginning`);
  }
  return {
    id,
    ...rest,
    status: statusOf(head, state),
    architecture: created.architecture,
    model: created.model,
    origin: created.origin,
    budget,
    usage,
    wastedUsage,
    costUsd,
    waitingCalls: openCalls(state).flatMap(({ call, tool, input, approval, outcomeUnknown }) =>
      outcomeUnknown || approval === "asked"
        ? [{ call, tool, input, waitsFor: outcomeUnknown ? "outcome" : "approval" } as const]
        : [],
    ),
    message: state.ended?.message ?? whyPaused(state) ?? null,
  };
}

function statusOf(head: SessionHead, state: SessionState): SessionView["status"] {
  if (state.ended !== undefined) return "ended";
  if (state.paused || (state.pauseRequested && head.holder === null)) return "paused";
  if (isIdle(state)) return "idle";
  if (isWaiting(state)) return "waiting";
  return head.holder === null ? "interrupted" : "running";
}

const FAILURE_OF = {
  stale: "conflict",
  fenced: "conflict",
  duplicate: "conflict",
  held: "conflict",
  ended: "conflict",
  missing: "not-found",
  damaged: "damaged-file",
  newer: "unavailable",
  full: "unavailable",
} as const satisfies Record<LogErrorCode, HeadroomError["code"]>;

/** Runs `work`; what the log refuses leaves as a failure that a caller can act on. */
export async function withLogFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LogError) throw new HeadroomError(FAILURE_OF[error.code], error.message);
    throw error;
  }
}
