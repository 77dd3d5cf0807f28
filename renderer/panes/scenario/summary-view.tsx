import { useMemo } from "react";
import type { ReactElement } from "react";
import { KPIS } from "../../../engine/contract/kpi.js";
import type { Claims, Milestone, Scenario } from "../../../engine/contract/scenario.js";
import type { Source } from "../../../engine/contract/source.js";
import { MISSING, formatStated } from "../../ui/format/figure.js";
import { kpiLabel } from "../../ui/format/kpi-label.js";
import { scaleFor } from "../../ui/format/scale.js";
import { useLocale } from "../../ui/locale.js";
import { requirementText } from "../compare/requirement.js";
import { signedPercent } from "../compare/rows.js";
import { summarise } from "./summary.js";
import type { SummarySection } from "./summary.js";

/** The scenario to read: every parameter with its unit, the milestones, the claims and the sources. */
export function SummaryView({
  scenario,
  text,
  onGoTo,
}: {
  scenario: Scenario;
  text: string;
  onGoTo: (path: string) => void;
}): ReactElement {
  const locale = useLocale();
  const sections = useMemo(() => summarise(scenario, text, locale), [scenario, text, locale]);
  return (
    <div className="summary">
      {scenario.description === "" ? null : <p className="summary-text">{scenario.description}</p>}
      <p className="muted summary-hint">
        Pick a parameter to go to it in the editor. Dimmed values are defaults that the file leaves
        out.
      </p>
      {sections.map((section) => (
        <Section key={section.path} section={section} onGoTo={onGoTo} />
      ))}
      <Milestones milestones={scenario.milestones} />
      {scenario.claims === undefined ? null : <ClaimsTable claims={scenario.claims} />}
      <Sources sources={scenario.sources} />
    </div>
  );
}

function Section({
  section: { title, rows },
  onGoTo,
}: {
  section: SummarySection;
  onGoTo: (path: string) => void;
}): ReactElement {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className="parameters">
        {rows.map((row) => (
          <li key={row.path} data-default={row.isDefault} data-group={row.isGroup}>
            <button
              type="button"
              style={{ paddingInlineStart: 8 + row.depth * 14 }}
              title={row.path}
              onClick={() => onGoTo(row.path)}
            >
              <span>{row.label}</span>
              {row.isGroup ? null : <span className="parameter-value">{row.value}</span>}
              {row.isDefault && !row.isGroup ? <span className="sr-only">, default</span> : null}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Milestones({ milestones }: { milestones: readonly Milestone[] }): ReactElement | null {
  const locale = useLocale();
  if (milestones.length === 0) return null;
  return (
    <section aria-label="Milestones">
      <h3>Milestones</h3>
      <ul className="facts">
        {milestones.map(({ day, name, requirements }) => (
          <li key={`${day} ${name}`}>
            <strong>
              Day {day}, {name}
            </strong>
            {requirements.map((requirement) => {
              const { label, threshold } = requirementText(requirement, [], locale);
              return <span key={`${label} ${threshold}`}>{`${label} ${threshold}`}</span>;
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}

function ClaimsTable({ claims }: { claims: Claims }): ReactElement {
  const locale = useLocale();
  return (
    <section aria-label="Claims">
      <h3>Claims</h3>
      <p className="muted">{claims.source}</p>
      <table className="claims">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">Coupled</th>
            <th scope="col">Decoupled</th>
          </tr>
        </thead>
        <tbody>
          {claims.figures.map(({ kpi, coupled, decoupled, change }) => {
            const { unit } = KPIS[kpi];
            const scale = scaleFor(unit, Math.max(coupled ?? 0, decoupled ?? 0));
            const cell = (value: number | undefined): string =>
              value === undefined ? MISSING : formatStated(value, scale, locale);
            return (
              <tr key={kpi}>
                <th scope="row">{kpiLabel(kpi, scale)}</th>
                <td>{cell(coupled)}</td>
                <td>
                  {decoupled === undefined && change !== undefined
                    ? signedPercent(change, locale)
                    : cell(decoupled)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Sources({ sources }: { sources: readonly Source[] }): ReactElement {
  return (
    <section aria-label="Sources">
      <h3>Sources</h3>
      {sources.length === 0 ? (
        <p className="muted">This scenario names no sources for its numbers.</p>
      ) : (
        <ul className="facts">
          {sources.map(({ what, from, seen, licence }) => (
            <li key={`${what} ${from}`}>
              <strong>{what}</strong>
              <span>{from}</span>
              {seen === undefined ? null : <span className="muted">Seen {seen}</span>}
              {licence === undefined ? null : <span className="muted">Licence {licence}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
