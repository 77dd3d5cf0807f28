import type { SessionEntry, SessionStatus } from "../../../engine/contract/session-methods.js";
import type { SessionOutcome } from "../../../engine/contract/session.js";
import type { SessionStart } from "../../state/live-parts.js";
import type { IconName } from "../../ui/icons.js";

export const WORKLOADS: readonly {
  readonly value: NonNullable<SessionStart["workload"]>;
  readonly label: string;
}[] = [
  { value: "customer-support", label: "Customer support" },
  { value: "data-extraction", label: "Data extraction" },
  { value: "recommendation", label: "Recommendation" },
];

/** A status as it stands on screen: never by its colour alone. */
export interface StatusLook {
  readonly words: string;
  readonly tone: "good" | "bad" | "unsure" | "muted";
  readonly icon: IconName;
}

const LOOKS: Readonly<Record<Exclude<SessionStatus, "ended">, StatusLook>> = {
  running: { words: "Running", tone: "good", icon: "run" },
  waiting: { words: "Waits for you", tone: "unsure", icon: "question" },
  idle: { words: "Your turn", tone: "muted", icon: "question" },
  paused: { words: "Paused", tone: "muted", icon: "pause" },
  interrupted: { words: "Interrupted", tone: "bad", icon: "warning" },
};

const OUTCOMES: Readonly<Record<SessionOutcome, StatusLook>> = {
  completed: { words: "Completed", tone: "good", icon: "check" },
  stopped: { words: "Stopped", tone: "muted", icon: "stop" },
  failed: { words: "Failed", tone: "bad", icon: "cross" },
  refused: { words: "Refused by the model", tone: "bad", icon: "cross" },
  "context-full": { words: "Context full", tone: "bad", icon: "cross" },
  "max-tokens": { words: "Cut at the token limit", tone: "bad", icon: "cross" },
};

export function statusLook({
  status,
  outcome,
}: Pick<SessionEntry, "status" | "outcome">): StatusLook {
  if (status === null) return { words: "Cannot be read", tone: "bad", icon: "warning" };
  if (status !== "ended") return LOOKS[status];
  return outcome === null ? { words: "Ended", tone: "muted", icon: "stop" } : OUTCOMES[outcome];
}
