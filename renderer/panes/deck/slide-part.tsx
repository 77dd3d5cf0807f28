import type { ReactElement } from "react";
import { SERIES_PARTS } from "../../../engine/contract/deck.js";
import type {
  AuditPart,
  PlanPart,
  ProjectionPart,
  RunPart,
  SlideShows,
} from "../../../engine/contract/deck.js";
import type { AuditResult } from "../../../engine/contract/claims.js";
import type { PlanResult } from "../../../engine/contract/plan-result.js";
import type { ProjectResult } from "../../../engine/contract/project-result.js";
import type { Architecture, RunResult } from "../../../engine/contract/result.js";
import { milestonesSentence } from "../../charts/milestone-model.js";
import type { SlideSource } from "../../state/deck-parts.js";
import { useLocale } from "../../ui/locale.js";
import { auditSentence } from "../audit/audit-model.js";
import { DerivedTable, RulesTable } from "../audit/audit-tables.js";
import { Charts } from "../compare/charts.js";
import { Milestones } from "../compare/milestones.js";
import { Figures, runFinding } from "../compare/result-view.js";
import { Timeline } from "../milestones/milestones-pane.js";
import { MoneyCharts, ReturnFrame, TornadoFrame, WaterfallFrame } from "../money/money-charts.js";
import { moneySentences } from "../money/money-model.js";
import { CostTable, UnitTable } from "../money/money-tables.js";
import { planSentences } from "../plan/plan-model.js";
import { Front } from "../plan/plan-pane.js";
import { Candidates, Cheaper, Promises } from "../plan/plan-tables.js";
import { OneSession, PathOfThese } from "../simulate/inspection.js";
import { SeriesCharts } from "../simulate/series-charts.js";
import { StillTimeline } from "../live/session-panel.js";
import { AuditList } from "./audit-list.js";
import { PART_NAMES } from "./deck-words.js";
import { CalibrationSlide, DriveSlide } from "./slide-measured.js";
import { StudySlide } from "./slide-study.js";
import { Fitted, SlideMessage } from "./slide-text.js";

/** The part of a result that a slide shows. Charts choose themselves by the part's id. */
export function SlidePart({
  shows,
  source,
  title,
}: {
  shows: SlideShows;
  source: SlideSource;
  title: string | undefined;
}): ReactElement {
  if (source.kind === "missing") {
    return <SlideMessage title={title ?? "This slide is empty"}>{source.message}</SlideMessage>;
  }
  if (source.kind === "run" && shows.kind === "run") {
    const { part, architecture } = shows;
    return <RunSlide part={part} of={architecture} result={source.result} title={title} />;
  }
  if (source.kind === "inspection") return <PathOfThese result={source.result} />;
  if (source.kind === "simulated-session") return <OneSession trace={source.trace} />;
  if (source.kind === "plan" && shows.kind === "plan") {
    return <PlanSlide part={shows.part} result={source.result} title={title} />;
  }
  if (source.kind === "audit" && shows.kind === "audit") {
    return <AuditSlide part={shows.part} result={source.result} title={title} />;
  }
  if (source.kind === "projection" && shows.kind === "projection") {
    return <ProjectionSlide part={shows.part} result={source.result} title={title} />;
  }
  if (source.kind === "study" && shows.kind === "study") {
    return <StudySlide part={shows.part} source={source} title={title} />;
  }
  if (source.kind === "calibration" && shows.kind === "calibration") {
    return <CalibrationSlide part={shows.part} result={source.result} title={title} />;
  }
  if (source.kind === "drive" && shows.kind === "drive") {
    return <DriveSlide part={shows.part} result={source.result} title={title} />;
  }
  if (source.kind === "session") return <StillTimeline {...source} />;
  return <SlideMessage title={title ?? "This slide is empty"}>Loading…</SlideMessage>;
}

interface Props<Part, Result> {
  readonly part: Part;
  readonly result: Result;
  readonly title: string | undefined;
}

/** The deployment that a part over time is of, where it was simulated. */
function seriesOf({ architectures }: RunResult, of: Architecture | undefined) {
  const { coupled, decoupled } = architectures;
  const chosen = of === undefined ? (decoupled ?? coupled) : architectures[of];
  return chosen?.series;
}

function RunSlide({
  part,
  of,
  result,
  title,
}: Props<RunPart, RunResult> & { of: Architecture | undefined }): ReactElement {
  const locale = useLocale();
  const { lead } = runFinding(result, locale);
  if (part === "figures") {
    return (
      <Fitted title={title ?? lead}>
        <Figures result={result} />
      </Fitted>
    );
  }
  if (part === "milestones") {
    return result.milestones.length === 0 ? (
      <SlideMessage title={title ?? PART_NAMES[part]}>
        The scenario of this run has none.
      </SlideMessage>
    ) : (
      <Fitted title={title ?? PART_NAMES[part]}>
        <Milestones milestones={result.milestones} />
      </Fitted>
    );
  }
  if (!SERIES_PARTS.has(part)) return <Charts result={result} />;
  const series = seriesOf(result, of);
  return series === undefined ? (
    <SlideMessage title={title ?? PART_NAMES[part]}>
      This run was kept without what happened over simulated time.
    </SlideMessage>
  ) : (
    <SeriesCharts series={series} simulation={undefined} />
  );
}

function PlanSlide({ part, result, title }: Props<PlanPart, PlanResult>): ReactElement {
  const locale = useLocale();
  const { lead } = planSentences(result, locale);
  switch (part) {
    case "plan-and-runner-up":
      return (
        <Fitted title={title ?? lead}>
          <Candidates result={result} onUse={() => {}} />
        </Fitted>
      );
    case "promises":
      return (
        <Fitted title={title ?? lead}>
          <Promises result={result} />
        </Fitted>
      );
    case "why-nothing-cheaper":
      return (
        <Fitted title={title ?? lead}>
          <Cheaper result={result} />
        </Fitted>
      );
    default:
      return <Front result={result} />;
  }
}

function ProjectionSlide({
  part,
  result,
  title,
}: Props<ProjectionPart, ProjectResult>): ReactElement {
  const locale = useLocale();
  const { costs, equalWork, horizonDays, investment, savings, units, milestones } = result;
  const { lead } = moneySentences(result, locale);
  const none = (why: string): ReactElement => (
    <SlideMessage title={title ?? PART_NAMES[part]}>{why}</SlideMessage>
  );
  switch (part) {
    case "total-cost":
      return (
        <Fitted title={title ?? lead}>
          <CostTable costs={costs} equalWork={equalWork} horizonDays={horizonDays} />
        </Fitted>
      );
    case "unit-costs":
      return (
        <Fitted title={title ?? lead}>
          <UnitTable units={units} />
        </Fitted>
      );
    case "savings-by-the-token":
      return savings === null ? (
        none("The scenario describes no coupled deployment, so nothing is saved.")
      ) : (
        <WaterfallFrame savings={savings} />
      );
    case "distribution-of-the-return":
    case "what-moves-the-value-most":
      if (investment === null) return none("The scenario describes no investment.");
      return part === "distribution-of-the-return" ? (
        <ReturnFrame investment={investment} />
      ) : (
        <TornadoFrame investment={investment} />
      );
    case "milestones-over-time":
      return milestones.length === 0 ? (
        none(milestonesSentence(milestones))
      ) : (
        <Timeline result={result} />
      );
    default:
      return <MoneyCharts result={result} />;
  }
}

function AuditSlide({ part, result, title }: Props<AuditPart, AuditResult>): ReactElement {
  return (
    <Fitted title={title ?? auditSentence(result)}>
      {part === "findings" ? (
        <AuditList result={result} />
      ) : part === "rules" ? (
        <RulesTable result={result} />
      ) : (
        <DerivedTable result={result} />
      )}
    </Fitted>
  );
}
