import { useMemo } from "react";
import type { ReactElement } from "react";
import { PLAN_PARTS } from "../../../engine/contract/deck.js";
import type { PlanPart, SlideShows } from "../../../engine/contract/deck.js";
import type { PlanResult } from "../../../engine/contract/plan-result.js";
import { FrontChart } from "../../charts/front-chart.js";
import { frontModel } from "../../charts/front-model.js";
import { ChartFrame } from "../../charts/frame.js";
import { provenanceSource, SourceProvider } from "../../charts/source.js";
import { openDocument } from "../../state/document.js";
import { isBeingRead } from "../../state/kept.js";
import type { ShownPlan } from "../../state/parts.js";
import { isPlanStale } from "../../state/plan.js";
import { workOf } from "../../state/queue.js";
import type { Job } from "../../state/queue-parts.js";
import { useApp } from "../../state/use-app.js";
import { Banner } from "../../ui/banner.js";
import { Button } from "../../ui/button.js";
import { EmptyState } from "../../ui/empty-state.js";
import { formatShort } from "../../ui/format/figure.js";
import { sizesText } from "../../ui/format/sizes.js";
import { useLocale } from "../../ui/locale.js";
import { ProvenanceLine } from "../compare/provenance-line.js";
import { DeckOffer } from "../deck/offer.js";
import { PdfMenu } from "../paper/pdf-menu.js";
import { Notes } from "../work/notes.js";
import { NotStored } from "../work/not-stored.js";
import { WorkEnd } from "../work/work-end.js";
import { Working } from "../work/working.js";
import { planSentences, searchText } from "./plan-model.js";
import { SensitivityResultView, SensitivityView } from "./sensitivity-view.js";
import { Candidates, Cheaper, Promises } from "./plan-tables.js";

const CHART_HEIGHT = 320;

/** The cheapest pools of the open scenario that keep its promises, or the way to them. */
export function PlanPane(): ReactElement {
  const document = useApp((state) => openDocument(state.document));
  const active = useApp(workOf("plan"));
  const shown = useApp((state) => state.plans[document?.id ?? ""]);
  const isRead = useApp((state) => isBeingRead(state, "planId", "plans"));
  if (document === undefined) return <p className="pane-loading">Loading…</p>;
  return (
    <div className="compare plan">
      <PlanEnd openId={document.id} />
      {active !== undefined ? (
        <Searching plan={active} />
      ) : (
        <>
          {shown !== undefined ? (
            <PlanView shown={shown} />
          ) : isRead ? (
            <p className="pane-loading">Reading the plan…</p>
          ) : (
            <NothingYet />
          )}
          <SensitivityView id={document.id} />
        </>
      )}
    </div>
  );
}

function NothingYet(): ReactElement {
  const startPlan = useApp((state) => state.startPlan);
  return (
    <EmptyState
      title="Find the cheapest pools that keep every promise"
      action={
        <Button kind="primary" icon="run" onClick={() => void startPlan()}>
          Find the plan
        </Button>
      }
    >
      <p>
        Promises are the objectives of the workloads and the milestones. Every size worth trying is
        simulated on the same sessions; the plan keeps all of them with 95% confidence, and you see
        what breaks in anything cheaper.
      </p>
    </EmptyState>
  );
}

/** How far the search is, and the best it has so far. */
function Searching({ plan }: { plan: Job }): ReactElement {
  const cancelWork = useApp((state) => state.cancelWork);
  const locale = useLocale();
  const { best } = plan;
  return (
    <Working
      title="Searching for the cheapest pools"
      label="Plan"
      work={plan}
      onCancel={() => cancelWork("plan")}
    >
      <p>
        {best === undefined
          ? "No size found yet that keeps every promise."
          : `Best so far: ${sizesText(best.sizes, locale)}, ${formatShort(best.costUsdPer30Days, "usd", locale)} in 30 days.`}
      </p>
    </Working>
  );
}

/** How the last search for this scenario ended when it found no answer. */
function PlanEnd({ openId }: { openId: string | undefined }): ReactElement | null {
  const end = useApp((state) => state.planEnd);
  if (end === undefined || end.scenarioId !== openId) return null;
  return <WorkEnd what="The search" end={end} />;
}

function PlanView({ shown }: { shown: ShownPlan }): ReactElement {
  const { result, saved } = shown;
  const locale = useLocale();
  const startPlan = useApp((state) => state.startPlan);
  const putIntoScenario = useApp((state) => state.usePools);
  const { lead, support } = useMemo(() => planSentences(result, locale), [result, locale]);
  const source = provenanceSource("Planned by simulation", result.provenance, locale);
  const moves = useApp((state) => state.sensitivities[openDocument(state.document)?.id ?? ""]);
  const plan = saved.kind === "saved" ? saved.entry.id : undefined;
  const shows = useMemo(
    () =>
      plan === undefined
        ? undefined
        : async (part: PlanPart): Promise<SlideShows> => ({ kind: "plan", plan, part }),
    [plan],
  );
  return (
    <DeckOffer parts={PLAN_PARTS} shows={shows}>
      <article className="result" aria-label="Plan of the scenario">
        <StaleBanner shown={shown} />
        <NotStored saved={saved} />
        <header className="finding plan-finding">
          <div>
            <h2>{lead}</h2>
            {support.length === 0 ? null : <p>{support.join(" ")}</p>}
          </div>
          <div className="finding-actions">
            <Button onClick={() => void startPlan()}>Plan again</Button>
            <PdfMenu title="Plan" source={source}>
              {() => (
                <>
                  <PlanView shown={shown} />
                  {moves === undefined ? null : (
                    <section className="result">
                      <h2>What moves cost and latency</h2>
                      <SensitivityResultView shown={moves} />
                    </section>
                  )}
                </>
              )}
            </PdfMenu>
          </div>
        </header>
        <Notes tone={result.plan === null ? "bad" : "plain"} notes={result.limits} />
        <Notes tone="unsure" notes={result.warnings} />
        <Candidates result={result} onUse={(sizes) => void putIntoScenario(sizes)} />
        <Promises result={result} />
        <div className="charts-pair">
          <SourceProvider value={source}>
            <Front result={result} />
          </SourceProvider>
          <Cheaper result={result} />
        </div>
        <p className="muted">{searchText(result, locale)}</p>
        <ProvenanceLine provenance={result.provenance} saved={saved} />
      </article>
    </DeckOffer>
  );
}

function StaleBanner({ shown: { scenario, result } }: { shown: ShownPlan }): ReactElement | null {
  const now = useApp((state) => openDocument(state.document)?.checked?.scenario);
  const sizes = result.plan?.sizes;
  const stale = useMemo(() => isPlanStale(scenario, now, sizes), [scenario, now, sizes]);
  if (!stale) return null;
  return (
    <Banner tone="unsure">
      The scenario has changed since this plan. These figures are of the scenario as it was.
    </Banner>
  );
}

/** Cost against latency, of every size that was tried. */
export function Front({ result }: { result: PlanResult }): ReactElement {
  const locale = useLocale();
  const model = useMemo(() => frontModel(result, locale), [result, locale]);
  return (
    <ChartFrame
      model={model}
      name="Cost against latency"
      height={CHART_HEIGHT}
      empty="No size was simulated, so there is nothing to draw."
    >
      {(props) => <FrontChart {...props} />}
    </ChartFrame>
  );
}
