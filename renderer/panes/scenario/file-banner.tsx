import type { ReactElement } from "react";
import type { OpenDocument } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";

/** Says what is the matter with the scenario's file: damaged, or changed outside while it was edited. */
export function FileBanner({ document }: { document: OpenDocument }): ReactElement | null {
  const discardDraft = useApp((state) => state.discardDraft);
  const restoreOver = useApp((state) => state.restoreOver);
  const { entry, changedOutside, text, savedText } = document;
  if (entry?.damage !== undefined) {
    const restore = (
      <Button onClick={() => void restoreOver(entry)}>Bring back from the trash</Button>
    );
    return (
      <Banner tone="bad" actions={entry.origin === "user" ? restore : undefined}>
        {entry.damage}. Mend the text and save it: the damaged file is kept beside it.
      </Banner>
    );
  }
  if (changedOutside !== true || text === savedText) return null;
  return (
    <Banner tone="unsure" actions={<Button onClick={discardDraft}>Take the file’s text</Button>}>
      The file was changed outside while you edited it. Your text is kept as a draft; when you save
      it, the file’s version becomes a scenario of its own.
    </Banner>
  );
}
