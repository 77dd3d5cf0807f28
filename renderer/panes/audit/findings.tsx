import { useId } from "react";
import type { ReactElement } from "react";
import type { AuditFinding } from "../../../engine/contract/claims.js";
import { headline, sentence } from "../../ui/format/sentence.js";
import { Icon } from "../../ui/icons.js";
import type { IconName } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";
import { gapText } from "./audit-model.js";

const SEVERITIES: Readonly<
  Record<AuditFinding["severity"], { icon: IconName; word: string; tone: string }>
> = {
  contradiction: { icon: "cross", word: "Contradiction", tone: "bad" },
  doubtful: { icon: "question", word: "Doubtful", tone: "unsure" },
};

/** A finding: what cannot be, the arithmetic, how far off, and what alone would mend it. */
export function FindingCard({
  finding,
  onGoTo,
}: {
  finding: AuditFinding;
  /** Shows a figure in the editor; left out where there is none. */
  onGoTo: ((figure: string) => void) | undefined;
}): ReactElement {
  const locale = useLocale();
  const titleId = useId();
  const { severity, title, calculation, gap, claims, reconcile, region, rule } = finding;
  const { icon, word, tone } = SEVERITIES[severity];
  return (
    <li>
      <article className={`finding-card finding-${tone}`} aria-labelledby={titleId}>
        <header>
          <span className={`verdict tone-${tone}`}>
            <Icon name={icon} size={12} />
            {word}
          </span>
          <span className="finding-gap">{gapText(gap, locale)}</span>
          <code className="finding-rule">{rule}</code>
        </header>
        <h3 id={titleId}>{headline(title)}</h3>
        <p>{sentence(calculation)}</p>
        <dl>
          <div>
            <dt>Figures</dt>
            <dd className="figure-links">
              {claims.map((figure) => (
                <FigureButton key={figure} figure={figure} onGoTo={onGoTo} />
              ))}
            </dd>
          </div>
          {reconcile.length === 0 ? null : (
            <div>
              <dt>
                {reconcile.length === 1 ? "This would reconcile it" : "Any one reconciles it"}
              </dt>
              <dd>
                <ul className="corrections">
                  {reconcile.map(({ figure, text }) => (
                    <li key={text}>
                      {onGoTo === undefined ? (
                        text
                      ) : (
                        <button
                          type="button"
                          className="link-button"
                          onClick={() => onGoTo(figure)}
                        >
                          {text}
                        </button>
                      )}
                    </li>
                  ))}
                </ul>
              </dd>
            </div>
          )}
          <div>
            <dt>All could be true where</dt>
            <dd>{sentence(region)}</dd>
          </div>
        </dl>
      </article>
    </li>
  );
}

function FigureButton({
  figure,
  onGoTo,
}: {
  figure: string;
  onGoTo: ((figure: string) => void) | undefined;
}): ReactElement {
  if (onGoTo === undefined) return <code>{figure}</code>;
  return (
    <button
      type="button"
      className="link-button"
      title="Show it in the text"
      onClick={() => onGoTo(figure)}
    >
      <code>{figure}</code>
    </button>
  );
}
