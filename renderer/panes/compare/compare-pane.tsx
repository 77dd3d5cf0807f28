import type { ReactElement } from "react";
import type { RunSettings } from "../../../engine/contract/scenario.js";
import { openDocument } from "../../state/document.js";
import { workOf } from "../../state/queue.js";
import { useApp } from "../../state/use-app.js";
import { useView } from "../../state/use-view.js";
import { VIEW } from "../../state/view.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { formatCount } from "../../ui/format/number.js";
import { Segmented } from "../../ui/segmented.js";
import { useLocale } from "../../ui/locale.js";
import { Working } from "../work/working.js";
import { SidesView } from "./sides/sides-view.js";
import { ResultView } from "./result-view.js";
import { RunEndBanner } from "./run-end-banner.js";

/** The comparison of the open scenario: its result, or the way to one. */
export function ComparePane(): ReactElement {
  const shown = useApp((state) => state.shown);
  // A study of scenarios that the address names is meant to be seen.
  const usual = useApp(({ route }) => (route.sidesId === undefined ? "deployments" : "scenarios"));
  const [what, setWhat] = useView(VIEW.compareWhat, usual);
  return (
    <div className="compare">
      <div className="compare-what">
        <Segmented
          label="What to compare"
          segments={[
            { value: "deployments", label: "Before and after" },
            { value: "scenarios", label: "Scenarios side by side" },
          ]}
          value={what}
          onChange={setWhat}
        />
      </div>
      {what === "scenarios" ? (
        <SidesView />
      ) : (
        <>
          <RunEndBanner />
          {shown === undefined ? <NothingYet /> : <ResultView shown={shown} />}
        </>
      )}
    </div>
  );
}

/** How much is about to be simulated. */
function RunSize({ run, single }: { run: RunSettings; single: boolean }): ReactElement {
  const locale = useLocale();
  const replications = formatCount(run.replications, locale);
  const sessions = formatCount(run.requests, locale);
  const size = `${replications} replications of ${sessions} sessions`;
  return (
    <p>{single ? `${size}, seed ${run.seed}.` : `${size} on each deployment, seed ${run.seed}.`}</p>
  );
}

function NothingYet(): ReactElement {
  const state = useApp((app) => app.document);
  const libraryFailed = useApp((app) =>
    app.library.kind === "failed" ? app.library.message : undefined,
  );
  const loadingRun = useApp((app) => app.loadingRun);
  const loadError = useApp((app) => app.loadError);
  const active = useApp(workOf("run"));
  const navigate = useApp((app) => app.navigate);
  const startRun = useApp((app) => app.startRun);
  const cancelWork = useApp((app) => app.cancelWork);
  const boot = useApp((app) => app.boot);
  const retry = <Button onClick={() => void boot()}>Try again</Button>;
  if (libraryFailed !== undefined) {
    return (
      <EmptyState title="The library could not be read." action={retry}>
        <p>{libraryFailed}</p>
      </EmptyState>
    );
  }
  if (state.kind === "failed") {
    return (
      <EmptyState title="This scenario could not be opened." action={retry}>
        <p>{state.message}</p>
      </EmptyState>
    );
  }
  if (loadError !== undefined) {
    return (
      <EmptyState
        title="This run could not be read."
        action={
          <Button onClick={() => navigate({ runId: undefined })}>Back to the scenario</Button>
        }
      >
        <p>{loadError}</p>
      </EmptyState>
    );
  }
  const document = openDocument(state);
  if (document === undefined || loadingRun !== undefined) {
    return <p className="pane-loading">Loading…</p>;
  }
  if (active !== undefined) {
    return (
      <Working
        title="Simulating"
        label="Comparison in the pane"
        work={active}
        onCancel={() => cancelWork("run")}
      />
    );
  }
  const scenario = document.checked?.scenario;
  if (document.checked !== undefined && scenario === undefined) {
    return (
      <EmptyState
        title="This scenario has problems and cannot run."
        action={<Button onClick={() => navigate({ pane: "scenario" })}>Show the problems</Button>}
      />
    );
  }
  const single = scenario !== undefined && scenario.coupled === undefined;
  return (
    <EmptyState
      title={
        single
          ? "Simulate the decoupled deployment"
          : "Compare the coupled and the decoupled deployment"
      }
      action={
        <Button kind="primary" icon="run" onClick={() => void startRun()}>
          {single ? "Run the simulation" : "Run the comparison"}
        </Button>
      }
    >
      <p>{single ? SINGLE : BOTH}</p>
      {scenario === undefined ? null : <RunSize run={scenario.run} single={single} />}
    </EmptyState>
  );
}

const BOTH =
  "Both deployments serve the same simulated sessions. You get throughput, latency, utilisation, errors and cost side by side, each with its 95% interval, and the verdict on every milestone.";

const SINGLE =
  "This scenario describes the decoupled deployment alone, so there is nothing to compare it with. You get its throughput, latency, utilisation, errors and cost, each with its 95% interval. A coupled section in the scenario makes it a comparison.";
