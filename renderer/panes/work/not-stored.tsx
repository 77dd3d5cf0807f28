import type { ReactElement } from "react";
import type { Saved } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";

/** That a result is not on disk, with another try. */
export function NotStored({ saved }: { saved: Saved<unknown> }): ReactElement | null {
  const saveUnsaved = useApp((state) => state.saveUnsaved);
  if (saved.kind !== "failed") return null;
  return (
    <Banner tone="bad" actions={<Button onClick={() => void saveUnsaved()}>Save again</Button>}>
      This result is not stored yet. {saved.message} It stays in this window, and is saved as soon
      as that is possible.
    </Banner>
  );
}
