import type { ReactElement } from "react";
import { provenanceSource, SourceProvider } from "../../charts/source.js";
import { openDocument } from "../../state/document.js";
import { workOf } from "../../state/queue.js";
import { architecturesOf } from "../../state/simulation.js";
import { useApp } from "../../state/use-app.js";
import { useView } from "../../state/use-view.js";
import { VIEW } from "../../state/view.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { useLocale } from "../../ui/locale.js";
import { ARCHITECTURE_NAMES } from "../../ui/names.js";
import { Segmented } from "../../ui/segmented.js";
import { WorkEnd } from "../work/work-end.js";
import { Working } from "../work/working.js";
import { SimulationView } from "./simulation-view.js";

/** One deployment of the open scenario over simulated time, or the way to it. */
export function SimulatePane(): ReactElement {
  const document = useApp((state) => openDocument(state.document));
  const active = useApp(workOf("simulation"));
  const shown = useApp((state) => state.simulations[document?.id ?? ""]);
  const end = useApp((state) => state.simulationEnd);
  const cancelWork = useApp((state) => state.cancelWork);
  const locale = useLocale();
  if (document === undefined) return <p className="pane-loading">Loading…</p>;
  return (
    <div className="compare">
      {end === undefined || end.scenarioId !== document.id ? null : (
        <WorkEnd what="The simulation" end={end} />
      )}
      {active !== undefined ? (
        <Working
          title="Simulating one deployment"
          label="Simulation"
          work={active}
          onCancel={() => cancelWork("simulation")}
        />
      ) : shown === undefined ? (
        <NothingYet />
      ) : (
        <SourceProvider
          value={provenanceSource(
            `${ARCHITECTURE_NAMES[shown.architecture]}, simulated`,
            shown.result.provenance,
            locale,
          )}
        >
          <SimulationView shown={shown} />
        </SourceProvider>
      )}
    </div>
  );
}

function NothingYet(): ReactElement {
  const scenario = useApp((state) => {
    const document = openDocument(state.document);
    return document?.checked?.scenario ?? document?.savedScenario;
  });
  const start = useApp((state) => state.startSimulation);
  const [chosen, setChosen] = useView(VIEW.simulateDeployment, "decoupled");
  const architectures = scenario === undefined ? [] : architecturesOf(scenario);
  return (
    <EmptyState
      title="Watch one deployment over simulated time"
      action={
        <>
          {architectures.length < 2 ? null : (
            <p className="simulate-choice">
              <Segmented
                label="Deployment"
                segments={architectures.map((value) => ({
                  value,
                  label: ARCHITECTURE_NAMES[value],
                }))}
                value={chosen}
                onChange={setChosen}
              />
            </p>
          )}
          <Button kind="primary" icon="run" onClick={() => void start(chosen)}>
            Simulate
          </Button>
        </>
      }
    >
      <p>
        Every figure with its interval, where the time of a session goes, and how latencies, pools
        and queues change as the load does.
      </p>
    </EmptyState>
  );
}
