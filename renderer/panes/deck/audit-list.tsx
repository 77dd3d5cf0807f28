import type { ReactElement } from "react";
import type { AuditResult } from "../../../engine/contract/claims.js";
import { headline, sentence } from "../../ui/format/sentence.js";
import { useLocale } from "../../ui/locale.js";
import { gapText } from "../audit/audit-model.js";

const SEVERITIES = { contradiction: "Contradiction", doubtful: "Doubtful" } as const;

/** The findings of an audit in a line each: what cannot be, the arithmetic, and how far off. */
export function AuditList({ result }: { result: AuditResult }): ReactElement {
  const locale = useLocale();
  return (
    <table className="plan-table">
      <thead>
        <tr>
          <th scope="col">Finding</th>
          <th scope="col">Arithmetic</th>
          <th scope="col">Verdict</th>
          <th scope="col">Gap</th>
        </tr>
      </thead>
      <tbody>
        {result.findings.map(({ rule, claims, title, calculation, severity, gap }) => (
          <tr key={`${rule} ${claims.join(" ")}`}>
            <th scope="row">{headline(title)}</th>
            <td>{sentence(calculation)}</td>
            <td>{SEVERITIES[severity]}</td>
            <td>{gapText(gap, locale)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
