import type { ReactElement } from "react";
import type { OpenDocument } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";
import { formatInstant } from "../../ui/format/time.js";
import { useLocale } from "../../ui/locale.js";

/** Says that the text is a draft of an earlier session, and offers the saved text instead. */
export function RestoredBanner({ document }: { document: OpenDocument }): ReactElement | null {
  const discardDraft = useApp((state) => state.discardDraft);
  const locale = useLocale();
  const { restored, entry } = document;
  if (restored === undefined) return null;
  const savedSince = entry !== undefined && entry.modifiedAt > restored.savedAt;
  return (
    <Banner tone="unsure" actions={<Button onClick={discardDraft}>Discard the draft</Button>}>
      Your unsaved changes of {formatInstant(restored.savedAt, locale)} are back.
      {savedSince ? " The saved file is newer than they are." : null}
    </Banner>
  );
}
