import { useMemo } from "react";
import type { ReactElement } from "react";
import { SENSITIVITY_PARTS } from "../../../engine/contract/deck.js";
import type { SlideShows, StudyPart } from "../../../engine/contract/deck.js";
import { writeScenario } from "../../../engine/contract/scenario-file.js";
import type { Scenario } from "../../../engine/contract/scenario.js";
import { ChartFrame } from "../../charts/frame.js";
import { TornadoChart, tornadoHeight } from "../../charts/tornado-chart.js";
import { sensitivityModel } from "../../charts/sensitivity-model.js";
import { provenanceSource, SourceProvider } from "../../charts/source.js";
import { openDocument } from "../../state/document.js";
import type { ShownSensitivity } from "../../state/parts.js";
import { workOf } from "../../state/queue.js";
import type { Job } from "../../state/queue-parts.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";
import { useLocale } from "../../ui/locale.js";
import { DeckOffer } from "../deck/offer.js";
import { fieldName } from "../scenario/field-name.js";
import { NotStored } from "../work/not-stored.js";
import { WorkEnd } from "../work/work-end.js";
import { Working } from "../work/working.js";

const EMPTY_HEIGHT = 160;

/** What moves cost and p95 of the open scenario as it stands, or the way to find out. */
export function SensitivityView({ id }: { id: string | undefined }): ReactElement {
  const active = useApp(workOf("sensitivity"));
  const end = useApp((state) => state.sensitivityEnd);
  const shown = useApp((state) => state.sensitivities[id ?? ""]);
  const start = useApp((state) => state.startSensitivity);
  const cancelWork = useApp((state) => state.cancelWork);
  const scenario = useApp((state) => openDocument(state.document)?.checked?.scenario);
  if (active !== undefined) {
    return (
      <Working
        title="Moving every input by itself"
        label="Sensitivity"
        work={scenario === undefined ? active : inWords(active, scenario)}
        onCancel={() => cancelWork("sensitivity")}
      >
        <p>Each is simulated at both of its ends, on the same sessions.</p>
      </Working>
    );
  }
  return (
    <section className="result" aria-labelledby="sensitivity-title">
      {end === undefined || end.scenarioId !== id ? null : <WorkEnd what="The search" end={end} />}
      <header className="finding plan-finding">
        <div>
          <h2 id="sensitivity-title">What moves cost and latency</h2>
          <p>
            Every number of the scenario as it stands is moved by itself, and simulated at both ends
            on the same sessions.
          </p>
        </div>
        <Button onClick={() => void start()}>
          {shown === undefined ? "Find what moves them" : "Find again"}
        </Button>
      </header>
      {shown === undefined ? null : <SensitivityResultView shown={shown} />}
    </section>
  );
}

/** A stage of the search is the path of the input that is moved: told in the words of the form. */
function inWords(
  { stage, fraction }: Pick<Job, "stage" | "fraction">,
  scenario: Scenario,
): Pick<Job, "stage" | "fraction"> {
  return { stage: PATH.test(stage) ? fieldName(stage, scenario).label : stage, fraction };
}

const PATH = /^[A-Za-z]+[.[]\S+$/;

/** What was found, and whether it still is of the scenario. */
export function SensitivityResultView({ shown }: { shown: ShownSensitivity }): ReactElement {
  const { scenario, result, saved } = shown;
  const now = useApp((state) => openDocument(state.document)?.checked?.scenario);
  const locale = useLocale();
  const isStale = useMemo(
    () => now === undefined || writeScenario(now) !== writeScenario(scenario),
    [now, scenario],
  );
  const study = saved.kind === "saved" ? saved.entry.id : undefined;
  const shows = useMemo(
    () =>
      study === undefined
        ? undefined
        : async (part: StudyPart): Promise<SlideShows> => ({ kind: "study", study, part }),
    [study],
  );
  return (
    <DeckOffer parts={SENSITIVITY_PARTS} shows={shows}>
      {isStale ? (
        <Banner tone="unsure">
          The scenario has changed since. These figures are of the scenario as it was.
        </Banner>
      ) : null}
      <NotStored saved={saved} />
      <SourceProvider value={provenanceSource("Simulated", result.provenance, locale)}>
        <Tornados shown={shown} />
      </SourceProvider>
    </DeckOffer>
  );
}

type Found = Pick<ShownSensitivity, "scenario" | "result">;

/** What moves the cost of a scenario, and what its p95. */
export function Tornados({ shown }: { shown: Found }): ReactElement {
  return (
    <>
      <Tornado shown={shown} kpi="costUsdPer30Days" name="What moves cost" />
      <Tornado shown={shown} kpi="latencyP95Ms" name="What moves p95" />
    </>
  );
}

function Tornado({
  shown: { scenario, result },
  kpi,
  name,
}: {
  shown: Found;
  kpi: "costUsdPer30Days" | "latencyP95Ms";
  name: string;
}): ReactElement {
  const locale = useLocale();
  const model = useMemo(
    () => sensitivityModel(result, kpi, (path) => fieldName(path, scenario), locale),
    [result, scenario, kpi, locale],
  );
  return (
    <ChartFrame
      model={model}
      name={name}
      height={model === undefined ? EMPTY_HEIGHT : tornadoHeight(model)}
      empty="No input was shown to have an effect."
    >
      {(props) => <TornadoChart {...props} />}
    </ChartFrame>
  );
}
