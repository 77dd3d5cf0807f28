import type { ReactElement } from "react";
import type { BillingComparison } from "../../../engine/contract/billing.js";
import { formatCount } from "../../ui/format/number.js";
import { formatDay } from "../../ui/format/time.js";
import { useLocale } from "../../ui/locale.js";
import { ARCHITECTURE_NAMES } from "../../ui/names.js";
import { TablePanel } from "../../ui/table-panel.js";
import { Notes } from "../work/notes.js";
import { billRows, ruleRows } from "./bill-model.js";

/** What was projected beside what the bill says, by line, on the days that both know. */
export function BillPanel({ billing }: { billing: BillingComparison }): ReactElement {
  const locale = useLocale();
  const { deployment, cost, charges, days, warnings } = billing;
  const first = days[0]?.date ?? billing.startsOn;
  const last = days.at(-1)?.date ?? billing.startsOn;
  const name = ARCHITECTURE_NAMES[deployment === "before" ? "coupled" : "decoupled"];
  return (
    <>
      <TablePanel
        id="bill-title"
        title="Projected and billed"
        about={`${name}, USD from ${formatDay(first, locale)} to ${formatDay(last, locale)}, ${formatCount(charges, locale)} charges by ${cost}.`}
      >
        <thead>
          <tr>
            <th scope="col">Cost</th>
            {["Projected", "Billed", "Credits in it", "Difference", "Relative"].map((column) => (
              <th key={column} scope="col" className="numeric">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {billRows(billing, locale).map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td className="numeric">{row.projected}</td>
              <td className="numeric">{row.billed}</td>
              <td className="numeric">{row.credits}</td>
              <td className="numeric">{row.difference}</td>
              <td className="numeric">{row.relative}</td>
            </tr>
          ))}
        </tbody>
      </TablePanel>
      <Notes tone="unsure" notes={warnings} />
      <RulesTable billing={billing} />
    </>
  );
}

/** The rules that were followed, and what each of them caught. */
function RulesTable({ billing }: { billing: BillingComparison }): ReactElement {
  const locale = useLocale();
  return (
    <TablePanel
      id="bill-rules-title"
      title="Billing rules"
      about="The first rule that fits a charge decides its line. Other rules are chosen where it is set how things are computed."
    >
      <thead>
        <tr>
          <th scope="col">Line</th>
          <th scope="col">Where</th>
          <th scope="col" className="numeric">
            Charges
          </th>
          <th scope="col" className="numeric">
            USD
          </th>
        </tr>
      </thead>
      <tbody>
        {ruleRows(billing, locale).map(({ line, where, charges, usd }) => (
          <tr key={`${line} ${where}`}>
            <th scope="row">{line}</th>
            <td>{where}</td>
            <td className="numeric">{charges}</td>
            <td className="numeric">{usd}</td>
          </tr>
        ))}
      </tbody>
    </TablePanel>
  );
}
