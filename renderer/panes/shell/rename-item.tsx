import type { ReactElement } from "react";
import { itemName } from "../../state/items.js";
import type { LibraryItem } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { NameForm } from "./name-form.js";

/** Asks for an item's new name. */
export function RenameItem({
  item,
  onDone,
}: {
  item: LibraryItem;
  onDone: () => void;
}): ReactElement {
  const renameItem = useApp((state) => state.renameItem);
  const before = itemName(item);
  return (
    <NameForm
      title="Rename"
      action="Rename"
      suggested={before}
      isRefused={(name) => name === before}
      onName={(name) => renameItem(item, name)}
      onDone={onDone}
    >
      {item.kind === "scenario" || item.kind === "claims" ? (
        <p className="muted">Its file is called after it, and what was made of it follows.</p>
      ) : null}
    </NameForm>
  );
}
