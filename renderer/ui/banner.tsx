import type { ReactElement, ReactNode } from "react";
import { Icon } from "./icons.js";

/** A line across the window or a pane that says what is the matter and what can be done. */
export function Banner({
  tone,
  children,
  actions,
  urgent = false,
}: {
  tone: "bad" | "unsure" | "plain";
  children: ReactNode;
  actions?: ReactNode;
  urgent?: boolean;
}): ReactElement {
  return (
    <div className={`banner banner-${tone}`} role={urgent ? "alert" : "status"}>
      {tone === "plain" ? null : <Icon name="warning" />}
      <div className="banner-text">{children}</div>
      {actions === undefined ? null : <div className="banner-actions">{actions}</div>}
    </div>
  );
}
