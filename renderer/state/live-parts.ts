import type { InputOf } from "../../engine/contract/methods.js";
import type { LoggedEvent } from "../../engine/contract/session.js";
import type {
  SessionEntry,
  SessionView,
  ToolEntry,
} from "../../engine/contract/session-methods.js";

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
  /** `prompt`: what the user's own words say, rather than a workload. */
  readonly workload: NonNullable<SessionStart["workload"]> | "prompt";
  readonly prompt: string;
  /** Names of tools that a session with a prompt does without. */
  readonly withoutTools: readonly string[];
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
  prompt: "",
  withoutTools: [],
  opening: "seed",
  seed: "1",
  message: "",
  model: "rehearsal",
  architecture: "decoupled",
  budgetTokens: "",
  budgetUsd: "",
};

/** What a draft asks the engine for. Numbers are as the form's own checks left them. */
export function startOf(draft: SessionDraft, offered: readonly string[] = []): SessionStart {
  const { workload, model, architecture } = draft;
  const tokens = draft.budgetTokens === "" ? {} : { tokens: Number(draft.budgetTokens) };
  const costUsd = draft.budgetUsd === "" ? {} : { costUsd: Number(draft.budgetUsd) };
  const budget = { ...tokens, ...costUsd };
  return {
    ...(workload === "prompt" ? promptOf(draft, offered) : workloadOf(workload, draft)),
    model,
    architecture,
    ...(Object.keys(budget).length === 0 ? {} : { budget }),
    // The session lives in the engine; this page only watches it.
    detach: true,
  };
}

function workloadOf(
  workload: NonNullable<SessionStart["workload"]>,
  { opening, seed, message }: SessionDraft,
): Pick<SessionStart, "workload" | "message" | "seed"> {
  return { workload, ...(opening === "message" ? { message } : { seed: Number(seed) }) };
}

function promptOf(
  { prompt, withoutTools }: SessionDraft,
  offered: readonly string[],
): Pick<SessionStart, "prompt" | "tools"> {
  if (withoutTools.length === 0) return { prompt };
  return { prompt, tools: offered.filter((tool) => !withoutTools.includes(tool)) };
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

/** Names of the tools that a session with a prompt may have. */
export function offeredTools(tools: readonly ToolEntry[]): string[] {
  return tools.flatMap(({ name, source }) => (source === "workload" ? [] : [name]));
}
