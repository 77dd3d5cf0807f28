import { useMemo } from "react";
import type { ReactElement, ReactNode } from "react";
import { RUN_PARTS, SERIES_PARTS } from "../../../engine/contract/deck.js";
import type { ChartView, RunPart, SlideShows } from "../../../engine/contract/deck.js";
import { isComparison } from "../../../engine/contract/result.js";
import type { RunResult } from "../../../engine/contract/result.js";
import { provenanceSource, SourceProvider } from "../../charts/source.js";
import type { ShownResult } from "../../state/parts.js";
import { useLocale } from "../../ui/locale.js";
import { DeckOffer } from "../deck/offer.js";
import { PdfMenu } from "../paper/pdf-menu.js";
import { Notes } from "../work/notes.js";
import { Charts } from "./charts.js";
import { ComparisonTable } from "./comparison-table.js";
import { FiguresTable } from "./figures-table.js";
import { findingOf } from "./finding.js";
import { Milestones } from "./milestones.js";
import { Objectives } from "./objectives.js";
import { ProvenanceLine } from "./provenance-line.js";
import { NotStored } from "../work/not-stored.js";
import { StaleBanner } from "./result-banners.js";
import { simulationFinding } from "./simulation-finding.js";

/** A result from its finding down to its origin. */
export function ResultView({ shown }: { shown: ShownResult }): ReactElement {
  const { result } = shown;
  const locale = useLocale();
  const source = provenanceSource("Simulated", result.provenance, locale);
  const parts = useMemo(() => runParts(result), [result]);
  const run = shown.saved.kind === "saved" ? shown.saved.entry.id : undefined;
  const shows = useMemo(
    () =>
      run === undefined
        ? undefined
        : async (part: RunPart, view?: ChartView): Promise<SlideShows> => ({
            kind: "run",
            run,
            part,
            ...(view === undefined ? {} : { view }),
          }),
    [run],
  );
  return (
    <DeckOffer parts={parts} shows={shows}>
      <article className="result" aria-label="Result of the run">
        <StaleBanner shown={shown} />
        <NotStored saved={shown.saved} />
        <FindingHeader result={result}>
          <PdfMenu title="Result of the run" source={source}>
            {() => <ResultView shown={shown} />}
          </PdfMenu>
        </FindingHeader>
        <Notes tone="unsure" notes={result.warnings} />
        <Milestones milestones={result.milestones} />
        <Objectives objectives={result.objectives} />
        <div className="evidence">
          <SourceProvider value={source}>
            <Figures result={result} />
            <Charts result={result} />
          </SourceProvider>
        </div>
        <ProvenanceLine provenance={result.provenance} saved={shown.saved} />
      </article>
    </DeckOffer>
  );
}

/** What of a run can be put on slides. */
function runParts({ milestones, architectures }: RunResult): readonly RunPart[] {
  const { coupled, decoupled } = architectures;
  const hasSeries = (decoupled ?? coupled)?.series !== undefined;
  return RUN_PARTS.filter((part) => {
    if (part === "milestones") return milestones.length > 0;
    return hasSeries || !SERIES_PARTS.has(part);
  });
}

/** What a run found, in sentences. */
export function runFinding(
  result: RunResult,
  locale: string,
): { readonly lead: string; readonly support: readonly string[] } {
  return isComparison(result) ? findingOf(result, locale) : simulationFinding(result, locale);
}

function FindingHeader({
  result,
  children,
}: {
  result: RunResult;
  children: ReactNode;
}): ReactElement {
  const locale = useLocale();
  const { lead, support } = useMemo(() => runFinding(result, locale), [result, locale]);
  return (
    <header className="finding plan-finding">
      <div>
        <h2>{lead}</h2>
        {support.length === 0 ? null : <p>{support.join(" ")}</p>}
      </div>
      {children}
    </header>
  );
}

/** The figures of a run: before and after, or those of the one deployment that was simulated. */
export function Figures({ result }: { result: RunResult }): ReactElement | null {
  if (isComparison(result)) {
    return <ComparisonTable table={result.table} claimsSource={result.claimsSource} />;
  }
  const { coupled, decoupled } = result.architectures;
  const only = decoupled ?? coupled;
  return only === undefined ? null : <FiguresTable result={only} />;
}
