import { useId, useMemo, useState } from "react";
import type { ReactElement } from "react";
import type { ComparisonRow } from "../../../engine/contract/result.js";
import { CsvButton } from "../../charts/csv-button.js";
import { useMedium, useOnPaper } from "../../charts/paper.js";
import { SlideButton } from "../../charts/slide-button.js";
import { Button } from "../../ui/button.js";
import { MISSING } from "../../ui/format/figure.js";
import type { FigureText } from "../../ui/format/figure.js";
import { Icon } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";
import { JUDGEMENTS } from "./judgement.js";
import type { Judgement } from "./judgement.js";
import { comparisonData } from "./figures-data.js";
import { isMainRow, rowText, SLIDE_KPIS } from "./rows.js";
import type { ClaimText, RowText } from "./rows.js";
import { ScrollPart } from "../../ui/scroll-part.js";

/** Before and after, their paired difference, and what was claimed, row by row. */
export function ComparisonTable({
  table,
  claimsSource,
}: {
  table: readonly ComparisonRow[];
  claimsSource: string | undefined;
}): ReactElement {
  const locale = useLocale();
  const onPaper = useOnPaper();
  const [all, setAll] = useState(onPaper);
  const onSlide = useMedium().kind === "slide";
  const main = table.filter((row) => (onSlide ? SLIDE_KPIS.has(row.kpi) : isMainRow(row)));
  const shown = all ? table : main;
  const rows = useMemo(() => shown.map((row) => rowText(row, locale)), [shown, locale]);
  const hasClaims = table.some(({ claim }) => claim !== undefined);
  return (
    <section className="panel comparison" aria-labelledby="comparison-title">
      <header className="panel-header">
        <div>
          <h3 id="comparison-title">Before and after</h3>
          <p className="muted">
            Mean over replications, with its 95% interval below. Differences are paired on the same
            sessions.
          </p>
        </div>
        <div className="panel-actions">
          {main.length === table.length ? null : (
            <Button kind="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? "Show the main figures" : `Show all ${table.length} figures`}
            </Button>
          )}
          <SlideButton part="figures" name="Before and after" />
          <CsvButton name="Before and after" table={() => comparisonData(table, locale)} />
        </div>
      </header>
      <ScrollPart className="table-scroll" aria-label="Before and after: table">
        <table>
          <thead>
            <tr>
              <th rowSpan={2} scope="col">
                Figure
              </th>
              <th colSpan={4} scope="colgroup">
                <span>Simulated</span>
              </th>
              {hasClaims ? (
                <th colSpan={2} scope="colgroup" className="claim-group" title={claimsSource}>
                  <span>Claimed</span>
                </th>
              ) : null}
            </tr>
            <tr>
              <th scope="col">Coupled</th>
              <th scope="col">Decoupled</th>
              <th scope="col">Difference</th>
              <th scope="col">Change</th>
              {hasClaims ? (
                <>
                  <th scope="col" className="claim-group">
                    Coupled
                  </th>
                  <th scope="col">Decoupled</th>
                </>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.kpi} row={row} hasClaims={hasClaims} />
            ))}
          </tbody>
        </table>
      </ScrollPart>
      <Sentences rows={rows} />
      {claimsSource === undefined ? null : (
        <p className="muted table-source">Claimed figures: {claimsSource}</p>
      )}
    </section>
  );
}

function Row({ row, hasClaims }: { row: RowText; hasClaims: boolean }): ReactElement {
  const noteId = useId();
  const described = row.note === undefined ? undefined : noteId;
  return (
    <>
      <tr data-noted={row.note !== undefined}>
        <th scope="row" aria-describedby={described}>
          {row.label}
        </th>
        <FigureCell text={row.coupled} />
        <FigureCell text={row.decoupled} />
        <FigureCell text={row.difference} />
        <ChangeCell change={row.change} judgement={row.judgement} />
        {hasClaims ? (
          <>
            <ClaimCell claim={row.claims.coupled} first />
            <ClaimCell claim={row.claims.decoupled} />
          </>
        ) : null}
      </tr>
      {row.note === undefined ? null : (
        <tr className="note-row">
          <td colSpan={hasClaims ? 7 : 5} id={noteId}>
            {row.note}
          </td>
        </tr>
      )}
    </>
  );
}

/** The rows in words: how much, how sure, how strong. */
function Sentences({ rows }: { rows: readonly RowText[] }): ReactElement | null {
  const told = rows.filter(({ sentence }) => sentence !== undefined);
  if (told.length === 0) return null;
  return (
    <details className="table-source">
      <summary>The same in words, with how sure it is</summary>
      <ul>
        {told.map(({ kpi, sentence }) => (
          <li key={kpi}>{sentence}</li>
        ))}
      </ul>
    </details>
  );
}

function FigureCell({ text }: { text: FigureText }): ReactElement {
  return (
    <td title={text.note}>
      {text.value}
      {text.interval === undefined ? (
        text.note === undefined ? null : (
          <small className="figure-note">{text.note}</small>
        )
      ) : (
        <small>{text.interval}</small>
      )}
    </td>
  );
}

function ChangeCell({
  change,
  judgement,
}: {
  change: string | undefined;
  judgement: Judgement;
}): ReactElement {
  const { word, tone } = JUDGEMENTS[judgement];
  return (
    <td>
      {change ?? MISSING}
      <small className={`tone-${tone}`}>{word}</small>
    </td>
  );
}

function ClaimCell({
  claim,
  first = false,
}: {
  claim: ClaimText | undefined;
  first?: boolean;
}): ReactElement {
  const className = first ? "claim-group" : undefined;
  if (claim === undefined) return <td className={className}>{MISSING}</td>;
  return (
    <td className={className}>
      {claim.value}
      {claim.reproduced === undefined ? null : (
        <small className={`claim-verdict ${claim.reproduced ? "tone-good" : "tone-bad"}`}>
          <Icon name={claim.reproduced ? "check" : "cross"} size={11} />
          {claim.reproduced ? "reproduced" : "not reproduced"}
        </small>
      )}
    </td>
  );
}
