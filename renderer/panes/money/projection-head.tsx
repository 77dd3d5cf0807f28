import { useId, useMemo } from "react";
import type { ReactElement, ReactNode } from "react";
import { writeScenario } from "../../../engine/contract/scenario-file.js";
import { openDocument } from "../../state/document.js";
import type { ShownProjection } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";
import { Notes } from "../work/notes.js";
import { NotStored } from "../work/not-stored.js";

const HORIZONS = [30, 90, 180, 365, 730];

/** The finding of a projection, over how many days it goes, and whether it still is of the scenario. */
export function ProjectionHead({
  shown: { scenario, result, saved },
  lead,
  support,
  children,
}: {
  shown: ShownProjection;
  lead: string;
  support: readonly string[];
  /** What else can be done with it. */
  children?: ReactNode;
}): ReactElement {
  const startProjection = useApp((state) => state.startProjection);
  const openDialog = useApp((state) => state.openDialog);
  const measured = useApp((state) => state.runOptions.measured.length);
  const now = useApp((state) => openDocument(state.document)?.checked?.scenario);
  const isStale = useMemo(
    () => now === undefined || writeScenario(now) !== writeScenario(scenario),
    [now, scenario],
  );
  const horizonId = useId();
  const { horizonDays, warnings } = result;
  const again = (
    <Button onClick={() => void startProjection(horizonDays)}>
      {isStale ? "Project the scenario as it is now" : "Project again"}
    </Button>
  );
  const horizons = [...new Set([...HORIZONS, horizonDays])].toSorted((a, b) => a - b);
  return (
    <>
      {isStale ? (
        <Banner tone="unsure" actions={again}>
          The scenario has changed since this projection. These figures are of the scenario as it
          was.
        </Banner>
      ) : null}
      <NotStored saved={saved} />
      <header className="finding plan-finding">
        <div>
          <h2>{lead}</h2>
          {support.length === 0 ? null : <p>{support.join(" ")}</p>}
        </div>
        <div className="horizon">
          <label htmlFor={horizonId}>Horizon</label>
          <select
            id={horizonId}
            value={horizonDays}
            onChange={(event) => void startProjection(Number(event.target.value))}
          >
            {horizons.map((days) => (
              <option key={days} value={days}>
                {days} days
              </option>
            ))}
          </select>
          {isStale ? null : again}
          <Button
            kind="quiet"
            icon="live"
            title="Live measurements, a bill and replanning for the next projection"
            onClick={() => openDialog({ kind: "run-options" })}
          >
            {measured === 0 ? "Bill and measurements…" : `Bill and measurements (${measured})…`}
          </Button>
          {children}
        </div>
      </header>
      <Notes tone="unsure" notes={warnings} />
    </>
  );
}
