import { useEffect, useMemo } from "react";
import type { ReactElement } from "react";
import type { ProjectResult } from "../../../engine/contract/project-result.js";
import { ChartFrame } from "../../charts/frame.js";
import { MilestoneChart, milestoneHeight } from "../../charts/milestone-chart.js";
import {
  milestoneModel,
  milestonesSentence,
  probabilityText,
} from "../../charts/milestone-model.js";
import { useOnPaper } from "../../charts/paper.js";
import { useSource } from "../../charts/source.js";
import type { ShownProjection } from "../../state/parts.js";
import { useApp } from "../../state/use-app.js";
import { formatInstant } from "../../ui/format/time.js";
import { useLocale } from "../../ui/locale.js";
import { ProvenanceLine } from "../compare/provenance-line.js";
import { Projected } from "../money/projected.js";
import { ProjectionHead } from "../money/projection-head.js";
import { PdfMenu } from "../paper/pdf-menu.js";
import { MilestoneForm } from "./milestone-form.js";
import { Readiness } from "./readiness.js";
import { MilestoneTable } from "./milestone-tables.js";

/** Which milestones of the open scenario are reached, when, and how sure that is. */
export function MilestonesPane(): ReactElement {
  return (
    <Projected
      title="Project which milestones are reached, and when"
      intro="Each milestone’s thresholds are held against the key figures of its day, with the growth of demand and the uncertain inputs: met, at risk or missed, with its probability, what moves it most, and the day on which it is reached."
      aside={
        <>
          <MilestoneForm />
          <Readiness />
        </>
      }
    >
      {(shown) => <MilestonesView shown={shown} />}
    </Projected>
  );
}

function MilestonesView({ shown }: { shown: ShownProjection }): ReactElement {
  const { result } = shown;
  const { milestones, provenance } = result;
  const locale = useLocale();
  const onPaper = useOnPaper();
  const source = useSource();
  const live = useApp((state) => state.measured[provenance.scenarioName]);
  const loadMeasured = useApp((state) => state.loadMeasured);
  useEffect(() => void loadMeasured(provenance.scenarioName), [loadMeasured, provenance]);
  const lead =
    milestones.length === 0
      ? "The scenario has no milestones yet."
      : milestonesSentence(milestones);
  return (
    <article className="result" aria-label="Milestones">
      <ProjectionHead shown={shown} lead={lead} support={support(result, locale)}>
        <PdfMenu title="Milestones" source={source}>
          {() => <MilestonesView shown={shown} />}
        </PdfMenu>
      </ProjectionHead>
      <Timeline result={result} />
      {milestones.map((milestone) => (
        <MilestoneTable
          key={`${milestone.day} ${milestone.name}`}
          milestone={milestone}
          live={live}
        />
      ))}
      {live === undefined ? null : (
        <p className="muted">
          Measured live: the decoupled engine on this machine under {live.entry.workload} sessions,{" "}
          {formatInstant(live.entry.createdAt, locale)}
          {live.entry.origin === "rehearsal" ? ", with the rehearsal model" : ""}. Mean time between
          failures, utilisation and costs with compute are not measured live.
        </p>
      )}
      {onPaper ? null : <MilestoneForm />}
      <Readiness />
      <ProvenanceLine provenance={provenance} saved={shown.saved} />
    </article>
  );
}

/** Of what is not met, the requirement that is least likely. */
function support({ milestones }: ProjectResult, locale: string): string[] {
  const [weakest] = milestones
    .filter(({ verdict }) => verdict !== "met")
    .toSorted((a, b) => (a.probability ?? 0) - (b.probability ?? 0));
  if (weakest === undefined) return [];
  return [
    `Least likely: ${weakest.name} on day ${weakest.day}, with a probability of ${probabilityText(weakest.probability, locale)}.`,
  ];
}

/** When each milestone is reached, and how sure that is. */
export function Timeline({ result }: { result: ProjectResult }): ReactElement | null {
  const locale = useLocale();
  const model = useMemo(() => milestoneModel(result, locale), [result, locale]);
  if (model === undefined) return null;
  return (
    <ChartFrame model={model} name="Milestones over time" height={milestoneHeight(model)}>
      {(props) => <MilestoneChart {...props} />}
    </ChartFrame>
  );
}
