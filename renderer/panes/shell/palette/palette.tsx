import { useDeferredValue, useEffect, useId, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import { useApp, useAppStore } from "../../../state/use-app.js";
import { useLocale } from "../../../ui/locale.js";
import { useNow } from "../../../ui/use-now.js";
import { Keys } from "../commands/keys-view.js";
import { linkEntry, paletteEntries } from "./entries.js";
import { matchEntries } from "./match.js";
import type { Match } from "./match.js";

/**
 * Finds commands, panes, scenarios, runs and sessions by a few letters (WAI-ARIA combobox with a
 * listbox): the focus stays in the field, the arrows move the choice. Closing gives the focus back to
 * where it was, before anything is done.
 */
export function Palette({ lists }: { lists: "everything" | "scenarios" }): ReactElement {
  const store = useAppStore();
  // Its closing is told late, when another dialog may be open already.
  const [own] = useState(() => store.getState().dialog);
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const matches = useMatches(lists, useDeferredValue(query));
  const chosen = Math.min(at, matches.length - 1);

  useEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    // A click on the backdrop reaches the dialog itself, one inside reaches its content.
    const onClick = (event: MouseEvent): void => {
      if (event.target === element) element.close();
    };
    element.addEventListener("click", onClick);
    element.showModal();
    field.current?.focus();
    void store.getState().refreshSessions();
    void store.getState().refreshLoads();
    return () => {
      element.removeEventListener("click", onClick);
      element.close();
    };
  }, [store]);

  const pick = (match: Match | undefined): void => {
    if (match === undefined) return;
    // Closed first: what a command does with the focus is the last word.
    dialog.current?.close();
    const { closeDialog, notePick } = store.getState();
    closeDialog();
    notePick(match.entry.id);
    match.entry.run(store.getState());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = moved(event.key, chosen, matches.length);
    if (next !== undefined) setAt(next);
    else if (event.key === "Enter") pick(matches[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={lists === "scenarios" ? "Open a scenario" : "Find anything"}
      onClose={() => {
        const { dialog: open, closeDialog } = store.getState();
        if (open === own) closeDialog();
      }}
    >
      <input
        ref={field}
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={chosen >= 0 ? optionId(listId, chosen) : undefined}
        aria-autocomplete="list"
        aria-label={lists === "scenarios" ? "Scenario" : "Command, pane, scenario, run or session"}
        placeholder={
          lists === "scenarios"
            ? "Open a scenario…"
            : "Find a command, pane, scenario, run or session…"
        }
        maxLength={1000}
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- no list of the browser's own shows keys and kinds */}
      <div id={listId} role="listbox" aria-label="Found">
        {matches.map((match, index) => (
          <Option
            key={match.entry.id}
            id={optionId(listId, index)}
            match={match}
            chosen={index === chosen}
            onPick={() => pick(match)}
          />
        ))}
      </div>
      {matches.length === 0 ? <p className="palette-empty">Nothing has these letters.</p> : null}
      <output className="sr-only">{`${matches.length} found`}</output>
    </dialog>
  );
}

const optionId = (listId: string, index: number): string => `${listId}-${index}`;

function useMatches(lists: "everything" | "scenarios", query: string): readonly Match[] {
  const store = useAppStore();
  const library = useApp((state) => state.library);
  const sessions = useApp((state) => state.sessionList);
  const loads = useApp((state) => state.loadList);
  const recent = useApp((state) => state.recentPicks);
  const locale = useLocale();
  const now = useNow();
  const entries = useMemo(
    () =>
      paletteEntries(
        { ...store.getState(), library, sessionList: sessions, loadList: loads },
        lists,
        now,
        locale,
      ),
    [store, library, sessions, loads, lists, now, locale],
  );
  return useMemo(() => {
    const link = linkEntry(query);
    if (link !== undefined) return [{ entry: link, marked: new Set<number>() }];
    return matchEntries(entries, query, recent);
  }, [entries, query, recent]);
}

/** Where a key leads in a list of so many; round at both ends. */
function moved(key: string, at: number, length: number): number | undefined {
  if (length === 0) return undefined;
  switch (key) {
    case "ArrowDown":
      return (at + 1) % length;
    case "ArrowUp":
      return (at - 1 + length) % length;
    case "PageDown":
      return Math.min(length - 1, at + 8);
    case "PageUp":
      return Math.max(0, at - 8);
    default:
      return undefined;
  }
}

function Option({
  id,
  match: { entry, marked },
  chosen,
  onPick,
}: {
  id: string;
  match: Match;
  chosen: boolean;
  onPick: () => void;
}): ReactElement {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) element.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/click-events-have-key-events -- as its list; the field has the keyboard for it
    <div ref={element} id={id} role="option" aria-selected={chosen} tabIndex={-1} onClick={onPick}>
      <span className="palette-title">{withMarks(entry.title, marked)}</span>
      {entry.detail === undefined ? null : <span className="palette-detail">{entry.detail}</span>}
      <span className="palette-kind">{entry.kind}</span>
      {entry.keys === undefined ? null : <Keys keys={entry.keys} />}
    </div>
  );
}

/** A title with the letters that were looked for made to stand out. */
function withMarks(title: string, marked: ReadonlySet<number>): ReactElement[] {
  return Array.from(title.matchAll(/./gsu), ({ 0: letter, index }) =>
    marked.has(index) ? <b key={index}>{letter}</b> : <span key={index}>{letter}</span>,
  );
}
