import { useId, useRef, useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { workspaceName } from "../../state/workspace.js";
import { Button } from "../../ui/button.js";
import { Icon } from "../../ui/icons.js";
import { Menu } from "../../ui/menu.js";
import type { MenuPlace } from "../../ui/menu.js";
import { Modal } from "../../ui/modal.js";
import { boxOf } from "../../ui/zoomed.js";

/** Which workspace is open, and the way to another one. */
export function WorkspaceSwitch(): ReactElement {
  const workspaces = useApp((state) => state.workspaces);
  const openWorkspace = useApp((state) => state.openWorkspace);
  const chooseWorkspace = useApp((state) => state.chooseWorkspace);
  const notify = useApp((state) => state.notify);
  const [place, setPlace] = useState<MenuPlace>();
  const button = useRef<HTMLButtonElement>(null);
  const present = workspaces?.present;
  const go = async (folder: string): Promise<void> => {
    const fault = await openWorkspace(folder);
    if (fault !== undefined) notify({ tone: "bad", text: fault });
  };
  const others = (workspaces?.recent ?? []).filter(({ folder }) => folder !== present?.folder);
  const choices = [
    ...others.map((entry) => ({
      label: workspaceName(entry),
      detail: entry.damage ?? entry.folder,
      icon: "folder" as const,
      pick: () => void go(entry.folder),
    })),
    { label: "Open a folder…", icon: "plus" as const, pick: () => void chooseWorkspace() },
  ];
  return (
    <div className="brand">
      <button
        type="button"
        ref={button}
        className="workspace-switch"
        aria-haspopup="menu"
        aria-expanded={place !== undefined}
        title={present?.folder}
        onClick={(event) => {
          const { left, bottom } = boxOf(event.currentTarget);
          setPlace({ x: left, y: bottom + 4 });
        }}
      >
        <Icon name="folder" />
        <span className="sr-only">Workspace: </span>
        <span className="workspace-name">
          {present === undefined ? "…" : workspaceName(present)}
        </span>
        <Icon name="down" size={10} />
      </button>
      {place === undefined ? null : (
        <Menu
          label="Workspaces"
          place={place}
          choices={choices}
          onClose={() => {
            setPlace(undefined);
            button.current?.focus();
          }}
        />
      )}
    </div>
  );
}

/** Asks for the folder of a workspace, in a host that has no dialog for it. */
export function OpenWorkspace({ onDone }: { onDone: () => void }): ReactElement {
  const openWorkspace = useApp((state) => state.openWorkspace);
  const [folder, setFolder] = useState("");
  const [create, setCreate] = useState(false);
  const [fault, setFault] = useState<string>();
  const folderId = useId();
  const faultId = useId();
  const input = useRef<HTMLInputElement>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const told = await openWorkspace(folder.trim(), create);
    setFault(told);
    if (told === undefined) onDone();
  };
  return (
    <Modal title="Open a workspace" onClose={onDone} initialFocus={input}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <p className="muted">
          A folder of plain files: scenarios, runs, plans, claims, decks. A team can keep it in git.
        </p>
        <label htmlFor={folderId}>Folder, by its whole path on this machine</label>
        <input
          id={folderId}
          value={folder}
          maxLength={4096}
          required
          spellCheck={false}
          ref={input}
          placeholder="/home/me/capacity"
          aria-invalid={fault !== undefined}
          aria-describedby={fault === undefined ? undefined : faultId}
          onChange={(event) => setFolder(event.target.value)}
        />
        <label className="check">
          <input
            type="checkbox"
            checked={create}
            onChange={(event) => setCreate(event.target.checked)}
          />
          Make the folder where it is not there
        </label>
        {fault === undefined ? null : (
          <p id={faultId} className="tone-bad" role="alert">
            {fault}
          </p>
        )}
        <div className="form-actions">
          <Button onClick={onDone}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={folder.trim() === ""}>
            Open
          </Button>
        </div>
      </form>
    </Modal>
  );
}
