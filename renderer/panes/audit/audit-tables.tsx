import type { ReactElement } from "react";
import type { AuditResult } from "../../../engine/contract/claims.js";
import { Icon } from "../../ui/icons.js";
import type { IconName } from "../../ui/icons.js";
import { headline } from "../../ui/format/sentence.js";
import { useLocale } from "../../ui/locale.js";
import { derivedRows, rulesSentence } from "./audit-model.js";

type Outcome = AuditResult["rules"][number]["outcome"];

const OUTCOMES: Readonly<Record<Outcome, { icon: IconName; word: string; tone: string }>> = {
  holds: { icon: "check", word: "Holds", tone: "good" },
  broken: { icon: "cross", word: "Broken", tone: "bad" },
  "not applicable": { icon: "question", word: "Lacks figures", tone: "muted" },
};

/** Every rule and how it came out, so that a silence is not taken for agreement. */
export function RulesTable({ result }: { result: AuditResult }): ReactElement {
  return (
    <section className="panel" aria-labelledby="rules-title">
      <header className="panel-header">
        <div>
          <h3 id="rules-title">Rules</h3>
          <p className="muted">{rulesSentence(result)}</p>
        </div>
      </header>
      <table className="audit-table">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">What it holds the claims against</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {result.rules.map(({ rule, about, outcome }) => {
            const { icon, word, tone } = OUTCOMES[outcome];
            return (
              <tr key={rule}>
                <th scope="row">
                  <code>{rule}</code>
                </th>
                <td>{headline(about)}</td>
                <td>
                  <span className={`verdict tone-${tone}`}>
                    <Icon name={icon} size={12} />
                    {word}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** What follows from the claims without being claimed. */
export function DerivedTable({ result }: { result: AuditResult }): ReactElement | null {
  const locale = useLocale();
  if (result.derived.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="derived-title">
      <header className="panel-header">
        <div>
          <h3 id="derived-title">What follows from the claims</h3>
          <p className="muted">Figures that nobody claimed, but that the claimed ones imply.</p>
        </div>
      </header>
      <table className="audit-table">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">Formula</th>
            <th scope="col" className="number">
              Before
            </th>
            <th scope="col" className="number">
              After
            </th>
          </tr>
        </thead>
        <tbody>
          {derivedRows(result, locale).map(({ what, formula, before, after }) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td className="muted">{formula}</td>
              <td className="number">{before}</td>
              <td className="number">{after}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
