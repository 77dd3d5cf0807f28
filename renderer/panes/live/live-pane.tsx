import { useEffect } from "react";
import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { SessionList } from "./session-list.js";
import { SessionPanel } from "./session-panel.js";
import { StartForm } from "./start-form.js";

/** Live sessions: the list, and the open one or the form that starts one. Follows while it is drawn. */
export default function LivePane(): ReactElement {
  const enter = useApp((state) => state.enterLive);
  const leave = useApp((state) => state.leaveLive);
  const open = useApp((state) => state.openSession?.id);
  useEffect(() => {
    enter();
    return leave;
  }, [enter, leave]);
  return (
    <div className="live">
      <SessionList />
      {open === undefined ? <StartForm /> : <SessionPanel key={open} />}
    </div>
  );
}
