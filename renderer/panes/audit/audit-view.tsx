import type { ReactElement } from "react";
import type { AuditResult } from "../../../engine/contract/claims.js";
import type { ChartSource } from "../../charts/source.js";
import { formatDay } from "../../ui/format/time.js";
import { headline } from "../../ui/format/sentence.js";
import { useLocale } from "../../ui/locale.js";
import { PdfMenu } from "../paper/pdf-menu.js";
import { auditSentence } from "./audit-model.js";
import { DerivedTable, RulesTable } from "./audit-tables.js";
import { FindingCard } from "./findings.js";

/** What an audit found; on paper, where no figure can be shown in the text, `onGoTo` is left out. */
export function AuditView({
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

/** Where the findings come from. */
export function auditSource(name: string, { provenance }: AuditResult): ChartSource {
  const { source, claimsHash, engineVersion } = provenance;
  return {
    name,
    origin: `Claims from ${source.from}, held against arithmetic and queueing theory, not measured: claims ${claimsHash.slice(0, 16)}, Headroom ${engineVersion}`,
  };
}
