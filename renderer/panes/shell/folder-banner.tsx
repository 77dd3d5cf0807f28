import type { ReactElement } from "react";
import type { WorkspaceEntry } from "../../../engine/contract/workspace.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";

/** Says that the folder of the open workspace was taken away under it, or that one in it cannot be read. */
export function FolderBanner(): ReactElement | null {
  const present = useApp((state) => state.workspaces?.present);
  const link = useApp((state) => state.link.state);
  const loadWorkspaces = useApp((state) => state.loadWorkspaces);
  const refreshLibrary = useApp((state) => state.refreshLibrary);
  const chooseWorkspace = useApp((state) => state.chooseWorkspace);
  if (present === undefined || link !== "ready") return null;
  const lookAgain = (): void => {
    void Promise.all([loadWorkspaces(), refreshLibrary()]).catch(() => undefined);
  };
  if (present.damage === undefined) {
    if (present.unreadable === undefined) return null;
    return (
      <Banner tone="bad" actions={<Button onClick={lookAgain}>Look again</Button>}>
        <Unreadable folders={present.unreadable} />
      </Banner>
    );
  }
  return (
    <Banner
      tone="bad"
      urgent
      actions={
        <>
          <Button onClick={lookAgain}>Look again</Button>
          <Button onClick={() => void chooseWorkspace()}>Open another workspace…</Button>
        </>
      }
    >
      The folder of this workspace cannot be used: <code>{present.folder}</code>, found{" "}
      {present.damage}. Put it back, or open it where it is now. What is open here stays; saving it
      makes the folder anew.
    </Banner>
  );
}

function Unreadable({
  folders,
}: {
  folders: NonNullable<WorkspaceEntry["unreadable"]>;
}): ReactElement {
  return (
    <>
      {folders.length === 1
        ? "A folder of this workspace cannot be read:"
        : "Folders of this workspace cannot be read:"}
      <ul>
        {folders.map(({ folder, found }) => (
          <li key={folder}>
            <code>{folder}</code>, found {found}
          </li>
        ))}
      </ul>
      What such a folder holds is not listed, and nothing can be kept in it. Give it back its
      rights, or take away what stands in its place: it is listed again by itself.
    </>
  );
}
