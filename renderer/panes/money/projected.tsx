import { useMemo } from "react";
import type { ReactElement, ReactNode } from "react";
import { PROJECTION_PARTS } from "../../../engine/contract/deck.js";
import type { ChartView, ProjectionPart, SlideShows } from "../../../engine/contract/deck.js";
import { provenanceSource, SourceProvider } from "../../charts/source.js";
import { openDocument } from "../../state/document.js";
import { isBeingRead } from "../../state/kept.js";
import type { ShownProjection } from "../../state/parts.js";
import { workOf } from "../../state/queue.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { useLocale } from "../../ui/locale.js";
import { DeckOffer } from "../deck/offer.js";
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
  const active = useApp(workOf("projection"));
  const shown = useApp((state) => state.projections[document?.id ?? ""]);
  const isRead = useApp((state) => isBeingRead(state, "projectionId", "projections"));
  const end = useApp((state) => state.projectionEnd);
  const startProjection = useApp((state) => state.startProjection);
  const cancelWork = useApp((state) => state.cancelWork);
  if (document === undefined) return <p className="pane-loading">Loading…</p>;
  return (
    <div className="compare">
      {end === undefined || end.scenarioId !== document.id ? null : (
        <WorkEnd what="The projection" end={end} />
      )}
      {active !== undefined ? (
        <Working
          title="Projecting day by day"
          label="Projection"
          work={active}
          onCancel={() => cancelWork("projection")}
        >
          <p>Both deployments are simulated at a few levels of demand, on the same sessions.</p>
        </Working>
      ) : shown === undefined && isRead ? (
        <p className="pane-loading">Reading the projection…</p>
      ) : shown === undefined ? (
        <EmptyState
          title={title}
          action={
            <Button kind="primary" icon="run" onClick={() => void startProjection()}>
              Project the scenario
            </Button>
          }
        >
          <p>{intro}</p>
        </EmptyState>
      ) : (
        <SourceProvider
          value={provenanceSource("Projected by simulation", shown.result.provenance, locale)}
        >
          <Offered shown={shown}>{children(shown)}</Offered>
        </SourceProvider>
      )}
      {aside === undefined || active !== undefined || shown !== undefined || isRead ? null : (
        <div className="projected-aside">{aside}</div>
      )}
    </div>
  );
}

/** Around a projection whose parts can be put on slides. */
function Offered({
  shown: { result, saved },
  children,
}: {
  shown: ShownProjection;
  children: ReactNode;
}): ReactElement {
  const { investment, savings, milestones } = result;
  const projection = saved.kind === "saved" ? saved.entry.id : undefined;
  const shows = useMemo(
    () =>
      projection === undefined
        ? undefined
        : async (part: ProjectionPart, view?: ChartView): Promise<SlideShows> => ({
            kind: "projection",
            projection,
            part,
            ...(view === undefined ? {} : { view }),
          }),
    [projection],
  );
  const parts = useMemo(() => {
    const none = new Set<ProjectionPart>([
      ...(savings === null ? (["savings-by-the-token", "net-savings-by-day"] as const) : []),
      ...(investment === null
        ? (["distribution-of-the-return", "what-moves-the-value-most"] as const)
        : []),
      ...(milestones.length === 0 ? (["milestones-over-time"] as const) : []),
    ]);
    return PROJECTION_PARTS.filter((part) => !none.has(part));
  }, [investment, savings, milestones]);
  return (
    <DeckOffer parts={parts} shows={shows}>
      {children}
    </DeckOffer>
  );
}
