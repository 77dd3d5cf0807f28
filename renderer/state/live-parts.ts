import type { InputOf } from "../../engine/contract/methods.js";
import type { LoggedEvent } from "../../engine/contract/session.js";
import type { SessionEntry, SessionView } from "../../engine/contract/session-methods.js";

export type SessionStart = InputOf<"session.start">;

/** The list of live sessions, as last read. */
export type SessionList =
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "ready"; readonly sessions: readonly SessionEntry[] };

/** The session on screen: its log so far, and what the engine says of it. */
export interface OpenSession {
  readonly id: string;
  /** Undefined until it was read for the first time. */
  readonly view: SessionView | undefined;
  /** Positions 1, 2, 3… without a gap. */
  readonly events: readonly LoggedEvent[];
  /** What the model has streamed since its last inference began or ended. */
  readonly streamed: { readonly text: string; readonly thinking: string };
  /** Why it cannot be read or followed. */
  readonly fault: string | undefined;
}

/** The form of a new session, as typed. */
export interface SessionDraft {
  readonly workload: SessionStart["workload"];
  readonly opening: "seed" | "message";
  readonly seed: string;
  readonly message: string;
  readonly model: string;
  readonly architecture: NonNullable<SessionStart["architecture"]>;
  /** Both empty: the workload's own budget. */
  readonly budgetTokens: string;
  readonly budgetUsd: string;
}

/** A rehearsal costs nothing, so that a first try cannot surprise anyone. */
export const FIRST_DRAFT: SessionDraft = {
  workload: "customer-support",
  opening: "seed",
  seed: "1",
  message: "",
  model: "rehearsal",
  architecture: "decoupled",
  budgetTokens: "",
  budgetUsd: "",
};

/** What a draft asks the engine for. Numbers are as the form's own checks left them. */
export function startOf(draft: SessionDraft): SessionStart {
  const { workload, opening, seed, message, model, architecture } = draft;
  const tokens = draft.budgetTokens === "" ? {} : { tokens: Number(draft.budgetTokens) };
  const costUsd = draft.budgetUsd === "" ? {} : { costUsd: Number(draft.budgetUsd) };
  const budget = { ...tokens, ...costUsd };
  return {
    workload,
    model,
    architecture,
    ...(opening === "message" ? { message } : { seed: Number(seed) }),
    ...(Object.keys(budget).length === 0 ? {} : { budget }),
    // The session lives in the engine; this page only watches it.
    detach: true,
  };
}

/** The log with what came since; what it has already, or what would leave a gap, is left out. */
export function joined(
  events: readonly LoggedEvent[],
  more: readonly LoggedEvent[],
): readonly LoggedEvent[] {
  const added: LoggedEvent[] = [];
  let last = events.at(-1)?.position ?? 0;
  for (const event of more) {
    if (event.position !== last + 1) continue;
    added.push(event);
    last = event.position;
  }
  return added.length === 0 ? events : [...events, ...added];
}
