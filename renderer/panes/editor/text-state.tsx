import type { ReactElement } from "react";
import { Icon } from "../../ui/icons.js";

/** Whether the text is valid, as far as it has been checked. */
export function TextState({
  checking,
  problems,
}: {
  checking: boolean;
  problems: number;
}): ReactElement {
  if (checking) return <span>Checking…</span>;
  if (problems === 0) {
    return (
      <span className="tone-good">
        <Icon name="check" size={12} /> Valid
      </span>
    );
  }
  return (
    <span className="tone-bad">
      <Icon name="warning" size={12} /> {problems === 1 ? "1 problem" : `${problems} problems`}
    </span>
  );
}
