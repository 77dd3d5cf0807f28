import { lazy, Suspense, useEffect } from "react";
import type { ReactElement } from "react";
import { openDocument } from "../../state/document.js";
import { workOf } from "../../state/queue.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { RunEndBanner } from "../compare/run-end-banner.js";
import { Working } from "../work/working.js";
import { LiveCard } from "./live-card.js";
import { MilestonesCard } from "./milestones-card.js";
import { MoneyCard } from "./money-card.js";
import { RecentCard } from "./recent-card.js";
import { ResultHead } from "./result-head.js";
import { StepsCard } from "./steps-card.js";

// Slides draw whatever any pane does, and are no part of the first screen.
const DeckView = lazy(() => import("../deck/deck-view.js"));

/** A deck, where one is open; else what a manager sees first of the open scenario: what was found, and what it still takes to decide. */
export function OverviewPane(): ReactElement {
  const deckId = useApp((app) => app.route.deckId);
  if (deckId === undefined) return <ScenarioOverview />;
  return (
    <Suspense fallback={<p className="pane-loading">Loading…</p>}>
      <DeckView id={deckId} />
    </Suspense>
  );
}

function ScenarioOverview(): ReactElement {
  const state = useApp((app) => app.document);
  const shown = useApp((app) => app.shown);
  const loadMeasured = useApp((app) => app.loadMeasured);
  const refreshLoads = useApp((app) => app.refreshLoads);
  const boot = useApp((app) => app.boot);
  const failed = useApp((app) =>
    app.library.kind === "failed"
      ? app.library.message
      : app.document.kind === "failed"
        ? app.document.message
        : app.loadError,
  );
  const document = openDocument(state);
  const name = document?.name;
  useEffect(() => {
    if (name === undefined) return;
    void loadMeasured(name);
    void refreshLoads();
  }, [name, loadMeasured, refreshLoads]);
  if (failed !== undefined) {
    return (
      <EmptyState
        title="The overview could not be read."
        action={<Button onClick={() => void boot()}>Try again</Button>}
      >
        <p>{failed}</p>
      </EmptyState>
    );
  }
  if (document === undefined) return <p className="pane-loading">Loading…</p>;
  return (
    <article className="compare overview" aria-label={`Overview of ${document.name}`}>
      <RunEndBanner />
      {shown === undefined ? <NoResult /> : <ResultHead shown={shown} />}
      <div className="overview-columns">
        <div className="overview-column">
          <MoneyCard />
          <LiveCard name={document.name} />
          <RecentCard />
        </div>
        <div className="overview-column">
          <StepsCard />
          <MilestonesCard />
        </div>
      </div>
    </article>
  );
}

function NoResult(): ReactElement {
  const active = useApp(workOf("run"));
  const cancelWork = useApp((state) => state.cancelWork);
  const startRun = useApp((state) => state.startRun);
  const isLoading = useApp((state) => state.loadingRun !== undefined);
  if (isLoading) return <p className="pane-loading">Loading…</p>;
  if (active !== undefined) {
    return (
      <div className="overview-empty">
        <Working
          title="Computing the first result, here and now"
          label="Run of the overview"
          work={active}
          onCancel={() => cancelWork("run")}
        >
          <p>Simulated sessions are served by both deployments, on this machine alone.</p>
        </Working>
      </div>
    );
  }
  return (
    <div className="overview-empty">
      <EmptyState
        title="This scenario has no result yet"
        action={
          <Button kind="primary" icon="run" onClick={() => void startRun()}>
            Compute it
          </Button>
        }
      >
        <p>
          One run simulates the same sessions on each deployment. Throughput, latency and cost stand
          here then, each with its 95% interval and what the engine found of it.
        </p>
      </EmptyState>
    </div>
  );
}
