import { useState } from "react";
import type { ReactElement } from "react";
import type { Architecture } from "../../../engine/contract/result.js";
import { provenanceSource, SourceProvider } from "../../charts/source.js";
import { openDocument } from "../../state/document.js";
import { architecturesOf } from "../../state/simulation.js";
import { useApp } from "../../state/use-app.js";
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
  const active = useApp((state) => state.activeSimulation);
  const shown = useApp((state) => state.simulations[document?.id ?? ""]);
  const end = useApp((state) => state.simulationEnd);
  const cancel = useApp((state) => state.cancelSimulation);
  const locale = useLocale();
  if (document === undefined) return <p className="pane-loading">Loading…</p>;
  const isOurs = active !== undefined && active.scenarioId === document.id;
  return (
    <div className="compare">
      {end === undefined || end.scenarioId !== document.id ? null : (
        <WorkEnd what="The simulation" end={end} />
      )}
      {isOurs ? (
        <Working
          title="Simulating one deployment"
          label="Simulation"
          work={active}
          onCancel={cancel}
        />
      ) : shown === undefined ? (
        <NothingYet elsewhere={active?.scenarioName} />
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

function NothingYet({ elsewhere }: { elsewhere: string | undefined }): ReactElement {
  const scenario = useApp((state) => {
    const document = openDocument(state.document);
    return document?.checked?.scenario ?? document?.savedScenario;
  });
  const start = useApp((state) => state.startSimulation);
  const [chosen, setChosen] = useState<Architecture>();
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
                value={chosen ?? "decoupled"}
                onChange={setChosen}
              />
            </p>
          )}
          <Button
            kind="primary"
            icon="run"
            disabled={elsewhere !== undefined}
            onClick={() => void start(chosen)}
          >
            Simulate
          </Button>
        </>
      }
    >
      <p>
        Every figure with its interval, where the time of a session goes, and how latencies, pools
        and queues change as the load does.
      </p>
      {elsewhere === undefined ? null : <p>{elsewhere} is being simulated now.</p>}
    </EmptyState>
  );
}
