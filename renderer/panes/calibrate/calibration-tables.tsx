import type { ReactElement } from "react";
import type { CalibrateResult } from "../../../engine/contract/calibration.js";
import { METRIC_NAMES, PART_NAMES } from "../../charts/calibration-scatter.js";
import { formatCount } from "../../ui/format/number.js";
import { Icon } from "../../ui/icons.js";
import type { IconName } from "../../ui/icons.js";
import { useLocale } from "../../ui/locale.js";
import { coefficientRows, errorRows, settingRows, sourceText } from "./calibration-words.js";
import type { ErrorRow, FitVerdict } from "./calibration-words.js";
import { TablePanel } from "../../ui/table-panel.js";

const VERDICTS: Readonly<Record<FitVerdict, { icon: IconName; word: string; tone: string }>> = {
  close: { icon: "check", word: "Close", tone: "good" },
  rough: { icon: "question", word: "Rough", tone: "unsure" },
  poor: { icon: "cross", word: "Poor", tone: "bad" },
};

/** Errors of the part that was not fitted, and below them of the one that was. */
export function Errors({ result }: { result: CalibrateResult }): ReactElement {
  const locale = useLocale();
  const parts = [
    { name: PART_NAMES.prediction, part: result.prediction },
    { name: PART_NAMES.fit, part: result.fit },
  ];
  return (
    <TablePanel
      id="calibrate-errors"
      title="Predicted against measured"
      about="Relative errors: of single requests, and of the distribution's percentiles (measured → predicted)."
    >
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Verdict</th>
          <th scope="col">Request, median</th>
          <th scope="col">Request, p95</th>
          <th scope="col">At p50</th>
          <th scope="col">At p95</th>
          <th scope="col">At p99</th>
        </tr>
      </thead>
      {parts.map(({ name, part }) => (
        <tbody key={name}>
          <tr className="calibrate-part">
            <th scope="rowgroup" colSpan={7}>
              {name} <span className="muted">{formatCount(part.requests, locale)} requests</span>
            </th>
          </tr>
          {errorRows(part, locale).map((row) => (
            <ErrorsRow key={row.metric} row={row} />
          ))}
        </tbody>
      ))}
    </TablePanel>
  );
}

function ErrorsRow({
  row: { metric, verdict, median, p95, quantiles },
}: {
  row: ErrorRow;
}): ReactElement {
  const [p50, at95, p99] = quantiles;
  return (
    <tr>
      <th scope="row">{METRIC_NAMES[metric]}</th>
      <td>{verdict === undefined ? null : <FitWord verdict={verdict} />}</td>
      <td>{median}</td>
      <td>{p95}</td>
      {[p50, at95, p99].map((one, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- the columns are always these three
        <td key={at}>
          {one?.error}
          <small>{one?.times}</small>
        </td>
      ))}
    </tr>
  );
}

export function FitWord({ verdict }: { verdict: FitVerdict }): ReactElement {
  const { icon, word, tone } = VERDICTS[verdict];
  return (
    <span className={`verdict tone-${tone}`}>
      <Icon name={icon} size={12} />
      {word}
    </span>
  );
}

export function Coefficients({ result }: { result: CalibrateResult }): ReactElement {
  const locale = useLocale();
  return (
    <TablePanel
      id="calibrate-coefficients"
      title="Step time"
      about={sourceText(result.coefficients.baseSeconds, locale)}
    >
      <thead>
        <tr>
          <th scope="col">
            <span className="sr-only">Symbol</span>
          </th>
          <th scope="col">Time of</th>
          <th scope="col">Value</th>
          <th scope="col">95% interval</th>
        </tr>
      </thead>
      <tbody>
        {coefficientRows(result, locale).map(({ symbol, meaning, text }) => (
          <tr key={meaning}>
            <td className="muted">{symbol}</td>
            <th scope="row">{meaning}</th>
            <td>{text.value}</td>
            <td>{text.interval}</td>
          </tr>
        ))}
      </tbody>
    </TablePanel>
  );
}

export function EngineSettings({ result }: { result: CalibrateResult }): ReactElement {
  const locale = useLocale();
  return (
    <TablePanel
      id="calibrate-settings"
      title="Settings used"
      about="What was given, and what was inferred."
    >
      <thead>
        <tr>
          <th scope="col">Setting</th>
          <th scope="col">Value</th>
          <th scope="col">Known from</th>
        </tr>
      </thead>
      <tbody>
        {settingRows(result, locale).map(({ name, value, origin, isGiven }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
            <td className={isGiven ? undefined : "muted"}>{origin}</td>
          </tr>
        ))}
      </tbody>
    </TablePanel>
  );
}
