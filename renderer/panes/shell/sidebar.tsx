import type { ReactElement } from "react";
import type { RunEntry, ScenarioEntry } from "../../../engine/contract/methods.js";
import { findScenario, latestRun } from "../../state/library.js";
import type { Library } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { formatInstant, formatWhen } from "../../ui/format/time.js";
import { Icon } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";
import { OlderButton, useNewest } from "../../ui/newest.js";
import { useNow } from "../../ui/use-now.js";
import { useRoving } from "../../ui/use-roving.js";
import { ResultLists } from "./result-lists.js";
import { DeckList } from "./deck-list.js";
import { SideItem } from "./side-item.js";
import { WorkspaceSwitch } from "./workspace-switch.js";

/** Runs shown at first. */
const FIRST_RUNS = 12;

/** The library and the latest runs: two lists, each one stop of the Tab key. */
export function Sidebar(): ReactElement {
  const library = useApp((state) => state.library);
  const refresh = useApp((state) => state.refreshLibrary);
  return (
    <aside className="sidebar" aria-label="Library">
      <WorkspaceSwitch />
      {library.kind === "loading" ? <p className="sidebar-note">Loading…</p> : null}
      {library.kind === "failed" ? (
        <div className="sidebar-note">
          <p>The library could not be read. {library.message}</p>
          <Button onClick={() => void refresh()}>Try again</Button>
        </div>
      ) : null}
      {library.kind === "ready" ? <Lists library={library} /> : null}
    </aside>
  );
}

function Lists({ library }: { library: Library & { kind: "ready" } }): ReactElement {
  const route = useApp((state) => state.route);
  const scenarios = [
    ...library.scenarios.filter(({ origin }) => origin === "shipped"),
    ...library.scenarios.filter(({ origin }) => origin === "user"),
  ];
  const shownRun = route.runId ?? latestRun(library, route.scenarioId)?.id;
  const runs = useNewest(library.runs, FIRST_RUNS, ({ id }) => id === shownRun);
  const scenarioRoving = useRoving(
    scenarios.map(({ id }) => id),
    route.scenarioId,
  );
  const runRoving = useRoving(
    runs.shown.map(({ id }) => id),
    shownRun,
  );
  const group = (origin: ScenarioEntry["origin"], title: string, empty: string): ReactElement => {
    const entries = scenarios.filter((entry) => entry.origin === origin);
    return (
      <section>
        <h2>{title}</h2>
        {entries.length === 0 ? <p className="sidebar-note">{empty}</p> : null}
        <ul>
          {entries.map((entry) => (
            <ScenarioItem
              key={entry.id}
              entry={entry}
              current={entry.id === route.scenarioId}
              roving={scenarioRoving.item(entry.id)}
            />
          ))}
        </ul>
      </section>
    );
  };
  return (
    <div className="sidebar-lists">
      <nav aria-label="Scenarios" {...scenarioRoving.list}>
        {group("shipped", "Shipped scenarios", "None.")}
        {group("user", "Your scenarios", "Save a copy of a shipped one to make it yours.")}
      </nav>
      <ResultLists library={library} />
      <DeckList decks={library.decks} />
      <nav aria-label="Recent runs" {...runRoving.list}>
        <section>
          <h2>Recent runs</h2>
          {runs.shown.length === 0 ? (
            <p className="sidebar-note">Every finished run is kept here.</p>
          ) : null}
          <ul>
            {runs.shown.map((run) => (
              <RunItem
                key={run.id}
                run={run}
                inLibrary={findScenario(library, run.scenarioId) !== undefined}
                current={run.id === shownRun}
                roving={runRoving.item(run.id)}
              />
            ))}
          </ul>
          <OlderButton of={runs} />
        </section>
      </nav>
    </div>
  );
}

type RovingItem = ReturnType<ReturnType<typeof useRoving>["item"]>;

function ScenarioItem({
  entry,
  current,
  roving,
}: {
  entry: ScenarioEntry;
  current: boolean;
  roving: RovingItem;
}): ReactElement {
  const navigate = useApp((state) => state.navigate);
  const { id, name, damage, description } = entry;
  const open = (): void => {
    // What is wrong with a damaged file is told where its text is.
    navigate({
      scenarioId: id,
      runId: undefined,
      ...(damage === undefined ? {} : { pane: "scenario" }),
    });
  };
  return (
    <SideItem
      item={{ kind: "scenario", entry }}
      current={current}
      roving={roving}
      title={damage ?? description}
      onOpen={open}
    >
      {damage === undefined ? (
        <Icon name="file" />
      ) : (
        <span className="tone-bad">
          <Icon name="warning" />
        </span>
      )}
      <span className="side-name">
        {name}
        {damage === undefined ? null : <span className="side-detail tone-bad">Damaged file</span>}
      </span>
    </SideItem>
  );
}

const OUTCOMES = {
  met: { icon: "check", tone: "good", words: "every requirement is met" },
  missed: { icon: "cross", tone: "unsure", words: "a requirement is not met" },
  none: { icon: "chart", tone: "muted", words: "no requirement was judged" },
} as const;

function RunItem({
  run,
  inLibrary,
  current,
  roving,
}: {
  run: RunEntry;
  inLibrary: boolean;
  current: boolean;
  roving: RovingItem;
}): ReactElement {
  const openDialog = useApp((state) => state.openDialog);
  const navigate = useApp((state) => state.navigate);
  const locale = useLocale();
  const now = useNow();
  const { requirementsMet, damage } = run;
  const outcome = OUTCOMES[requirementsMet === null ? "none" : requirementsMet ? "met" : "missed"];
  return (
    <SideItem
      item={{ kind: "run", entry: run }}
      current={current}
      roving={roving}
      title={damage ?? `${formatInstant(run.createdAt, locale)}: ${outcome.words}`}
      onOpen={() =>
        damage === undefined
          ? navigate({
              pane: "compare",
              scenarioId: inLibrary ? run.scenarioId : undefined,
              runId: run.id,
            })
          : openDialog({ kind: "damaged", item: { kind: "run", entry: run } })
      }
    >
      <span className={`tone-${damage === undefined ? outcome.tone : "bad"}`}>
        <Icon name={damage === undefined ? outcome.icon : "warning"} />
      </span>
      <span className="side-name">
        {run.name ?? run.scenarioName}
        <span className="side-detail">
          {damage === undefined
            ? `${formatWhen(run.createdAt, now, locale)} · seed ${run.seed}`
            : "Damaged file"}
        </span>
        <span className="sr-only">{outcome.words}</span>
      </span>
    </SideItem>
  );
}
