import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { Segmented } from "../../ui/segmented.js";

/** Whether the system tells that long work has ended, and the way to allow it where that takes one. */
export function NotificationSetting(): ReactElement {
  const isOn = useApp((state) => state.settings.notifications);
  const change = useApp((state) => state.changeSettings);
  const permission = useApp((state) => state.alertPermission);
  const allow = useApp((state) => state.allowAlerts);
  return (
    <>
      <span>End of long work</span>
      <div className="setting-notifications">
        <Segmented
          label="Notify at the end of long work"
          segments={[
            { value: "away", label: "Notify while another window is in front" },
            { value: "never", label: "Only here" },
          ]}
          value={isOn ? "away" : "never"}
          onChange={(choice) => void change({ notifications: choice === "away" })}
        />
        {isOn && permission === "ask" ? (
          <Button onClick={() => void allow()}>Allow in this browser…</Button>
        ) : null}
        {isOn && permission === "denied" ? (
          <p className="muted">This browser does not let the page notify.</p>
        ) : null}
      </div>
    </>
  );
}
