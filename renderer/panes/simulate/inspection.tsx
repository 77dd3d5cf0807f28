import { useCallback, useEffect, useMemo, useRef } from "react";
import type { ReactElement } from "react";
import { INSPECTION_PARTS } from "../../../engine/contract/deck.js";
import type { InspectionPart, SlideShows } from "../../../engine/contract/deck.js";
import type {
  InspectedSession,
  InspectResult,
  SessionTrace,
} from "../../../engine/contract/inspect.js";
import { CsvButton } from "../../charts/csv-button.js";
import { useStill } from "../../charts/paper.js";
import { TimelineFrame } from "../../charts/timeline-frame.js";
import { traceSteps } from "../../charts/trace-model.js";
import type { ShownInspection, ShownSimulation } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";
import { formatCount } from "../../ui/format/number.js";
import { useLocale } from "../../ui/locale.js";
import { useSteps } from "../../ui/use-steps.js";
import { ProgressBar } from "../../ui/progress-bar.js";
import { DeckOffer } from "../deck/offer.js";
import { CriticalPath } from "./critical-path.js";
import { markWords, runTime, sessionCells, sessionsData } from "./session-words.js";
import { ScrollPart } from "../../ui/scroll-part.js";

/** The sessions of what is marked in the heat map, and the one of them that is chosen, span by span. */
export function Inspection({ simulation }: { simulation: ShownSimulation }): ReactElement | null {
  const inspection = useApp((state) => state.inspection);
  const close = useApp((state) => state.closeInspection);
  const locale = useLocale();
  const ref = useRef<HTMLElement>(null);
  const isOurs = inspection?.simulation === simulation;
  const mark = inspection?.mark;
  // Who asks for a list wants to go on in it.
  useEffect(() => {
    if (isOurs && mark !== undefined) ref.current?.focus();
  }, [isOurs, mark]);
  if (!isOurs) return null;
  const { result, fraction, fault } = inspection;
  return (
    <section
      ref={ref}
      tabIndex={-1}
      className="panel comparison inspection"
      aria-labelledby="inspection-title"
      aria-busy={fraction !== undefined}
    >
      <header className="panel-header">
        <div>
          <h3 id="inspection-title">Sessions inside</h3>
          <p className="muted">{markWords(inspection, locale)}</p>
        </div>
        <div className="panel-actions">
          {result === undefined ? null : (
            <CsvButton name="Sessions inside" table={() => sessionsData(result, locale)} />
          )}
          <Button kind="quiet" onClick={close}>
            Close
          </Button>
        </div>
      </header>
      {fault === undefined ? null : <Banner tone="bad">{fault}</Banner>}
      {fraction === undefined ? null : (
        <ProgressBar label="Simulating these sessions again" fraction={fraction} />
      )}
      {result === undefined ? null : <Found inspection={inspection} />}
    </section>
  );
}

function Found({ inspection }: { inspection: ShownInspection }): ReactElement | null {
  const { simulation, mark, result, trace } = inspection;
  const keep = useApp((state) => state.keepSimulation);
  const locale = useLocale();
  const shows = useMemo(
    () =>
      async (part: InspectionPart): Promise<SlideShows> => {
        const of = { run: await keep(simulation), architecture: simulation.architecture };
        if (part !== "one-session") return { kind: "inspection", ...of, mark, part };
        if (trace === undefined) throw new Error("no session is chosen");
        const { replication, workload, session } = trace.session;
        return { kind: "simulated-session", ...of, replication, workload, session, part };
      },
    [keep, simulation, mark, trace],
  );
  if (result === undefined) return null;
  return (
    <DeckOffer parts={INSPECTION_PARTS} shows={shows}>
      <SessionTable
        sessions={result.sessions}
        chosen={trace?.session}
        at={runTime(simulation, locale)}
      />
      {trace === undefined ? null : <OneSession trace={trace} />}
      <PathOfThese result={result} />
    </DeckOffer>
  );
}

/** What the critical paths of sessions that were found are made of; of one alone its own picture says it. */
export function PathOfThese({ result }: { result: InspectResult }): ReactElement | null {
  const completed = result.criticalPath.reduce((sum, { sessions }) => sum + sessions, 0);
  // Shares of one session in each group add up to one, but for rounding.
  if (completed > 0 && completed < 1.5) return null;
  return (
    <CriticalPath
      groups={result.criticalPath}
      name="Critical path of these sessions"
      empty="None of these sessions completed."
    />
  );
}

/** More spans than this are not made into a chart at once. */
const FEW_SPANS = 2000;

/** One simulated session, span by span. */
export function OneSession({ trace }: { trace: SessionTrace }): ReactElement {
  const locale = useLocale();
  const work = useCallback(() => traceSteps(trace, locale), [trace, locale]);
  // What is printed has to stand there at once.
  const still = useStill();
  const { result, late } = useSteps(work, !still && trace.spans.length > FEW_SPANS);
  return (
    <TimelineFrame
      model={result}
      name="One session"
      empty="This session took no time."
      loading={late}
    />
  );
}

const keyOf = ({ replication, workload, session }: InspectedSession): string =>
  `${replication} ${workload} ${session}`;

function SessionTable({
  sessions,
  chosen,
  at,
}: {
  sessions: readonly InspectedSession[];
  chosen: InspectedSession | undefined;
  /** Writes simulated time. */
  at: (ms: number) => string;
}): ReactElement {
  const locale = useLocale();
  const look = useApp((state) => state.inspectSession);
  if (sessions.length === 0) return <p className="muted">No session ended there.</p>;
  return (
    <ScrollPart className="table-scroll inspection-list" aria-label="Sessions">
      <table>
        <thead>
          <tr>
            <th scope="col">Session</th>
            <th scope="col">Came in</th>
            <th scope="col">Latency</th>
            <th scope="col">Most of it</th>
            <th scope="col">Steps</th>
            <th scope="col">Tool calls</th>
            <th scope="col">Retries</th>
            <th scope="col">Ended</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => {
            const cells = sessionCells(session, at, locale);
            const isChosen = chosen !== undefined && keyOf(chosen) === keyOf(session);
            return (
              <tr key={keyOf(session)} aria-selected={isChosen}>
                <th scope="row">
                  <Button
                    kind="quiet"
                    aria-pressed={isChosen}
                    title="Show it span by span"
                    onClick={() => void look(session)}
                  >
                    {cells.name}
                  </Button>
                </th>
                <td>{cells.started}</td>
                <td>{cells.latency}</td>
                <td>{cells.longest}</td>
                <td>{formatCount(session.brainSteps, locale)}</td>
                <td>{formatCount(session.toolCalls, locale)}</td>
                <td>{formatCount(session.retries, locale)}</td>
                <td>{session.status}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollPart>
  );
}
