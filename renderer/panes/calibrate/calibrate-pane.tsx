import { useMemo } from "react";
import type { ReactElement } from "react";
import type { CalibrateResult } from "../../../engine/contract/calibration.js";
import { CALIBRATION_PARTS } from "../../../engine/contract/deck.js";
import type { CalibrationPart, ChartView, SlideShows } from "../../../engine/contract/deck.js";
import { fileStem } from "../../charts/export/file-stem.js";
import { SourceProvider } from "../../charts/source.js";
import type { ChartSource } from "../../charts/source.js";
import type { ShownCalibration } from "../../state/calibration-parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { formatCount, formatPercent } from "../../ui/format/number.js";
import { useLocale } from "../../ui/locale.js";
import { saveFile } from "../../ui/save-file.js";
import { storedText } from "../compare/provenance-line.js";
import { DeckOffer } from "../deck/offer.js";
import { PdfMenu } from "../paper/pdf-menu.js";
import { Notes } from "../work/notes.js";
import { NotStored } from "../work/not-stored.js";
import { WorkEnd } from "../work/work-end.js";
import { Working } from "../work/working.js";
import { CalibrationCharts } from "./calibration-charts.js";
import { Coefficients, EngineSettings, Errors, FitWord } from "./calibration-tables.js";
import { findingOf } from "./calibration-words.js";
import { LogForm } from "./log-form.js";

/** A server learnt from its log: what was learnt, how well it predicts, and a scenario made of it. */
export default function CalibratePane(): ReactElement {
  const job = useApp(({ jobs }) => jobs.find(({ kind }) => kind === "calibration"));
  const end = useApp((state) => state.calibrationEnd);
  const shown = useApp((state) => state.calibration);
  const cancelJob = useApp((state) => state.cancelJob);
  return (
    <div className="compare">
      <div className="calibrate">
        <LogForm />
        <div className="calibrate-main">
          {end === undefined ? null : <WorkEnd what="The calibration" end={end} />}
          {job !== undefined ? (
            <Working
              title={`Learning from ${job.scenarioName}`}
              label="Calibration"
              work={job}
              onCancel={() => cancelJob(job.id)}
            />
          ) : shown === undefined ? (
            <NothingYet />
          ) : (
            <CalibrationView shown={shown} />
          )}
        </div>
      </div>
    </div>
  );
}

function NothingYet(): ReactElement {
  return (
    <EmptyState title="Learn a server from its own log">
      <p>
        A part of the log is fitted: how long an iteration takes, for every token and sequence in
        it. The rest is predicted and held against what was measured, so that you see how far to
        trust it.
      </p>
      <p>What was learnt becomes a scenario to simulate, compare and plan with.</p>
    </EmptyState>
  );
}

function CalibrationView({ shown }: { shown: ShownCalibration }): ReactElement {
  const { logName, result, saved } = shown;
  const locale = useLocale();
  const makeScenario = useApp((state) => state.makeCalibratedScenario);
  const finding = useMemo(() => findingOf(result, locale), [result, locale]);
  const source = calibrationSource(logName, result, locale);
  const calibration = saved.kind === "saved" ? saved.entry.id : undefined;
  const shows = useMemo(
    () =>
      calibration === undefined
        ? undefined
        : async (part: CalibrationPart, view?: ChartView): Promise<SlideShows> => ({
            kind: "calibration",
            calibration,
            part,
            ...(view === undefined ? {} : { view }),
          }),
    [calibration],
  );
  const save = (): void => {
    const text = `${JSON.stringify(result, undefined, 2)}\n`;
    const file = new Blob([text], { type: "application/json" });
    saveFile(file, `${fileStem("calibration", logName)}.json`);
  };
  return (
    <DeckOffer parts={CALIBRATION_PARTS} shows={shows}>
      <article className="result" aria-label={`Calibration from ${logName}`}>
        <NotStored saved={saved} />
        <header className="finding">
          <div className="calibrate-head">
            <FitWord verdict={finding.verdict} />
            <span className="muted calibrate-file">{logName}</span>
            <div className="calibrate-actions">
              <PdfMenu title="Calibration" source={source}>
                {() => <CalibrationView shown={shown} />}
              </PdfMenu>
              <Button icon="download" onClick={save}>
                Save result
              </Button>
              <Button
                kind={finding.verdict === "poor" ? "plain" : "primary"}
                icon="file"
                onClick={() => void makeScenario()}
              >
                Make a scenario
              </Button>
            </div>
          </div>
          <h2>{finding.lead}</h2>
          <p>{finding.support}</p>
        </header>
        {finding.helps.length === 0 ? null : (
          <section className="panel" aria-labelledby="calibrate-helps">
            <h3 id="calibrate-helps">What would help</h3>
            <ul className="load-notes">
              {finding.helps.map((help) => (
                <li key={help}>{help}</li>
              ))}
            </ul>
          </section>
        )}
        <Notes tone="unsure" notes={result.warnings} />
        <Errors result={result} />
        <SourceProvider value={source}>
          <CalibrationCharts result={result} />
        </SourceProvider>
        <div className="charts-pair">
          <Coefficients result={result} />
          <EngineSettings result={result} />
        </div>
        {result.notes.length === 0 ? null : (
          <section className="panel" aria-labelledby="calibrate-notes">
            <h3 id="calibrate-notes">What was assumed</h3>
            <ul className="load-notes">
              {result.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </section>
        )}
        <Provenance logName={logName} result={result} saved={saved} />
      </article>
    </DeckOffer>
  );
}

/** Which log, and what it takes to have the numbers again. */
export function calibrationSource(
  logName: string,
  { provenance: { logHash, seed, fittedRequests, engineVersion } }: CalibrateResult,
  locale: string,
): ChartSource {
  const fitted = `fitted to the first ${formatCount(fittedRequests, locale)} requests`;
  return {
    name: logName,
    origin: `Measured by the log's server; predicted by simulation, ${fitted}, seed ${seed}, log ${logHash.slice(0, 16)}, Headroom ${engineVersion}`,
  };
}

/** Where every number above comes from: enough to compute it again. */
function Provenance({ logName, result, saved }: ShownCalibration): ReactElement {
  const locale = useLocale();
  const { logHash, engineVersion, seed, fitShare, requests, format, columns, simulations } =
    result.provenance;
  const items: readonly (readonly [string, string])[] = [
    ["Log", logName],
    ["Hash", logHash.slice(0, 16)],
    ["Format", format],
    ["Columns", Object.values(columns).join(", ")],
    ["Requests that ended", formatCount(requests, locale)],
    ["Share fitted", formatPercent(fitShare, 0, locale)],
    ["Seed", String(seed)],
    ["Simulations", formatCount(simulations, locale)],
    ["Engine", engineVersion],
    ["Stored", storedText(saved, locale)],
  ];
  return (
    <dl className="provenance">
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
