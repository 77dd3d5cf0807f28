import { useMemo } from "react";
import type { ReactElement } from "react";
import { isDirty, openDocument } from "../../state/document.js";
import type { ShownResult } from "../../state/parts.js";
import { isStale } from "../../state/run.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";
import { useLocale } from "../../ui/locale.js";
import { Charts } from "./charts.js";
import { ComparisonTable } from "./comparison-table.js";
import { findingOf } from "./finding.js";
import { Milestones } from "./milestones.js";
import { Objectives } from "./objectives.js";
import { ProvenanceLine } from "./provenance-line.js";

/** A comparison from its finding down to its origin. */
export function CompareResultView({ shown }: { shown: ShownResult }): ReactElement {
  const { result } = shown;
  const locale = useLocale();
  const finding = useMemo(() => findingOf(result, locale), [result, locale]);
  return (
    <article className="result" aria-label="Result of the comparison">
      <StaleBanner shown={shown} />
      <UnsavedBanner shown={shown} />
      <header className="finding">
        <h2>{finding.lead}</h2>
        {finding.support.length === 0 ? null : <p>{finding.support.join(" ")}</p>}
      </header>
      <Warnings warnings={result.warnings} />
      <Milestones milestones={result.milestones} />
      <Objectives objectives={result.objectives} />
      <div className="evidence">
        <ComparisonTable table={result.table} claimsSource={result.claimsSource} />
        <Charts result={result} />
      </div>
      <ProvenanceLine provenance={result.provenance} saved={shown.saved} />
    </article>
  );
}

function StaleBanner({ shown }: { shown: ShownResult }): ReactElement | null {
  const document = useApp((state) => openDocument(state.document));
  const startRun = useApp((state) => state.startRun);
  const running = useApp((state) => state.activeRun !== undefined);
  const scenario = document?.checked?.scenario;
  const dirty = isDirty(document);
  const stale = useMemo(() => isStale(shown, scenario, dirty), [shown, scenario, dirty]);
  if (!stale || running) return null;
  return (
    <Banner tone="unsure" actions={<Button onClick={() => void startRun()}>Run again</Button>}>
      The scenario has changed since this run. These figures are of the scenario as it was.
    </Banner>
  );
}

function UnsavedBanner({ shown: { saved } }: { shown: ShownResult }): ReactElement | null {
  const saveResult = useApp((state) => state.saveResult);
  if (saved.kind !== "failed") return null;
  return (
    <Banner tone="bad" actions={<Button onClick={() => void saveResult()}>Save again</Button>}>
      This result is not stored yet. {saved.message}
    </Banner>
  );
}

function Warnings({ warnings }: { warnings: readonly string[] }): ReactElement | null {
  if (warnings.length === 0) return null;
  return (
    <Banner tone="unsure">
      <ul className="warnings">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Banner>
  );
}
