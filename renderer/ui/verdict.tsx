import type { ReactElement } from "react";
import { Icon } from "./icons.js";
import type { IconName } from "./icons.js";

export type VerdictKind = "met" | "missed" | "undecided" | "at risk";

const LOOK: Readonly<Record<VerdictKind, { icon: IconName; word: string; tone: string }>> = {
  met: { icon: "check", word: "Met", tone: "good" },
  missed: { icon: "cross", word: "Missed", tone: "bad" },
  undecided: { icon: "question", word: "Undecided", tone: "unsure" },
  "at risk": { icon: "warning", word: "At risk", tone: "unsure" },
};

/** A verdict as icon and word in its colour. */
export function Verdict({ verdict }: { verdict: VerdictKind }): ReactElement {
  const { icon, word, tone } = LOOK[verdict];
  return (
    <span className={`verdict tone-${tone}`}>
      <Icon name={icon} size={12} />
      {word}
    </span>
  );
}
