import { memo, useCallback, useEffect, useMemo, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { SESSION_PARTS } from "../../../engine/contract/deck.js";
import type { SlideShows } from "../../../engine/contract/deck.js";
import type { SessionView } from "../../../engine/contract/session-methods.js";
import { TimelineFrame } from "../../charts/timeline-frame.js";
import { timelineModel, timelineSteps } from "../../charts/timeline-model.js";
import { SourceProvider } from "../../charts/source.js";
import type { ChartSource } from "../../charts/source.js";
import type { OpenSession } from "../../state/live-parts.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { sentence } from "../../ui/format/sentence.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { Icon } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";
import { ARCHITECTURE_NAMES, ORIGIN_NAMES } from "../../ui/names.js";
import { useEvery } from "../../ui/use-every.js";
import { useSteps } from "../../ui/use-steps.js";
import { saveFile, textFile } from "../../ui/save-file.js";
import { DeckOffer } from "../deck/offer.js";
import { SendForm } from "./send-form.js";
import { Spending } from "./spending.js";
import { Transcript } from "./transcript-view.js";
import { WaitingCalls } from "./waiting-calls.js";
import { statusLook } from "./words.js";

/** The open session: what it does now, what it waits for, what it spent, and all that happened. */
export function SessionPanel(): ReactElement | null {
  const open = useApp((state) => state.openSession);
  const retry = useApp((state) => state.retryLive);
  const fault = useApp((state) => state.sessionFault);
  if (open === undefined) return null;
  if (open.view === undefined) {
    return open.fault === undefined ? (
      <p className="pane-loading">Loading…</p>
    ) : (
      <EmptyState
        title="This session could not be read."
        action={<Button onClick={retry}>Try again</Button>}
      >
        <p>{open.fault}</p>
      </EmptyState>
    );
  }
  const { view } = open;
  return (
    <article className="live-session" aria-label={`Session ${view.title}`}>
      <SessionHead view={view} />
      {open.fault === undefined ? null : (
        <Banner tone="bad" urgent actions={<Button onClick={retry}>Try again</Button>}>
          The session is no longer followed. {open.fault}
        </Banner>
      )}
      {fault === undefined ? null : (
        <Banner tone="bad" urgent>
          {fault}
        </Banner>
      )}
      <EndBanner view={view} />
      <WaitingCalls view={view} />
      <Spending events={open.events} view={view} />
      <SourceProvider value={sessionSource(view)}>
        <Offered id={open.id}>
          <Timeline key={open.id} events={open.events} view={view} />
        </Offered>
      </SourceProvider>
      <Transcript key={open.id} open={open} view={view} />
      <SendForm view={view} />
    </article>
  );
}

/** A session's log is kept as it goes on, so its timeline can be on a slide at any time. */
function Offered({ id, children }: { id: string; children: ReactNode }): ReactElement {
  const shows = useMemo(
    () =>
      async (part: "timeline"): Promise<SlideShows> => ({ kind: "session", session: id, part }),
    [id],
  );
  return (
    <DeckOffer parts={SESSION_PARTS} shows={shows}>
      {children}
    </DeckOffer>
  );
}

function SessionHead({ view }: { view: SessionView }): ReactElement {
  const busy = useApp((state) => state.sessionBusy);
  const pause = useApp((state) => state.pauseSession);
  const resume = useApp((state) => state.resumeSession);
  const stop = useApp((state) => state.stopSession);
  const read = useApp((state) => state.exportSession);
  const change = useApp((state) => state.changeDraft);
  const navigate = useApp((state) => state.navigate);
  const save = async (): Promise<void> => {
    const file = await read();
    if (file === undefined) return;
    saveFile(await textFile(file.text, "application/x-ndjson"), file.name);
  };
  const { words, tone, icon } = statusLook(view);
  const { status, model } = view;
  return (
    <header className="live-head">
      <div className="live-head-words">
        <h2>{view.title}</h2>
        <span className={`live-status tone-${tone}`}>
          <Icon name={icon} size={12} />
          {words}
        </span>
        <OriginBadge view={view} />
        <p className="muted">
          {ARCHITECTURE_NAMES[view.architecture]}, {model.name} version {model.version}
          {model.requested === model.name ? null : <> for {model.requested}</>},{" "}
          <code>{view.id}</code>
        </p>
      </div>
      <div className="live-actions">
        {status === "running" || status === "waiting" ? (
          <Button icon="pause" disabled={busy} onClick={() => void pause()}>
            Pause
          </Button>
        ) : null}
        {status === "paused" || status === "interrupted" ? (
          <Button kind="primary" icon="run" disabled={busy} onClick={() => void resume()}>
            Resume
          </Button>
        ) : null}
        {status === "ended" ? null : (
          <Button icon="stop" disabled={busy} onClick={() => void stop()}>
            Stop
          </Button>
        )}
        <Button
          icon="redo"
          title="Begin it anew, with the model saying what it said then"
          onClick={() => {
            change({ workload: "replay", replay: view.id });
            navigate({ sessionId: undefined, loadId: undefined });
          }}
        >
          Replay…
        </Button>
        <Button
          icon="file"
          title="Save its log as a file of JSON lines"
          onClick={() => void save()}
        >
          Export
        </Button>
      </div>
    </header>
  );
}

/** Says where the words come from; a rehearsal must never pass for a model. */
export function OriginBadge({ view }: { view: Pick<SessionView, "origin"> }): ReactElement {
  return <span className={`origin origin-${view.origin}`}>{ORIGIN_NAMES[view.origin]}</span>;
}

function EndBanner({ view }: { view: SessionView }): ReactElement | null {
  const { status, outcome, message } = view;
  if (status === "interrupted") {
    return (
      <Banner tone="unsure">
        The process that ran this session has ended. Nothing in its log is lost; Resume goes on
        where it stopped.
      </Banner>
    );
  }
  if (status === "paused" && message !== null) {
    return <Banner tone="bad">{sentence(message)}</Banner>;
  }
  if (status !== "ended" || outcome === "completed" || outcome === "stopped") return null;
  return (
    <Banner tone="bad">{message === null || message === "" ? outcome : sentence(message)}</Banner>
  );
}

/** Which session, whose words it has, and where it ran. */
export function sessionSource({
  title,
  id,
  origin,
  architecture,
  model,
}: SessionView): ChartSource {
  const where = `${ARCHITECTURE_NAMES[architecture]}, ${model.name} version ${model.version}`;
  return { name: title, origin: `Measured live, ${ORIGIN_NAMES[origin]}: ${where}, session ${id}` };
}

/** As often as an eye follows; a timeline of ten thousand events takes 60 ms of work, and has as many times longer. */
const REDRAW_MS = 250;
const FEW_EVENTS = 1000;

interface LogProps {
  readonly events: OpenSession["events"];
  readonly view: SessionView;
}

/** The timeline of a session as far as its log goes. */
export function StillTimeline({ events, view }: LogProps): ReactElement {
  const locale = useLocale();
  const model = useMemo(
    () => timelineModel(events, view.origin, lastMsOf(events, view), locale),
    [events, view, locale],
  );
  return <TimelineFrame model={model} name="Timeline" empty="The brain has not begun." />;
}

const lastMsOf = (events: OpenSession["events"], { createdAt }: SessionView): number =>
  Date.parse(events.at(-1)?.at ?? createdAt);

const Timeline = memo(function Timeline({ events: latest, view }: LogProps): ReactElement {
  const locale = useLocale();
  const redrawMs = Math.floor(latest.length / FEW_EVENTS) * REDRAW_MS;
  const events = useEvery(latest, redrawMs);
  const lastMs = lastMsOf(events, view);
  const nowMs = useClock(view.status === "running", Math.max(REDRAW_MS, redrawMs));
  const untilMs = Math.max(lastMs, nowMs ?? lastMs);
  const work = useCallback(
    () => timelineSteps(events, view.origin, untilMs, locale),
    [events, view.origin, untilMs, locale],
  );
  const { result, late } = useSteps(work, events.length > FEW_EVENTS);
  return (
    <TimelineFrame model={result} name="Timeline" empty="The brain has not begun." loading={late} />
  );
});

/** The present while something runs, so that what is under way grows; undefined while nothing does. */
function useClock(running: boolean, everyMs: number): number | undefined {
  const [nowMs, setNowMs] = useState<number>();
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [running, everyMs]);
  return running ? nowMs : undefined;
}
