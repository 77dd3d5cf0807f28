import type { ReactElement } from "react";
import type { Library, LibraryItem, ResultItem } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { Modal } from "../../ui/modal.js";

/** The kept results of an item's kind. */
function entriesOf(library: Library, kind: ResultItem["kind"]): readonly LibraryItem["entry"][] {
  return library.kind === "ready" ? library[`${kind}s`] : [];
}

/** What is wrong with the file of a kept result, where it lies, and what can be done with it. */
export function DamagedItem({
  item,
  onDone,
}: {
  item: ResultItem;
  onDone: () => void;
}): ReactElement {
  const { id } = item.entry;
  const folder = useApp(({ workspaces }) => workspaces?.present.folder);
  const entry = useApp(({ library }) => entriesOf(library, item.kind).find((one) => one.id === id));
  const removeItem = useApp((state) => state.removeItem);
  const remove = (): void => {
    onDone();
    void removeItem(item);
  };
  const isMended = entry !== undefined && entry.damage === undefined;
  return (
    <Modal title="This file cannot be read" onClose={onDone}>
      <div className="form">
        {isMended ? (
          <p className="tone-good">It can be read again. Open it from the list.</p>
        ) : (
          <p className="tone-bad">{entry?.damage ?? item.entry.damage}</p>
        )}
        <p>
          <code>
            {folder ?? "…"}/{item.kind}s/{id}.json
          </code>
        </p>
        <p className="muted">
          Mend it in a text editor: the folder is watched, and as soon as the file can be read, it
          is listed as any other.
        </p>
        <p className="muted">
          In a workspace that git keeps, take the file’s last good version from there.
        </p>
        <p className="muted">
          Or remove it and compute the result again. It goes to the trash folder and can be brought
          back.
        </p>
        <div className="form-actions">
          {isMended ? null : (
            <Button icon="trash" onClick={remove}>
              Remove
            </Button>
          )}
          <Button kind="primary" onClick={onDone}>
            Close
          </Button>
        </div>
      </div>
    </Modal>
  );
}
