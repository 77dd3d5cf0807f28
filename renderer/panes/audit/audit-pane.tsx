import { useEffect, useMemo } from "react";
import type { ReactElement } from "react";
import { AUDIT_PARTS } from "../../../engine/contract/deck.js";
import type { AuditPart, SlideShows } from "../../../engine/contract/deck.js";
import type { ClaimsDocument } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { DeckOffer } from "../deck/offer.js";
import { EditorHalves } from "../editor/editor-halves.js";
import { figurePath } from "./audit-model.js";
import { AuditToolbar } from "./audit-toolbar.js";
import { AuditView } from "./audit-view.js";

/** A claim set to write on the right, and what the audit makes of it on the left. */
export default function AuditPane(): ReactElement {
  const claims = useApp((state) => state.claims);
  const openClaims = useApp((state) => state.openClaims);
  const unopened = claims.kind === "none";
  useEffect(() => {
    if (unopened) void openClaims();
  }, [unopened, openClaims]);
  if (claims.kind === "open") return <Open key={claims.document.key} document={claims.document} />;
  if (claims.kind === "failed") {
    return (
      <EmptyState
        title="The claims could not be opened."
        action={<Button onClick={() => void openClaims()}>Try again</Button>}
      >
        <p>{claims.message}</p>
      </EmptyState>
    );
  }
  return <p className="pane-loading">Loading…</p>;
}

function Open({ document }: { document: ClaimsDocument }): ReactElement {
  const editClaims = useApp((state) => state.editClaims);
  const { text, checked, entry } = document;
  return (
    <div className="editor-pane">
      <AuditToolbar document={document} />
      <EditorHalves
        text={text}
        label={`Text of the claim set ${entry.name}`}
        checked={checked}
        onEdit={editClaims}
        asideLabel="Findings"
        className="audit-halves"
      >
        {(problemCount, goToPath) => (
          <Outcome document={document} problemCount={problemCount} onGoTo={goToPath} />
        )}
      </EditorHalves>
    </div>
  );
}

function Outcome({
  document: { entry, savedText, audited, failure },
  problemCount,
  onGoTo,
}: {
  document: ClaimsDocument;
  problemCount: number;
  onGoTo: (path: string) => void;
}): ReactElement {
  // A slide audits the claims as they are saved.
  const isSaved = audited?.text === savedText;
  const shows = useMemo(
    () =>
      isSaved
        ? async (part: AuditPart): Promise<SlideShows> => ({
            kind: "audit",
            claims: entry.id,
            part,
          })
        : undefined,
    [isSaved, entry.id],
  );
  if (failure !== undefined) return <Banner tone="bad">The audit failed. {failure}</Banner>;
  if (audited === undefined) {
    return problemCount === 0 ? (
      <p className="pane-loading">Auditing…</p>
    ) : (
      <EmptyState title="The findings appear here once the claims are valid." />
    );
  }
  const { result, claims } = audited;
  return (
    <>
      {problemCount === 0 ? null : (
        <p className="summary-stale">
          The findings are of the last valid text. It has problems since.
        </p>
      )}
      <DeckOffer parts={AUDIT_PARTS} shows={shows}>
        <AuditView
          name={claims.name}
          result={result}
          onGoTo={(figure) => onGoTo(figurePath(figure, claims))}
        />
      </DeckOffer>
    </>
  );
}
