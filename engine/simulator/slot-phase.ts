import type { Context } from "./context.js";
import { CODE_BITS } from "./events.js";
import { DUE_MS, PHASE, SESSION_DOUBLES, SESSION_INTEGERS } from "./session-row.js";

/** What a slot of the coupled deployment is doing for its session (PHASE). */
export const WAITING = 0;
export const THINKING = 1;
export const USING_TOOL = 2;
/** Held for a session whose user thinks between two turns. */
export const IDLE = 3;

/** Begins a phase, which the event `code` ends at the session's DUE_MS. */
export function beginPhase(
  { sessions, calendar }: Context,
  row: number,
  phase: number,
  code: number,
): void {
  const dueMs = sessions.real[row * SESSION_DOUBLES + DUE_MS] ?? 0;
  sessions.whole[row * SESSION_INTEGERS + PHASE] = phase;
  calendar.schedule(dueMs, code | (row << CODE_BITS));
}
