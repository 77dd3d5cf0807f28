import type { ReactElement } from "react";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";

/** Says that the folder of the open workspace was taken away under it. */
export function FolderBanner(): ReactElement | null {
  const present = useApp((state) => state.workspaces?.present);
  const link = useApp((state) => state.link.state);
  const loadWorkspaces = useApp((state) => state.loadWorkspaces);
  const refreshLibrary = useApp((state) => state.refreshLibrary);
  const chooseWorkspace = useApp((state) => state.chooseWorkspace);
  if (present?.damage === undefined || link !== "ready") return null;
  const lookAgain = (): void => {
    void Promise.all([loadWorkspaces(), refreshLibrary()]).catch(() => undefined);
  };
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
