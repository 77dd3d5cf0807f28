import type { ReactElement } from "react";
import type { ProjectedMilestone } from "../../../engine/contract/project-result.js";
import { probabilityText } from "../../charts/milestone-model.js";
import type { LiveMeasurement } from "../../state/parts.js";
import type { FigureText } from "../../ui/format/figure.js";
import { formatWhen } from "../../ui/format/time.js";
import { useLocale } from "../../ui/locale.js";
import { useNow } from "../../ui/use-now.js";
import { Verdict } from "../../ui/verdict.js";
import { demandText, NOT_MEASURED, requirementRows } from "./milestone-words.js";

/** One milestone: each requirement on its day, how likely it is kept, since when, and what moves it. */
export function MilestoneTable({
  milestone,
  live,
}: {
  milestone: ProjectedMilestone;
  live: LiveMeasurement | undefined;
}): ReactElement {
  const locale = useLocale();
  const now = useNow();
  const { day, name, verdict, probability, demand } = milestone;
  const titleId = `milestone-${day}-${name}`;
  const rows = requirementRows(milestone, (kpi) => live?.figures[kpi], locale);
  const columns = live === undefined ? 6 : 7;
  return (
    <section className="panel" aria-labelledby={titleId}>
      <header className="panel-header">
        <div>
          <h3 id={titleId}>
            <span className="milestone-day">Day {day}</span> {name}
          </h3>
          <p className="muted">
            {demandText(demand, locale)} All of it together: probability{" "}
            {probabilityText(probability, locale)}.
          </p>
        </div>
        <Verdict verdict={verdict} />
      </header>
      <table className="plan-table milestone-table">
        <thead>
          <tr>
            <th scope="col">Requirement</th>
            <th scope="col">Projected</th>
            <th scope="col">Probability</th>
            <th scope="col">Verdict</th>
            <th scope="col">Reached</th>
            <th scope="col">What moves it most</th>
            {live === undefined ? null : (
              <th scope="col">Measured live {formatWhen(live.entry.createdAt, now, locale)}</th>
            )}
          </tr>
        </thead>
        {rows.map((row) => (
          <tbody key={row.key}>
            <tr>
              <th scope="row">
                {row.label} <small>{row.threshold}</small>
              </th>
              <FigureCell text={row.expected} />
              <td>{row.probability}</td>
              <td>
                <Verdict verdict={row.verdict} />
              </td>
              <td>{row.reached}</td>
              <td>
                {row.driver}
                {row.driverRange === undefined ? null : <small>{row.driverRange}</small>}
              </td>
              {live === undefined ? null : <FigureCell text={row.live ?? NOT_MEASURED} />}
            </tr>
            {row.measured.map(({ key, text, verdict: held }) => (
              <tr key={key} className="exposure-row">
                <td colSpan={3}>{text}</td>
                <td colSpan={columns - 3}>
                  <Verdict verdict={held} />
                </td>
              </tr>
            ))}
            {row.exposure === undefined ? null : (
              <tr className="exposure-row">
                <td colSpan={columns}>{row.exposure}</td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
    </section>
  );
}

function FigureCell({ text: { value, interval, note } }: { text: FigureText }): ReactElement {
  const below = interval ?? note;
  return (
    <td>
      {value}
      {below === undefined ? null : <small>{below}</small>}
    </td>
  );
}
