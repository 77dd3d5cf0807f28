import type { ReactElement } from "react";
import { isDirty, openDocument } from "../../state/document.js";
import type { OpenDocument, Pane } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Button, IconButton } from "../../ui/button.js";
import { Segmented } from "../../ui/segmented.js";
import { RunControl } from "./run-control.js";
import { RunOptionsButton } from "./run-options-form.js";
import { titleWithKeys } from "./commands/keys.js";

/** Panes that show something else than the open scenario. */
const OWN_TITLES: Readonly<Partial<Record<Pane, string>>> = {
  calibrate: "Calibration",
  live: "Live sessions",
  settings: "Settings",
};

/** What is open, where one is, and the one thing to press. */
export function TopBar(): ReactElement {
  const document = useApp((state) => openDocument(state.document));
  const pane = useApp((state) => state.route.pane);
  const theme = useApp((state) => state.settings.theme);
  const changeSettings = useApp((state) => state.changeSettings);
  const openDialog = useApp((state) => state.openDialog);
  // Neither is of the open scenario, and Run would start nothing in them.
  const inDeck = useApp((state) => pane === "overview" && state.route.deckId !== undefined);
  const own = inDeck ? "Deck" : OWN_TITLES[pane];
  return (
    <header className="top-bar">
      <div className="top-bar-title">
        <h1>{own ?? document?.name ?? "Headroom"}</h1>
        {document === undefined || own !== undefined ? null : <DocumentState document={document} />}
      </div>
      <div className="top-bar-end">
        <Button
          kind="quiet"
          icon="search"
          aria-label="Find anything"
          title={titleWithKeys("Find anything", "palette.open")}
          onClick={() => openDialog({ kind: "palette", lists: "everything" })}
        />
        <UndoRedo />
        {own === undefined ? (
          <>
            <RunOptionsButton />
            <RunControl />
          </>
        ) : null}
        <Segmented
          label="Theme"
          segments={[
            { value: "system", label: "System theme", icon: "system" },
            { value: "light", label: "Light theme", icon: "sun" },
            { value: "dark", label: "Dark theme", icon: "moon" },
          ]}
          value={theme}
          onChange={(next) => void changeSettings({ theme: next })}
        />
        <Button
          kind="quiet"
          icon="question"
          aria-label="Keyboard shortcuts"
          title={titleWithKeys("Keyboard shortcuts", "help.shortcuts")}
          onClick={() => openDialog({ kind: "shortcuts" })}
        />
      </div>
    </header>
  );
}

/** What can be taken back, and what can be done again, over all panes. */
function UndoRedo(): ReactElement {
  const last = useApp((state) => state.past.at(-1)?.what);
  const next = useApp((state) => state.future.at(-1)?.what);
  const undo = useApp((state) => state.undo);
  const redo = useApp((state) => state.redo);
  return (
    <div className="undo-redo">
      <IconButton
        icon="undo"
        label="Undo"
        title={last === undefined ? "Nothing to undo" : titleWithKeys(`Undo ${last}`, "edit.undo")}
        disabled={last === undefined}
        onClick={() => void undo()}
      />
      <IconButton
        icon="redo"
        label="Redo"
        title={next === undefined ? "Nothing to redo" : titleWithKeys(`Redo ${next}`, "edit.redo")}
        disabled={next === undefined}
        onClick={() => void redo()}
      />
    </div>
  );
}

function DocumentState({ document }: { document: OpenDocument }): ReactElement {
  return <span className="document-state">{stateWords(document)}</span>;
}

function stateWords(document: OpenDocument): string {
  if (document.id === undefined) return "From a saved run, not in the library";
  if (!isDirty(document)) {
    return document.entry?.origin === "shipped" ? "Shipped, read-only" : "Saved";
  }
  switch (document.draft.kind) {
    case "saved":
      return "Edited, draft kept";
    case "failed":
      return "Edited, draft not stored";
    default:
      return "Edited";
  }
}
