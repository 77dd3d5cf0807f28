import type { ReactElement } from "react";
import { milestonesSentence, probabilityText } from "../../charts/milestone-model.js";
import { openDocument } from "../../state/document.js";
import { useApp } from "../../state/use-app.js";
import { useLocale } from "../../ui/locale.js";
import { Verdict } from "../../ui/verdict.js";
import type { VerdictKind } from "../../ui/verdict.js";
import { Card } from "./card.js";
import { requirementsOf } from "./decision.js";
import { hashOf, projectedOrigin, simulatedOrigin } from "./origin.js";

interface Row {
  readonly day: number;
  readonly name: string;
  readonly verdict: VerdictKind;
  /** That it is met on its day; undefined where only today was simulated. */
  readonly probability: string | undefined;
}

/** Whether each milestone is reached: on its day where there is a projection, else at today's load. */
export function MilestonesCard(): ReactElement {
  const projection = useApp(
    (state) => state.projections[openDocument(state.document)?.id ?? ""]?.result,
  );
  const run = useApp((state) => state.shown?.result);
  const locale = useLocale();
  const pane = { to: "milestones", label: "Milestones" } as const;
  if (projection !== undefined) {
    const { milestones, horizonDays, provenance } = projection;
    return (
      <Card
        title="Milestones on their day"
        pane={pane}
        origin={projectedOrigin(horizonDays, provenance.seed, hashOf(provenance))}
      >
        {milestones.length === 0 ? null : (
          <p className="overview-lead">{milestonesSentence(milestones)}</p>
        )}
        <Rows
          rows={milestones.map(({ day, name, verdict, probability }) => ({
            day,
            name,
            verdict,
            probability: probabilityText(probability, locale),
          }))}
        />
      </Card>
    );
  }
  if (run === undefined) {
    return (
      <Card title="Milestones" pane={pane}>
        <p className="overview-missing">They are judged once there is a result.</p>
      </Card>
    );
  }
  const { architecture } = requirementsOf(run);
  const { provenance } = run;
  return (
    <Card
      title="Milestones at today’s load"
      pane={pane}
      origin={simulatedOrigin(provenance.seed, hashOf(provenance))}
    >
      <Rows
        rows={run.milestones
          .filter((one) => one.architecture === architecture)
          .map(({ day, name, verdict }) => ({ day, name, verdict, probability: undefined }))}
      />
    </Card>
  );
}

function Rows({ rows }: { rows: readonly Row[] }): ReactElement {
  if (rows.length === 0) {
    return (
      <p className="overview-missing">
        The scenario states none. A milestone is a day with thresholds that must hold by then.
      </p>
    );
  }
  return (
    <ol className="overview-milestones">
      {rows.map(({ day, name, verdict, probability }) => (
        <li key={`${day} ${name}`}>
          <span className="overview-day">Day {day}</span>
          <span>{name}</span>
          <span className="muted">{probability === undefined ? null : `p ${probability}`}</span>
          <Verdict verdict={verdict} />
        </li>
      ))}
    </ol>
  );
}
