import { useId } from "react";
import type { ReactElement } from "react";
import type { ProjectResult } from "../../../engine/contract/project-result.js";
import { SlideButton } from "../../charts/slide-button.js";
import { useSlideView, useStill } from "../../charts/paper.js";
import { useView } from "../../state/use-view.js";
import { VIEW } from "../../state/view.js";
import { Button } from "../../ui/button.js";
import { Segmented } from "../../ui/segmented.js";
import { useLocale } from "../../ui/locale.js";
import { costRows, equalWorkSentences, unitRows } from "./money-model.js";
import type { CostRow } from "./money-model.js";

const NONE: readonly string[] = [];

/** Total cost of ownership, before and after: each line opens to show its formula. */
export function CostTable({
  costs,
  equalWork,
  horizonDays,
}: {
  costs: ProjectResult["costs"];
  equalWork: ProjectResult["equalWork"];
  horizonDays: number;
}): ReactElement {
  const locale = useLocale();
  const onSlide = useSlideView();
  const isStill = useStill();
  const [chosen, setBasis] = useView(VIEW.moneyAlike, "load");
  const basis = onSlide === undefined ? chosen : (onSlide.alike ?? "load");
  const alike = basis === "work" ? equalWork : null;
  const { rows, free } = costRows(alike ?? costs, locale);
  const [opened = NONE, setOpen] = useView(VIEW.moneyOpen, undefined);
  const open = onSlide === undefined ? opened : NONE;
  // A scenario of one deployment has nothing in the columns beside it.
  const isPair = costs.total.beforeUsd !== null;
  const isAllOpen = rows.every(({ name }) => open.includes(name));
  const show = (names: readonly string[]): void => setOpen(names.length === 0 ? undefined : names);
  const toggle = (name: string): void =>
    show(open.includes(name) ? open.filter((one) => one !== name) : [...open, name]);
  return (
    <section className="panel" aria-labelledby="costs-title">
      <header className="panel-header">
        <div>
          <h3 id="costs-title">Total cost of ownership</h3>
          <p className="muted">
            {alike === null
              ? `USD over ${horizonDays} days, as expected, at the same offered load.`
              : `USD over ${horizonDays} days, as expected, for as many successful sessions.`}
            {isStill ? null : " A line opens to show how it is computed."}
          </p>
        </div>
        <div className="panel-controls">
          <SlideButton
            part="total-cost"
            name="Total cost of ownership"
            view={{ alike: alike === null ? "load" : "work" }}
          />
          {equalWork === null ? null : (
            <Segmented
              label="What is alike"
              segments={[
                { value: "load", label: "Same load" },
                { value: "work", label: "Equal work" },
              ]}
              value={basis}
              onChange={setBasis}
            />
          )}
          <Button
            kind="quiet"
            aria-expanded={isAllOpen}
            onClick={() => show(isAllOpen ? [] : rows.map(({ name }) => name))}
          >
            {isAllOpen ? "Hide the formulas" : "Show all formulas"}
          </Button>
        </div>
      </header>
      <table className="money-table">
        <thead>
          <tr>
            <th scope="col">Cost</th>
            {isPair ? <th scope="col">Coupled</th> : null}
            <th scope="col">Decoupled</th>
            {isPair ? <th scope="col">Difference</th> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line
              key={row.name}
              row={row}
              isPair={isPair}
              isOpen={open.includes(row.name)}
              onToggle={() => toggle(row.name)}
            />
          ))}
        </tbody>
      </table>
      {alike === null ? null : (
        <p className="table-source">{equalWorkSentences(alike, locale).join(" ")}</p>
      )}
      {free.length === 0 ? null : (
        <p className="muted table-source">
          Nothing is spent, or the scenario names no price, for: {free.join(", ")}.
        </p>
      )}
    </section>
  );
}

function Line({
  row: { name, formula, before, after, difference, isTotal },
  isPair,
  isOpen,
  onToggle,
}: {
  row: CostRow;
  isPair: boolean;
  isOpen: boolean;
  onToggle: () => void;
}): ReactElement {
  const formulaId = useId();
  const isStill = useStill();
  return (
    <>
      <tr data-total={isTotal}>
        <th scope="row">
          {isStill ? (
            name
          ) : (
            <button
              type="button"
              className="disclosure"
              aria-expanded={isOpen}
              aria-controls={isOpen ? formulaId : undefined}
              onClick={onToggle}
            >
              {name}
            </button>
          )}
        </th>
        {isPair ? <td>{before}</td> : null}
        <td>{after}</td>
        {isPair ? <td>{difference}</td> : null}
      </tr>
      {isOpen ? (
        <tr className="formula-row">
          <td colSpan={isPair ? 4 : 2} id={formulaId}>
            {formula}
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** All costs spread over what was done: by request, by token, and by a million of them. */
export function UnitTable({ units }: { units: ProjectResult["units"] }): ReactElement {
  const locale = useLocale();
  const isPair = units.before !== null;
  return (
    <section className="panel" aria-labelledby="units-title">
      <header className="panel-header">
        <div>
          <h3 id="units-title">Unit economics</h3>
          <p className="muted">
            All costs of the horizon, spread over what was done in it: retries, failures and wasted
            tokens are paid by what succeeded.
          </p>
        </div>
        <SlideButton part="unit-costs" name="Unit economics" />
      </header>
      <table className="money-table">
        <thead>
          <tr>
            <th scope="col">Cost of one</th>
            {isPair ? <th scope="col">Coupled</th> : null}
            <th scope="col">Decoupled</th>
            {isPair ? <th scope="col">Change</th> : null}
          </tr>
        </thead>
        <tbody>
          {unitRows(units, locale).map(({ name, before, after, change }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {isPair ? <td>{before}</td> : null}
              <td>{after}</td>
              {isPair ? <td>{change}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
