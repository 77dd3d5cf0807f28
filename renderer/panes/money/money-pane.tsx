import { useMemo } from "react";
import type { ReactElement } from "react";
import type { Investment } from "../../../engine/contract/project-result.js";
import type { ShownProjection } from "../../state/parts.js";
import { useSource } from "../../charts/source.js";
import { useLocale } from "../../ui/locale.js";
import { ProvenanceLine } from "../compare/provenance-line.js";
import { PdfMenu } from "../paper/pdf-menu.js";
import { BillPanel } from "./bill-panel.js";
import { MoneyCharts, ReturnFrame, TornadoFrame, WaterfallFrame } from "./money-charts.js";
import { investmentTiles, moneySentences } from "./money-model.js";
import { CostTable, UnitTable } from "./money-tables.js";
import { Projected } from "./projected.js";
import { ProjectionHead } from "./projection-head.js";
import { ReplanPanel } from "./replan-panel.js";

/** What the open scenario costs over its horizon, and what the change is worth. */
export function MoneyPane(): ReactElement {
  return (
    <Projected
      title="Project what it costs, day by day"
      intro="Demand grows as the scenario says, both deployments serve it, and every cost is counted: compute, tokens, storage, people, moving over and failures. You get the total cost of ownership, unit costs, and what the change is worth as an investment with its risk."
    >
      {(shown) => <MoneyView shown={shown} />}
    </Projected>
  );
}

function MoneyView({ shown }: { shown: ShownProjection }): ReactElement {
  const { result } = shown;
  const { billing, costs, equalWork, horizonDays, investment, replan, savings, units } = result;
  const locale = useLocale();
  const source = useSource();
  const { lead, support } = useMemo(() => moneySentences(result, locale), [result, locale]);
  return (
    <article className="result" aria-label="Money">
      <ProjectionHead shown={shown} lead={lead} support={support}>
        <PdfMenu title="Money" source={source}>
          {() => <MoneyView shown={shown} />}
        </PdfMenu>
      </ProjectionHead>
      {investment === null ? null : (
        <InvestmentTiles investment={investment} horizonDays={horizonDays} />
      )}
      <MoneyCharts result={result} />
      <div className="charts-pair">
        <CostTable costs={costs} equalWork={equalWork} horizonDays={horizonDays} />
        <UnitTable units={units} />
      </div>
      {savings === null ? null : <WaterfallFrame savings={savings} />}
      {replan === null ? null : <ReplanPanel replan={replan} />}
      {billing === null ? null : <BillPanel billing={billing} />}
      {investment === null ? null : <Risk investment={investment} />}
      <ProvenanceLine provenance={result.provenance} saved={shown.saved} />
    </article>
  );
}

/** What may come back, and what moves it: where an input is uncertain. */
function Risk({ investment }: { investment: Investment }): ReactElement {
  const inputs = investment.risk?.inputs ?? [];
  if (inputs.every((input) => input === "simulation")) {
    return (
      <p className="muted">
        No input of the scenario is uncertain, so there is one return. Name those that are in its
        finance.uncertain to see how far it may move, and what moves it most.
      </p>
    );
  }
  return (
    <div className="charts-pair">
      <ReturnFrame investment={investment} />
      <TornadoFrame investment={investment} />
    </div>
  );
}

function InvestmentTiles({
  investment,
  horizonDays,
}: {
  investment: Investment;
  horizonDays: number;
}): ReactElement {
  const locale = useLocale();
  return (
    <dl className="tiles" aria-label="The change as an investment">
      {investmentTiles(investment, horizonDays, locale).map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {note === undefined ? null : <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
