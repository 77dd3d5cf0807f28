import type { ReactElement } from "react";
import type { PlanResult, PoolSizes } from "../../../engine/contract/plan-result.js";
import { useStill } from "../../charts/paper.js";
import { Button } from "../../ui/button.js";
import type { FigureText } from "../../ui/format/figure.js";
import { useLocale } from "../../ui/locale.js";
import { Verdict } from "../../ui/verdict.js";
import { candidateRows, cheaperRows, promiseRows } from "./plan-model.js";

/** The plan and the runner-up, each with a way into the scenario. */
export function Candidates({
  result,
  onUse,
}: {
  result: PlanResult;
  onUse: (sizes: PoolSizes) => void;
}): ReactElement | null {
  const locale = useLocale();
  const still = useStill();
  const rows = candidateRows(result, locale);
  if (rows.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="candidates-title">
      <h3 id="candidates-title">Plan and runner-up</h3>
      <table className="plan-table">
        <thead>
          <tr>
            <th scope="col">Candidate</th>
            <th scope="col">Pools</th>
            <th scope="col" className="numeric">
              Provisioned, 30 days
            </th>
            <th scope="col" className="numeric">
              Spend, 30 days
            </th>
            <th scope="col" className="numeric">
              Latency, p95
            </th>
            {still ? null : (
              <th scope="col">
                <span className="sr-only">Use</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ role, sizes, pools, provisioned, cost, latencyP95 }) => (
            <tr key={role}>
              <th scope="row">{role}</th>
              <td>{pools}</td>
              <td className="numeric">{provisioned}</td>
              <FigureCell text={cost} />
              <FigureCell text={latencyP95} />
              {still ? null : (
                <td>
                  <Button
                    kind={role === "Plan" ? "primary" : "plain"}
                    aria-label={`Use these pools: ${role.toLowerCase()}`}
                    onClick={() => onUse(sizes)}
                  >
                    Use these pools
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Every promise, by how much it is kept, and up to which load. */
export function Promises({ result }: { result: PlanResult }): ReactElement | null {
  const locale = useLocale();
  const rows = promiseRows(result, locale);
  if (rows.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="promises-title">
      <header className="panel-header">
        <div>
          <h3 id="promises-title">Promises, as the plan keeps them</h3>
          <p className="muted">
            The margin is from the threshold to the nearer end of the 95% interval. Load is in
            multiples of the scenario’s.
          </p>
        </div>
      </header>
      <table className="plan-table">
        <thead>
          <tr>
            <th scope="col">Promise</th>
            <th scope="col">Workload</th>
            <th scope="col" className="numeric">
              Simulated
            </th>
            <th scope="col">Verdict</th>
            <th scope="col" className="numeric">
              Margin
            </th>
            <th scope="col">Kept up to a load of</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} data-binding={row.isBinding}>
              <th scope="row">
                {row.label} <small>{row.threshold}</small>
                {row.isBinding ? <span className="binding">binding</span> : null}
              </th>
              <td>{row.workload}</td>
              <FigureCell text={row.simulated} />
              <td>
                <Verdict verdict={row.verdict} />
              </td>
              <td className="numeric">{row.margin}</td>
              <td>{row.reach}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** One less of each pool, and the promise that then fails by its own figure. */
export function Cheaper({ result }: { result: PlanResult }): ReactElement | null {
  const locale = useLocale();
  const rows = cheaperRows(result, locale);
  if (rows.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="cheaper-title">
      <h3 id="cheaper-title">Why nothing cheaper works</h3>
      <table className="plan-table cheaper-table">
        <thead>
          <tr>
            <th scope="col">One less</th>
            <th scope="col" className="numeric">
              Would save, 30 days
            </th>
            <th scope="col">But</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ change, saves, why }) => (
            <tr key={change}>
              <th scope="row">{change}</th>
              <td className="numeric">{saves}</td>
              <td>{why}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function FigureCell({ text }: { text: FigureText }): ReactElement {
  const below = text.interval ?? text.note;
  return (
    <td className="numeric">
      {text.value}
      {below === undefined ? null : <small>{below}</small>}
    </td>
  );
}
