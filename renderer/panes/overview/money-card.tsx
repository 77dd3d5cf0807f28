import { useMemo } from "react";
import type { ReactElement } from "react";
import { openDocument } from "../../state/document.js";
import { workOf } from "../../state/queue.js";
import { useApp } from "../../state/use-app.js";
import { Button } from "../../ui/button.js";
import { useLocale } from "../../ui/locale.js";
import { ARCHITECTURE_NAMES } from "../../ui/names.js";
import { moneySentences } from "../money/money-model.js";
import { Card } from "./card.js";
import { moneyBars } from "./money-bars.js";
import type { MoneyBar } from "./money-bars.js";
import { hashOf, projectedOrigin } from "./origin.js";

/** Where the money goes over the horizon: every cost of the projection that is not nothing. */
export function MoneyCard(): ReactElement {
  const shown = useApp((state) => state.projections[openDocument(state.document)?.id ?? ""]);
  const active = useApp(workOf("projection"));
  const startProjection = useApp((state) => state.startProjection);
  const locale = useLocale();
  const bars = useMemo(
    () => (shown === undefined ? [] : moneyBars(shown.result.costs, locale)),
    [shown, locale],
  );
  const pane = { to: "money", label: "Money" } as const;
  if (shown === undefined) {
    return (
      <Card title="Where the money goes" pane={pane}>
        <p className="overview-missing">
          Not projected yet. A projection grows demand day by day and counts every cost, compute,
          tokens, people and the change itself, in both deployments.
        </p>
        <Button icon="run" disabled={active !== undefined} onClick={() => void startProjection()}>
          {active === undefined ? "Project what it costs" : active.stage}
        </Button>
      </Card>
    );
  }
  const { result } = shown;
  const { lead, support } = moneySentences(result, locale);
  return (
    <Card
      title="Where the money goes"
      pane={pane}
      origin={projectedOrigin(
        result.horizonDays,
        result.provenance.seed,
        hashOf(result.provenance),
      )}
    >
      <p className="overview-lead">{lead}</p>
      <p className="muted">{support.join(" ")}</p>
      <table className="overview-money">
        <thead className="sr-only">
          <tr>
            <th scope="col">Cost</th>
            <th scope="col">Deployments</th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <MoneyRow key={bar.name} bar={bar} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

const WIDTH = 100;

function MoneyRow({ bar: { name, formula, isTotal, sides } }: { bar: MoneyBar }): ReactElement {
  return (
    <tr className={isTotal ? "overview-total" : undefined} title={formula}>
      <th scope="row">{name}</th>
      <td>
        {sides.map(({ architecture, amount, share }) => (
          <span key={architecture} className="overview-bar">
            <span className="overview-bar-name">{ARCHITECTURE_NAMES[architecture]}</span>
            <svg viewBox={`0 0 ${WIDTH} 8`} preserveAspectRatio="none" aria-hidden="true">
              <rect width={share * WIDTH} height={8} fill={`var(--${architecture})`} />
            </svg>
            <span className="overview-bar-value">{amount}</span>
          </span>
        ))}
      </td>
    </tr>
  );
}
