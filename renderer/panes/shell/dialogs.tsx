import type { ReactElement } from "react";
import { assertNever } from "../../../engine/base/assert.js";
import { openDocument } from "../../state/document.js";
import { useApp } from "../../state/use-app.js";
import { Modal } from "../../ui/modal.js";
import { AddToDeck } from "../deck/add-to-deck.js";
import { MeasuredTimes } from "../live/measured-times.js";
import { About } from "./about.js";
import { DamagedItem } from "./damaged-item.js";
import { NameForm } from "./name-form.js";
import { Palette } from "./palette/palette.js";
import { RenameItem } from "./rename-item.js";
import { RunOptionsForm } from "./run-options-form.js";
import { Shortcuts } from "./shortcuts.js";
import { OpenWorkspace } from "./workspace-switch.js";

/** The dialog that is open, if any. */
export function Dialogs(): ReactElement | null {
  const dialog = useApp((state) => state.dialog);
  const close = useApp((state) => state.closeDialog);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case "shortcuts":
      return (
        <Modal title="Keyboard shortcuts" size="wide" onClose={close}>
          <Shortcuts />
        </Modal>
      );
    case "about":
      return (
        <Modal title="About Headroom" onClose={close}>
          <About />
        </Modal>
      );
    case "palette":
      return <Palette key={dialog.lists} lists={dialog.lists} />;
    case "save-copy":
      return <SaveCopy onDone={close} />;
    case "run-options":
      return <RunOptionsForm onDone={close} />;
    case "measured-times":
      return <MeasuredTimes onDone={close} />;
    case "open-workspace":
      return <OpenWorkspace onDone={close} />;
    case "damaged":
      return <DamagedItem item={dialog.item} onDone={close} />;
    case "rename":
      return <RenameItem item={dialog.item} onDone={close} />;
    case "new-deck":
      return <NewDeck onDone={close} />;
    case "add-to-deck":
      return <AddToDeck slides={dialog.slides} onDone={close} />;
    default:
      return assertNever(dialog);
  }
}

function NewDeck({ onDone }: { onDone: () => void }): ReactElement {
  const makeDeck = useApp((state) => state.makeDeck);
  return (
    <NameForm
      title="A new deck"
      action="Make the deck"
      suggested="Board deck"
      isRefused={() => false}
      onName={makeDeck}
      onDone={onDone}
    />
  );
}

function SaveCopy({ onDone }: { onDone: () => void }): ReactElement {
  const document = useApp((state) => openDocument(state.document));
  const saveCopy = useApp((state) => state.saveCopy);
  const problems = document?.checked?.problems.length ?? 0;
  return (
    <NameForm
      title="Save as your own scenario"
      action="Save"
      suggested={`${document?.name ?? "Scenario"} (copy)`.slice(0, 100)}
      isRefused={() => problems > 0}
      onName={saveCopy}
      onDone={onDone}
    >
      {problems === 0 ? null : (
        <p className="tone-bad">
          A scenario with problems cannot be saved. Its text is kept as a draft meanwhile.
        </p>
      )}
    </NameForm>
  );
}
