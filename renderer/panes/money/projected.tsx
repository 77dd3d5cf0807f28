import type { ReactElement, ReactNode } from "react";
import { provenanceSource, SourceProvider } from "../../charts/source.js";
import { openDocument } from "../../state/document.js";
import type { ShownProjection } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { useLocale } from "../../ui/locale.js";
import { WorkEnd } from "../work/work-end.js";
import { Working } from "../work/working.js";

/** What a pane makes of the projection of the open scenario, or the way to one. */
export function Projected({
  title,
  intro,
  aside,
  children,
}: {
  /** What the pane is for, while there is no projection. */
  title: string;
  intro: string;
  /** What can be done before there is one. */
  aside?: ReactNode;
  children: (shown: ShownProjection) => ReactNode;
}): ReactElement {
  const locale = useLocale();
  const document = useApp((state) => openDocument(state.document));
  const active = useApp((state) => state.activeProjection);
  const shown = useApp((state) => state.projections[document?.id ?? ""]);
  const end = useApp((state) => state.projectionEnd);
  const startProjection = useApp((state) => state.startProjection);
  const cancelProjection = useApp((state) => state.cancelProjection);
  if (document === undefined) return <p className="pane-loading">Loading…</p>;
  const isOurs = active !== undefined && active.scenarioId === document.id;
  return (
    <div className="compare">
      {end === undefined || end.scenarioId !== document.id ? null : (
        <WorkEnd what="The projection" end={end} />
      )}
      {isOurs ? (
        <Working
          title="Projecting day by day"
          label="Projection"
          work={active}
          onCancel={cancelProjection}
        >
          <p>Both deployments are simulated at a few levels of demand, on the same sessions.</p>
        </Working>
      ) : shown === undefined ? (
        <EmptyState
          title={title}
          action={
            <Button
              kind="primary"
              icon="run"
              disabled={active !== undefined}
              onClick={() => void startProjection()}
            >
              Project the scenario
            </Button>
          }
        >
          <p>{intro}</p>
          {active === undefined ? null : <p>{active.scenarioName} is being projected now.</p>}
        </EmptyState>
      ) : (
        <SourceProvider
          value={provenanceSource("Projected by simulation", shown.result.provenance, locale)}
        >
          {children(shown)}
        </SourceProvider>
      )}
      {aside === undefined || isOurs || shown !== undefined ? null : (
        <div className="projected-aside">{aside}</div>
      )}
    </div>
  );
}
