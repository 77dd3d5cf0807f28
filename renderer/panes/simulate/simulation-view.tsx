import { useMemo } from "react";
import type { ReactElement } from "react";
import { RUN_PARTS, SERIES_PARTS } from "../../../engine/contract/deck.js";
import type { ChartView, RunPart, SlideShows } from "../../../engine/contract/deck.js";
import { writeScenario } from "../../../engine/contract/scenario-file.js";
import { useSource } from "../../charts/source.js";
import { openDocument } from "../../state/document.js";
import type { ShownSimulation } from "../../state/parts.js";
import { architecturesOf } from "../../state/simulation.js";
import { useApp } from "../../state/use-app.js";
import { useView } from "../../state/use-view.js";
import { VIEW } from "../../state/view.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";
import { useLocale } from "../../ui/locale.js";
import { ARCHITECTURE_NAMES } from "../../ui/names.js";
import { Charts } from "../compare/charts.js";
import { FiguresTable } from "../compare/figures-table.js";
import { ProvenanceLine } from "../compare/provenance-line.js";
import { simulationFinding } from "../compare/simulation-finding.js";
import { DeckOffer } from "../deck/offer.js";
import { PdfMenu } from "../paper/pdf-menu.js";
import { Notes } from "../work/notes.js";
import { SeriesCharts } from "./series-charts.js";

const SIMULATION_PARTS = RUN_PARTS.filter((part) => part !== "milestones");

/** A simulation of one deployment: its finding, what happened over time, and every figure. */
export function SimulationView({ shown }: { shown: ShownSimulation }): ReactElement {
  const { result, architecture, scenario } = shown;
  const locale = useLocale();
  const start = useApp((state) => state.startSimulation);
  const [, choose] = useView(VIEW.simulateDeployment, "decoupled");
  const { lead, support } = useMemo(() => simulationFinding(result, locale), [result, locale]);
  const of = result.architectures[architecture];
  const source = useSource();
  const keep = useApp((state) => state.keepSimulation);
  const shows = useMemo(
    () =>
      async (part: RunPart, view?: ChartView): Promise<SlideShows> => {
        // A simulation is there until the window closes: what is on a slide is kept as a run.
        const run = await keep(shown);
        return {
          kind: "run",
          run,
          part,
          ...(SERIES_PARTS.has(part) ? { architecture } : {}),
          ...(view === undefined ? {} : { view }),
        };
      },
    [keep, shown, architecture],
  );
  return (
    <DeckOffer parts={SIMULATION_PARTS} shows={shows}>
      <article className="result" aria-label="Simulation">
        <StaleBanner shown={shown} />
        <header className="finding plan-finding">
          <div>
            <h2>{lead}</h2>
            {support.length === 0 ? null : <p>{support.join(" ")}</p>}
          </div>
          <div className="finding-actions">
            {architecturesOf(scenario).map((one) => (
              <Button
                key={one}
                onClick={() => {
                  choose(one);
                  void start(one);
                }}
              >
                {one === architecture
                  ? "Simulate again"
                  : `Simulate ${ARCHITECTURE_NAMES[one].toLowerCase()}`}
              </Button>
            ))}
            <PdfMenu title="Simulation" source={source}>
              {() => <SimulationView shown={shown} />}
            </PdfMenu>
          </div>
        </header>
        <Notes tone="unsure" notes={result.warnings} />
        {of?.series === undefined ? null : <SeriesCharts series={of.series} simulation={shown} />}
        <div className="evidence">
          {of === undefined ? null : <FiguresTable result={of} />}
          <Charts result={result} />
        </div>
        <ProvenanceLine provenance={result.provenance} saved={{ kind: "unkept" }} />
      </article>
    </DeckOffer>
  );
}

function StaleBanner({ shown }: { shown: ShownSimulation }): ReactElement | null {
  const now = useApp((state) => openDocument(state.document)?.checked?.scenario);
  const stale = useMemo(
    () => now === undefined || writeScenario(now) !== writeScenario(shown.scenario),
    [shown, now],
  );
  if (!stale) return null;
  return (
    <Banner tone="unsure">
      The scenario has changed since this simulation. These figures are of the scenario as it was.
    </Banner>
  );
}
