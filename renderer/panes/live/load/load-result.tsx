import { useMemo } from "react";
import type { ReactElement } from "react";
import { DRIVE_PARTS } from "../../../../engine/contract/deck.js";
import type { ChartView, DrivePart, SlideShows } from "../../../../engine/contract/deck.js";
import type { DriveResult } from "../../../../engine/contract/drive.js";
import { driveSentences, windowSentences } from "../../../../engine/contract/drive-wording.js";
import { driveScatter } from "../../../charts/drive-scatter.js";
import { ChartFrame } from "../../../charts/frame.js";
import { ScatterChart } from "../../../charts/scatter-chart.js";
import { SourceProvider } from "../../../charts/source.js";
import type { ChartSource } from "../../../charts/source.js";
import type { Saved } from "../../../state/parts.js";
import { useApp } from "../../../state/use-app.js";
import { Button } from "../../../ui/button.js";
import type { FigureText } from "../../../ui/format/figure.js";
import { formatGiven, formatPercent } from "../../../ui/format/number.js";
import { formatInstant } from "../../../ui/format/time.js";
import { Icon } from "../../../ui/icons.js";
import { useLocale } from "../../../ui/locale.js";
import { ARCHITECTURE_NAMES, ORIGIN_NAMES } from "../../../ui/names.js";
import { DeckOffer } from "../../deck/offer.js";
import { Notes } from "../../work/notes.js";
import { NotStored } from "../../work/not-stored.js";
import { PdfMenu } from "../../paper/pdf-menu.js";
import { KeptGauges } from "./load-gauges.js";
import { drivenOf, measuredRows, poolRows, predictedRows } from "./load-rows.js";
import { TablePanel } from "../../../ui/table-panel.js";

interface Props {
  /** Undefined while it is not kept. */
  readonly id: string | undefined;
  readonly createdAt: string;
  readonly result: DriveResult;
  readonly saved: Saved<unknown>;
}

/** What a load run measured, why, and what the simulator says of the same. */
export function LoadResult({ id, createdAt, result, saved }: Props): ReactElement {
  const locale = useLocale();
  const remove = useApp((state) => state.removeLoad);
  const takeScenario = useApp((state) => state.takeScenario);
  /** What the run taught of its sessions, its model and its tools, ready to be changed and simulated. */
  const learnt = (): string => JSON.stringify(result.prediction?.scenario, undefined, 2);
  const { scenarioName, origin, model, ratePerSecond, durationSeconds, warmUpShare } = result;
  const { repeats, budget, notes, seed } = result;
  const given = (value: number): string => formatGiven(value, locale);
  const source = driveSource(result);
  const shows = useMemo(
    () =>
      id === undefined
        ? undefined
        : async (part: DrivePart, view?: ChartView): Promise<SlideShows> => ({
            kind: "drive",
            drive: id,
            part,
            ...(view === undefined ? {} : { view }),
          }),
    [id],
  );
  const parts = useMemo(() => driveParts(result), [result]);
  return (
    <DeckOffer parts={parts} shows={shows}>
      <article className="live-session" aria-label={`Load run of ${scenarioName}`}>
        <NotStored saved={saved} />
        <header className="live-head">
          <div className="live-head-words">
            <h2>{scenarioName}: load run</h2>
            <span className={`origin origin-${origin}`}>{ORIGIN_NAMES[origin]}</span>
            <p className="muted">
              {given(ratePerSecond)} sessions/s for {given(durationSeconds)} s, the first{" "}
              {formatPercent(warmUpShare, 0, locale)} as warm-up; {given(repeats)}{" "}
              {repeats === 1 ? "run" : "runs"} of each, seed {seed}; {given(budget.modelSlots)}{" "}
              model slots; workers: {given(budget.workers.coupled)} coupled,{" "}
              {given(budget.workers.decoupled)} decoupled; {model};{" "}
              {formatInstant(createdAt, locale)}
            </p>
          </div>
          <div className="live-actions">
            <PdfMenu title="Load run" source={source}>
              {() => <LoadResult id={id} createdAt={createdAt} result={result} saved={saved} />}
            </PdfMenu>
            {result.prediction === undefined ? null : (
              <Button onClick={() => void takeScenario(`${scenarioName}, as driven`, learnt())}>
                Take as a scenario
              </Button>
            )}
            {id === undefined ? null : <Button onClick={() => void remove(id)}>Remove</Button>}
          </div>
        </header>
        <ul className="panel load-findings" aria-label="Findings">
          {driveSentences(result).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <Measured result={result} />
        <SourceProvider value={source}>
          <KeptGauges result={result} />
          <LoadScatter result={result} />
        </SourceProvider>
        <Predicted result={result} />
        <Pools result={result} />
        <section className="panel" aria-label="Notes">
          <h3>What to know of these figures</h3>
          <ul className="load-notes">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      </article>
    </DeckOffer>
  );
}

/** What of a load run can be put on slides. */
function driveParts({ gauges = [], prediction }: DriveResult): readonly DrivePart[] {
  return DRIVE_PARTS.filter((part) => {
    if (part === "gauges-over-time") return gauges.length > 0;
    return part === "measured" || prediction !== undefined;
  });
}

/** The figures of each deployment, and the change between them. */
export function Measured({ result }: { result: DriveResult }): ReactElement {
  const locale = useLocale();
  const driven = drivenOf(result);
  const compared = result.comparison.length > 0;
  return (
    <>
      <Notes tone="unsure" notes={windowSentences(result)} />
      <TablePanel
        id="load-measured"
        title="Measured"
        about="Of the sessions that ended after the warm-up, while sessions arrived."
      >
        <thead>
          <tr>
            <th scope="col">Figure</th>
            {driven.map((name) => (
              <th key={name} scope="col" className="numeric">
                {ARCHITECTURE_NAMES[name]}
              </th>
            ))}
            {compared ? (
              <th scope="col" className="numeric">
                Change
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {measuredRows(result, locale).map(({ label, cells, change }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {driven.map((name, at) => (
                <FigureCell key={name} text={cells[at]} />
              ))}
              {compared ? <td className="numeric">{change}</td> : null}
            </tr>
          ))}
        </tbody>
      </TablePanel>
    </>
  );
}

const CHART_HEIGHT = 340;

/** The times of the table below as points: measured along, predicted up. */
export function LoadScatter({ result }: { result: DriveResult }): ReactElement | null {
  const locale = useLocale();
  const { prediction } = result;
  const model = useMemo(
    () => (prediction === undefined ? undefined : driveScatter(prediction, locale)),
    [prediction, locale],
  );
  if (model === undefined) return null;
  return (
    <ChartFrame model={model} name="Predicted against measured" height={CHART_HEIGHT}>
      {(props) => <ScatterChart {...props} />}
    </ChartFrame>
  );
}

/** Which run, and what it takes to have its numbers again. */
export function driveSource({
  scenarioName,
  model,
  repeats,
  seed,
  prediction,
}: DriveResult): ChartSource {
  return {
    name: scenarioName,
    origin: `Measured on the live engine (${model}), runs of each: ${repeats}, seed ${seed}; predicted by simulation, replications: ${prediction?.replications ?? 0}`,
  };
}

/** The same figures as the simulator predicts them, and whether they lie where they should. */
export function Predicted({ result }: { result: DriveResult }): ReactElement | null {
  const locale = useLocale();
  const { prediction } = result;
  if (prediction === undefined) return null;
  const rows = predictedRows(result, locale);
  const judged = rows.filter(({ within }) => within !== null);
  const within = judged.filter((row) => row.within === true).length;
  return (
    <TablePanel
      id="load-predicted"
      title={`Measured beside predicted: ${within} of ${judged.length} figures lie where 95% of such runs would`}
      about={[
        ...prediction.basis,
        `${formatGiven(prediction.replications, locale)} simulated runs of each.`,
      ].join(" ")}
    >
      <thead>
        <tr>
          <th scope="col">Figure</th>
          <th scope="col">Architecture</th>
          <th scope="col" className="numeric">
            Measured
          </th>
          <th scope="col" className="numeric">
            Predicted
          </th>
          <th scope="col" className="numeric">
            Error
          </th>
          <th scope="col" className="numeric">
            95% of such runs
          </th>
          <th scope="col">Measured lies</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.label}</th>
            <td>{ARCHITECTURE_NAMES[row.architecture]}</td>
            <FigureCell text={row.measured} />
            <td className="numeric">{row.predicted}</td>
            <td className="numeric">{row.error}</td>
            <td className="numeric">{row.range}</td>
            <td>{row.within === null ? "" : <Within within={row.within} />}</td>
          </tr>
        ))}
      </tbody>
    </TablePanel>
  );
}

function Within({ within }: { within: boolean }): ReactElement {
  return within ? (
    <span className="tone-good">
      <Icon name="check" size={12} /> within
    </span>
  ) : (
    <span className="tone-unsure">
      <Icon name="warning" size={12} /> outside
    </span>
  );
}

function Pools({ result }: { result: DriveResult }): ReactElement {
  const locale = useLocale();
  return (
    <TablePanel
      id="load-pools"
      title="Pools"
      about="Share of their time that servers were taken, and how many waited for one, on average."
    >
      <thead>
        <tr>
          <th scope="col">Pool</th>
          <th scope="col">Architecture</th>
          <th scope="col" className="numeric">
            Servers
          </th>
          <th scope="col" className="numeric">
            Taken
          </th>
          <th scope="col" className="numeric">
            Waiting
          </th>
        </tr>
      </thead>
      <tbody>
        {poolRows(result, locale).map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.pool}</th>
            <td>{ARCHITECTURE_NAMES[row.architecture]}</td>
            <td className="numeric">{row.servers}</td>
            <FigureCell text={row.taken} />
            <FigureCell text={row.waiting} />
          </tr>
        ))}
      </tbody>
    </TablePanel>
  );
}

function FigureCell({ text }: { text: FigureText | undefined }): ReactElement {
  return (
    <td className="numeric">
      {text?.value}
      {text?.interval === undefined ? null : <small>{text.interval}</small>}
    </td>
  );
}
