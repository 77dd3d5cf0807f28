import { useEffect } from "react";
import type { ReactElement } from "react";
import type { AuditResult } from "../../../engine/contract/claims.js";
import type { ChartSource } from "../../charts/source.js";
import type { ClaimsDocument } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { formatDay } from "../../ui/format/time.js";
import { useLocale } from "../../ui/locale.js";
import { EditorHalves } from "../editor/editor-halves.js";
import { PdfMenu } from "../paper/pdf-menu.js";
import { auditSentence, figurePath, headline } from "./audit-model.js";
import { DerivedTable, RulesTable } from "./audit-tables.js";
import { AuditToolbar } from "./audit-toolbar.js";
import { FindingCard } from "./findings.js";

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
  document: { audited, failure },
  problemCount,
  onGoTo,
}: {
  document: ClaimsDocument;
  problemCount: number;
  onGoTo: (path: string) => void;
}): ReactElement {
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
      <AuditView
        name={claims.name}
        result={result}
        onGoTo={(figure) => onGoTo(figurePath(figure, claims))}
      />
    </>
  );
}

/** What an audit found; on paper, where no figure can be shown in the text, `onGoTo` is left out. */
function AuditView({
  name,
  result,
  onGoTo,
}: {
  /** Of the claim set. */
  name: string;
  result: AuditResult;
  onGoTo?: (figure: string) => void;
}): ReactElement {
  const locale = useLocale();
  const { source, claimsHash, engineVersion } = result.provenance;
  return (
    <article className="audit-result" aria-label="Audit of the claims">
      <header className="finding plan-finding">
        <div>
          <h2>{auditSentence(result)}</h2>
          <p>
            {headline(source.what)}, from {source.from}
            {source.seen === undefined ? "" : ` (seen ${formatDay(source.seen, locale)})`}. A
            contradiction cannot be true as it stands; a doubtful figure can, if something unusual
            holds.
          </p>
        </div>
        <PdfMenu title="Audit" source={auditSource(name, result)}>
          {() => <AuditView name={name} result={result} />}
        </PdfMenu>
      </header>
      <ol className="finding-cards">
        {result.findings.map((finding) => (
          <FindingCard
            key={`${finding.rule} ${finding.claims.join(" ")}`}
            finding={finding}
            onGoTo={onGoTo}
          />
        ))}
      </ol>
      <RulesTable result={result} />
      <DerivedTable result={result} />
      <p className="muted audit-origin">
        Claims <code title={claimsHash}>{claimsHash.slice(0, 12)}</code>, Headroom {engineVersion}
      </p>
    </article>
  );
}

function auditSource(name: string, { provenance }: AuditResult): ChartSource {
  const { source, claimsHash, engineVersion } = provenance;
  return {
    name,
    origin: `Claims from ${source.from}, held against arithmetic and queueing theory, not measured: claims ${claimsHash.slice(0, 16)}, Headroom ${engineVersion}`,
  };
}
