import type { ReactElement } from "react";
import type { RequirementVerdict } from "../../../engine/contract/result.js";
import { formatFigure, MISSING } from "../../ui/format/figure.js";
import type { Scale } from "../../ui/format/scale.js";
import { Icon } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";

const LOOK = {
  met: { icon: "check", tone: "good" },
  missed: { icon: "cross", tone: "bad" },
  undecided: { icon: "question", tone: "unsure" },
} as const;

/** A figure held against a threshold: value, interval and verdict. */
export function RequirementCell({
  requirement,
  scale,
}: {
  requirement: RequirementVerdict | undefined;
  scale: Scale;
}): ReactElement {
  const locale = useLocale();
  if (requirement === undefined) return <td>{MISSING}</td>;
  const { figure, verdict } = requirement;
  const text = formatFigure(figure, scale, locale);
  const { icon, tone } = LOOK[verdict];
  return (
    <td title={text.note}>
      <span className="requirement-value">
        <span className={`tone-${tone}`}>
          <Icon name={icon} size={12} />
        </span>
        <span className="sr-only">{verdict}: </span>
        {text.value}
      </span>
      {text.interval === undefined ? null : <small>{text.interval}</small>}
    </td>
  );
}
