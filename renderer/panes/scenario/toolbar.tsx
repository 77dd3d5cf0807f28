import type { ReactElement } from "react";
import { isDirty } from "../../state/document.js";
import type { OpenDocument } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { formatWhen } from "../../ui/format/time.js";
import { TextState } from "../editor/text-state.js";
import { useLocale } from "../../ui/locale.js";
import { useNow } from "../../ui/use-now.js";

/** What can be done with the text, and where it stands. */
export function Toolbar({ document }: { document: OpenDocument }): ReactElement {
  const saveScenario = useApp((state) => state.saveScenario);
  const openDialog = useApp((state) => state.openDialog);
  const discardDraft = useApp((state) => state.discardDraft);
  const locale = useLocale();
  const now = useNow();
  const dirty = isDirty(document);
  const own = document.entry?.origin === "user";
  const problemCount = document.checked?.problems.length ?? 0;
  return (
    <div className="toolbar">
      {own ? (
        <Button
          kind="primary"
          disabled={!dirty || problemCount > 0}
          onClick={() => void saveScenario()}
        >
          Save
        </Button>
      ) : null}
      <Button onClick={() => openDialog({ kind: "save-copy" })} disabled={problemCount > 0}>
        Save as copy…
      </Button>
      <Button onClick={discardDraft} disabled={!dirty}>
        Discard changes
      </Button>
      <span className="toolbar-gap" />
      <output className="toolbar-state">
        <TextState checking={document.checked?.text !== document.text} problems={problemCount} />
        {document.draft.kind === "saved" && dirty ? (
          <span>Draft kept {formatWhen(document.draft.savedAt, now, locale)}</span>
        ) : null}
        {document.draft.kind === "failed" ? (
          <span className="tone-bad">Draft not stored: {document.draft.message}</span>
        ) : null}
      </output>
    </div>
  );
}
