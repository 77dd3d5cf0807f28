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
  /** `prompt`: what the user's own words say, rather than a workload; `replay`: what a session did. */
  readonly workload: NonNullable<SessionStart["workload"]> | "prompt" | "replay";
  /** Id of the session whose model says again what it said then. */
  readonly replay: string;
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
  /** Most output tokens of one answer. Empty: the workload's own. */
  readonly maxTokens: string;
  readonly onUnknownOutcome: NonNullable<SessionStart["onUnknownOutcome"]>;
  /** Empty: a prompt waits for more, everything else ends. */
  readonly onTurnEnd: NonNullable<SessionStart["onTurnEnd"]> | "";
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
  maxTokens: "",
  onUnknownOutcome: "wait",
  onTurnEnd: "",
  replay: "",
};

/**
 * What a draft asks the engine for. Numbers are as the form's own checks left them. `seed` serves where none
 * is typed: it decides whether the session is one of an alias's canaries.
 */
export function startOf(
  draft: SessionDraft,
  seed: number,
  offered: readonly string[] = [],
): SessionStart {
  const { architecture, onUnknownOutcome, onTurnEnd } = draft;
  const tokens = draft.budgetTokens === "" ? {} : { tokens: Number(draft.budgetTokens) };
  const costUsd = draft.budgetUsd === "" ? {} : { costUsd: Number(draft.budgetUsd) };
  const budget = { ...tokens, ...costUsd };
  return {
    ...whatOf(draft, seed, offered),
    architecture,
    onUnknownOutcome,
    ...(onTurnEnd === "" ? {} : { onTurnEnd }),
    ...(Object.keys(budget).length === 0 ? {} : { budget }),
    // The session lives in the engine; this page only watches it.
    detach: true,
  };
}

type What = "workload" | "message" | "seed" | "prompt" | "tools" | "replay" | "model" | "maxTokens";

/** What a session is about, and who answers. */
function whatOf(
  draft: SessionDraft,
  seed: number,
  offered: readonly string[],
): Pick<SessionStart, What> {
  const { workload, opening, message, model, replay } = draft;
  if (workload === "replay") return { replay };
  const asked = {
    model,
    ...(draft.maxTokens === "" ? {} : { maxTokens: Number(draft.maxTokens) }),
  };
  if (workload === "prompt") return { ...promptOf(draft, offered), ...asked, seed };
  return opening === "message"
    ? { workload, message, ...asked, seed }
    : { workload, ...asked, seed: Number(draft.seed) };
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
