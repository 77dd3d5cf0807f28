import { useMemo } from "react";
import type { ReactElement } from "react";
import { SIDES_PARTS } from "../../../../engine/contract/deck.js";
import type { SlideShows, StudyPart } from "../../../../engine/contract/deck.js";
import { writeScenario } from "../../../../engine/contract/scenario-file.js";
import type { SideBySideResult } from "../../../../engine/contract/side-by-side.js";
import { ChartFrame } from "../../../charts/frame.js";
import { SidesChart, sidesHeight } from "../../../charts/sides-chart.js";
import { armNames, sidesModel, sidesSentence } from "../../../charts/sides-model.js";
import { SourceProvider } from "../../../charts/source.js";
import type { ChartSource } from "../../../charts/source.js";
import { openDocument } from "../../../state/document.js";
import type { ShownSides } from "../../../state/parts.js";
import { workOf } from "../../../state/queue.js";
import { useApp } from "../../../state/use-app.js";
import { useView } from "../../../state/use-view.js";
import { VIEW } from "../../../state/view.js";
import { Banner } from "../../../ui/banner.js";
import { Button } from "../../../ui/button.js";
import { useLocale } from "../../../ui/locale.js";
import { DeckOffer } from "../../deck/offer.js";
import { Notes } from "../../work/notes.js";
import { NotStored } from "../../work/not-stored.js";
import { WorkEnd } from "../../work/work-end.js";
import { Working } from "../../work/working.js";
import { PdfMenu } from "../../paper/pdf-menu.js";
import { ProvenanceLine } from "../provenance-line.js";
import { SidesTable } from "./sides-table.js";

const MOST_OTHERS = 3;
/** The chart's own width is not known here; two columns are the usual case. */
const USUAL_WIDTH = 900;

/** The open scenario beside one to three others of the library. */
export function SidesView(): ReactElement {
  const document = useApp((state) => openDocument(state.document));
  const active = useApp(workOf("sides"));
  const shown = useApp((state) => state.sides[document?.id ?? ""]);
  const end = useApp((state) => state.sidesEnd);
  const cancelWork = useApp((state) => state.cancelWork);
  if (document === undefined) return <p className="pane-loading">Loading…</p>;
  if (active !== undefined) {
    return (
      <Working
        title="Simulating the scenarios"
        label="Side by side"
        work={active}
        onCancel={() => cancelWork("sides")}
      />
    );
  }
  return (
    <div className="result">
      {end === undefined || end.scenarioId !== document.id ? null : (
        <WorkEnd what="The comparison" end={end} />
      )}
      <Chooser
        key={document.key}
        openId={document.id}
        name={document.name}
        chosenBefore={shown?.others ?? []}
      />
      {shown === undefined ? null : <Shown shown={shown} />}
    </div>
  );
}

function Chooser({
  openId,
  name,
  chosenBefore,
}: {
  openId: string | undefined;
  name: string;
  chosenBefore: readonly string[];
}): ReactElement {
  const library = useApp((state) => state.library);
  const startSides = useApp((state) => state.startSides);
  const [wanted, setChosen] = useView(VIEW.compareWith, undefined);
  const entries =
    library.kind === "ready"
      ? library.scenarios.filter(({ id, damage }) => id !== openId && damage === undefined)
      : [];
  const chosen = (wanted ?? chosenBefore).filter((id) => entries.some((entry) => entry.id === id));
  const toggle = (id: string): void =>
    setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <fieldset className="panel sides-chooser">
      <legend>Compare {name} with one to three others</legend>
      <ul>
        {entries.map((entry) => {
          const isChosen = chosen.includes(entry.id);
          return (
            <li key={entry.id}>
              <label>
                <input
                  type="checkbox"
                  checked={isChosen}
                  disabled={!isChosen && chosen.length >= MOST_OTHERS}
                  onChange={() => toggle(entry.id)}
                />
                {entry.name}
              </label>
            </li>
          );
        })}
      </ul>
      <Button
        kind="primary"
        icon="run"
        disabled={chosen.length === 0}
        onClick={() => void startSides(chosen)}
      >
        {chosen.length === 0
          ? "Choose a scenario to compare with"
          : `Compare ${chosen.length + 1} scenarios`}
      </Button>
    </fieldset>
  );
}

/** Where the shared axes come from: every scenario by its hash, all on the same seed. */
export function sidesSource(result: SideBySideResult): ChartSource {
  const seeds = [...new Set(result.arms.map(({ provenance }) => provenance.seed))];
  const versions = [...new Set(result.arms.map(({ provenance }) => provenance.engineVersion))];
  const hashes = result.arms.map(({ provenance }) => provenance.scenarioHash.slice(0, 16));
  return {
    name: armNames(result).join(" beside "),
    origin: `Simulated, not measured: seed ${seeds.join(", ")}, scenarios ${hashes.join(", ")}, Headroom ${versions.join(", ")}`,
  };
}

function Shown({ shown }: { shown: ShownSides }): ReactElement {
  const { result, scenario, saved } = shown;
  const now = useApp((state) => openDocument(state.document)?.checked?.scenario);
  const isStale = useMemo(
    () => now === undefined || writeScenario(now) !== writeScenario(scenario),
    [now, scenario],
  );
  const names = armNames(result);
  const source = sidesSource(result);
  const study = saved.kind === "saved" ? saved.entry.id : undefined;
  const shows = useMemo(
    () =>
      study === undefined
        ? undefined
        : async (part: StudyPart): Promise<SlideShows> => ({ kind: "study", study, part }),
    [study],
  );
  return (
    <DeckOffer parts={SIDES_PARTS} shows={shows}>
      <article className="result" aria-label="Scenarios side by side">
        {isStale ? (
          <Banner tone="unsure">
            The scenario has changed since this comparison. These figures are of the scenario as it
            was.
          </Banner>
        ) : null}
        <NotStored saved={saved} />
        <header className="finding plan-finding">
          <div>
            <h2>{sidesSentence(result, names)}</h2>
            <p>
              Differences that chance would not explain, of {result.rows.length} figures on the same
              random numbers.
            </p>
          </div>
          <PdfMenu title="Scenarios side by side" source={source}>
            {() => <Shown shown={shown} />}
          </PdfMenu>
        </header>
        <Notes tone="unsure" notes={result.warnings} />
        <SourceProvider value={source}>
          <SharedAxes result={result} />
          <SidesTable result={result} />
        </SourceProvider>
        {result.arms.map(({ provenance }, at) => (
          <ProvenanceLine key={names[at]} provenance={provenance} saved={saved} />
        ))}
      </article>
    </DeckOffer>
  );
}

/** The main figures of every scenario, each on one axis for all. */
export function SharedAxes({ result }: { result: SideBySideResult }): ReactElement {
  const locale = useLocale();
  const model = useMemo(() => sidesModel(result, locale), [result, locale]);
  return (
    <ChartFrame
      model={model}
      name="Scenarios on shared axes"
      height={sidesHeight(model, USUAL_WIDTH)}
    >
      {(props) => <SidesChart {...props} />}
    </ChartFrame>
  );
}
