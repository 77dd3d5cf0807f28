import { useEffect } from "react";
import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { LoadList } from "./load/load-list.js";
import { LoadPanel } from "./load/load-panel.js";
import { SessionList } from "./session-list.js";
import { SessionPanel } from "./session-panel.js";
import { StartForm } from "./start-form.js";

/**
 * Live sessions and load runs: their lists, and the open one or the form that starts one. Follows while it
 * is drawn.
 */
export default function LivePane(): ReactElement {
  const enter = useApp((state) => state.enterLive);
  const leave = useApp((state) => state.leaveLive);
  const open = useApp((state) => state.openSession?.id);
  const load = useApp((state) => state.route.loadId);
  useEffect(() => {
    enter();
    return leave;
  }, [enter, leave]);
  return (
    <div className="live">
      <div className="live-lists">
        <SessionList />
        <LoadList />
      </div>
      {load !== undefined ? (
        <LoadPanel id={load} />
      ) : open === undefined ? (
        <StartForm />
      ) : (
        <SessionPanel key={open} />
      )}
    </div>
  );
}
