import type { ReactElement } from "react";
import { NEW_LOAD } from "../../../state/load-parts.js";
import { useApp } from "../../../state/use-app.js";
import { Banner } from "../../../ui/banner.js";
import { Button } from "../../../ui/button.js";
import { EmptyState } from "../../../ui/empty-state.js";
import { LoadForm } from "./load-form.js";
import { LoadResult } from "./load-result.js";
import { LoadRunning } from "./load-running.js";

/** The load run of the route: one that was kept, the one that is going on, or the form of a new one. */
export function LoadPanel({ id }: { id: string }): ReactElement {
  const active = useApp((state) => state.activeLoad);
  const open = useApp((state) => state.openLoad);
  const isWaiting = useApp(({ jobs }) =>
    jobs.some(({ kind, state }) => kind === "load" && state === "waiting"),
  );
  const navigate = useApp((state) => state.navigate);
  const shown = open?.id === id ? open : undefined;
  if (id === NEW_LOAD) {
    if (active !== undefined) return <LoadRunning load={active} />;
    return (
      <div className="live-session">
        {isWaiting ? (
          <Banner tone="plain">
            This load run waits for the work before it: what runs beside it would be measured with
            it.
          </Banner>
        ) : null}
        <LoadForm />
        {shown?.kind === "ready" ? <LoadResult {...shown} id={undefined} /> : null}
      </div>
    );
  }
  if (shown?.kind === "ready") return <LoadResult {...shown} />;
  if (shown?.kind !== "failed") return <p className="pane-loading">Loading…</p>;
  return (
    <EmptyState
      title="This load run could not be read."
      action={<Button onClick={() => navigate({ loadId: NEW_LOAD })}>New load run</Button>}
    >
      <p>{shown.message}</p>
    </EmptyState>
  );
}
