import type { ReactElement } from "react";
import type { PoolStep, Replan } from "../../../engine/contract/money-result.js";
import { formatShort } from "../../ui/format/figure.js";
import { formatGiven } from "../../ui/format/number.js";
import { sizesText } from "../../ui/format/sizes.js";
import { formatDay } from "../../ui/format/time.js";
import { useLocale } from "../../ui/locale.js";
import { ARCHITECTURE_NAMES } from "../../ui/names.js";
import { TablePanel } from "../../ui/table-panel.js";
import { Verdict } from "../../ui/verdict.js";

/** Which pools are in use from when on, where they are planned anew as demand grows. */
export function ReplanPanel({ replan: { rule, before, after } }: { replan: Replan }): ReactElement {
  return (
    <>
      <Steps
        id="replan-after-title"
        name={ARCHITECTURE_NAMES.decoupled}
        rule={rule}
        steps={after}
      />
      {before === null ? null : (
        <Steps
          id="replan-before-title"
          name={ARCHITECTURE_NAMES.coupled}
          rule={rule}
          steps={before}
        />
      )}
    </>
  );
}

function Steps({
  id,
  name,
  rule,
  steps,
}: {
  id: string;
  name: string;
  rule: string;
  steps: readonly PoolStep[];
}): ReactElement {
  const locale = useLocale();
  return (
    <TablePanel id={id} title={`Pools planned anew: ${name}`} about={rule}>
      <thead>
        <tr>
          <th scope="col">Days</th>
          <th scope="col">Up to demand</th>
          <th scope="col">Pools</th>
          <th scope="col" className="numeric">
            Cost of 30 days
          </th>
          <th scope="col">Promises</th>
        </tr>
      </thead>
      <tbody>
        {steps.map(({ fromDay, toDay, date, upToDemand, sizes, keeps, why, ...step }) => (
          <tr key={fromDay}>
            <th scope="row">
              {fromDay} to {toDay}
              {date === null ? null : <small>from {formatDay(date, locale)}</small>}
            </th>
            <td>{formatGiven(upToDemand, locale)} × today</td>
            <td>{sizesText(sizes, locale)}</td>
            <td className="numeric">{formatShort(step.provisionedUsdPer30Days, "usd", locale)}</td>
            <td>
              <Verdict verdict={keeps ? "met" : "missed"} />
              {why === null ? null : <small>{why}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </TablePanel>
  );
}
