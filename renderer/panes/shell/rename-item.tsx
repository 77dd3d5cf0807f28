import { useId, useRef, useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { itemName } from "../../state/items.js";
import type { LibraryItem } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { Modal } from "../../ui/modal.js";

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
  const [name, setName] = useState(before);
  const nameId = useId();
  const input = useRef<HTMLInputElement>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onDone();
    void renameItem(item, name.trim());
  };
  return (
    <Modal title="Rename" onClose={onDone} initialFocus={input}>
      <form className="form" onSubmit={submit}>
        <label htmlFor={nameId}>Name</label>
        <input
          id={nameId}
          value={name}
          maxLength={100}
          required
          ref={input}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
        />
        {item.kind === "scenario" || item.kind === "claims" ? (
          <p className="muted">Its file is called after it, and what was made of it follows.</p>
        ) : null}
        <div className="form-actions">
          <Button onClick={onDone}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={["", before].includes(name.trim())}>
            Rename
          </Button>
        </div>
      </form>
    </Modal>
  );
}
