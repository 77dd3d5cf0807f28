import { COMMAND_IDS, commandWords } from "../../../../engine/contract/commands.js";
import type { CommandId } from "../../../../engine/contract/commands.js";
import type { RunEntry } from "../../../../engine/contract/methods.js";
import type { AppState } from "../../../state/app-state.js";
import { findScenario } from "../../../state/library.js";
import { formatWhen } from "../../../ui/format/time.js";
import { keptWork, placeOf } from "../../overview/recent.js";
import { ACTIONS } from "../commands/actions.js";

/** One thing that the palette finds. */
export interface PaletteEntry {
  /** Of its kind and itself, so that a pick is recognised another day. */
  readonly id: string;
  readonly title: string;
  /** What it is, beside the title; it is searched as well. */
  readonly kind: string;
  readonly detail?: string;
  /** Keys that do the same. */
  readonly keys?: string;
  readonly run: (state: AppState) => void;
}

/** Words that stand beside an entry, by its kind. */
const KINDS = {
  scenario: "Scenario",
  run: "Saved run",
  plan: "Plan",
  projection: "Projection",
  sensitivity: "Study",
  "side-by-side": "Study",
  calibration: "Calibration",
  deck: "Deck",
  session: "Live session",
  load: "Load run",
};

const DAMAGED = "Damaged file";

/** All that can be picked now: every command that has something to do, then what can be opened. */
export function paletteEntries(
  state: AppState,
  lists: "everything" | "scenarios",
  now: Date,
  locale: string,
): readonly PaletteEntry[] {
  const scenarios = scenarioEntries(state);
  if (lists === "scenarios") return scenarios;
  return [...commandEntries(state), ...scenarios, ...openable(state, now, locale)];
}

/** What a copied link among the words looked for leads to. */
export function linkEntry(query: string): PaletteEntry | undefined {
  const link = /\S*#\/\S+/.exec(query)?.[0];
  if (link === undefined) return undefined;
  return {
    id: "link",
    title: "Open this link",
    kind: "Link",
    run: (state) => state.openLink(link),
  };
}

function commandEntries(state: AppState): PaletteEntry[] {
  const canRun = (id: CommandId): boolean =>
    // It is open already.
    id !== "palette.open" && ACTIONS[id].when?.(state) !== false;
  return COMMAND_IDS.filter(canRun).map((id) => {
    const { title, group, keys } = commandWords(id);
    return {
      id: `command:${id}`,
      title,
      kind: group,
      keys: keys[0],
      run: ACTIONS[id].run,
    };
  });
}

function scenarioEntries({ library }: AppState): PaletteEntry[] {
  if (library.kind !== "ready") return [];
  return library.scenarios.map(({ id, name, damage }) => ({
    id: `scenario:${id}`,
    title: name,
    kind: KINDS.scenario,
    ...(damage === undefined ? {} : { detail: DAMAGED }),
    run: ({ navigate }) =>
      navigate({
        scenarioId: id,
        runId: undefined,
        // What is wrong with a damaged file is told where its text is.
        ...(damage === undefined ? {} : { pane: "scenario" }),
      }),
  }));
}

/** Kept results, live sessions and load runs, as far as their lists have been read. */
function openable(state: AppState, now: Date, locale: string): PaletteEntry[] {
  const { library, sessionList, loadList } = state;
  const when = (iso: string): string => formatWhen(iso, now, locale);
  const runs = library.kind === "ready" ? library.runs : [];
  const decks = library.kind === "ready" ? library.decks : [];
  const sessions = sessionList.kind === "ready" ? sessionList.sessions : [];
  const loads = loadList.kind === "ready" ? loadList.drives : [];
  return [
    ...runs.map((entry) => openRun(entry, library, when)),
    ...keptWork(library, { kind: "loading" })
      .filter(({ kind }) => kind !== "run")
      .map((item) => ({
        id: `${item.kind}:${item.id}`,
        title: item.name,
        kind: KINDS[item.kind],
        detail: when(item.createdAt),
        run: ({ navigate }: AppState) => navigate(placeOf(item)),
      })),
    ...decks.map((entry) => ({
      id: `deck:${entry.id}`,
      title: entry.name,
      kind: KINDS.deck,
      detail: entry.damage === undefined ? when(entry.modifiedAt) : DAMAGED,
      run: ({ navigate, openDialog }: AppState) =>
        entry.damage === undefined
          ? navigate({ pane: "overview", deckId: entry.id })
          : openDialog({ kind: "damaged", item: { kind: "deck", entry } }),
    })),
    ...sessions.map(({ id, title, createdAt }) => ({
      id: `session:${id}`,
      title,
      kind: KINDS.session,
      detail: when(createdAt),
      run: ({ navigate }: AppState) => navigate({ pane: "live", sessionId: id, loadId: undefined }),
    })),
    ...loads.map(({ id, scenarioName, createdAt }) => ({
      id: `load:${id}`,
      title: scenarioName,
      kind: KINDS.load,
      detail: when(createdAt),
      run: ({ navigate }: AppState) => navigate({ pane: "live", loadId: id }),
    })),
  ];
}

function openRun(
  entry: RunEntry,
  library: AppState["library"],
  when: (iso: string) => string,
): PaletteEntry {
  const { id, scenarioId, scenarioName, createdAt, seed, damage } = entry;
  return {
    id: `run:${id}`,
    title: scenarioName,
    kind: KINDS.run,
    detail: damage === undefined ? `${when(createdAt)} · seed ${seed}` : DAMAGED,
    run: ({ navigate, openDialog }) =>
      damage === undefined
        ? navigate({
            pane: "compare",
            scenarioId: findScenario(library, scenarioId) === undefined ? undefined : scenarioId,
            runId: id,
          })
        : openDialog({ kind: "damaged", item: { kind: "run", entry } }),
  };
}
