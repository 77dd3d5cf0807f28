import { useState } from "react";
import type { ReactElement } from "react";
import { KPIS } from "../../../../engine/contract/kpi.js";
import type { Figure } from "../../../../engine/contract/result.js";
import type {
  SideBySideResult,
  SideDifference,
  SideRow,
} from "../../../../engine/contract/side-by-side.js";
import { CsvButton } from "../../../charts/csv-button.js";
import { armNames } from "../../../charts/sides-model.js";
import { useMedium, useOnPaper } from "../../../charts/paper.js";
import { SlideButton } from "../../../charts/slide-button.js";
import { Button } from "../../../ui/button.js";
import { formatFigure, sharedScale } from "../../../ui/format/figure.js";
import { kpiLabel } from "../../../ui/format/kpi-label.js";
import type { Scale } from "../../../ui/format/scale.js";
import { scaleFor } from "../../../ui/format/scale.js";
import { useLocale } from "../../../ui/locale.js";
import { sidesData } from "../figures-data.js";
import { JUDGEMENTS } from "../judgement.js";
import type { Judgement } from "../judgement.js";
import { MAIN_KPIS, signedPercent, SLIDE_KPIS } from "../rows.js";
import { ScrollPart } from "../../../ui/scroll-part.js";

/** Every key figure of each scenario, with its difference from the first. */
export function SidesTable({ result }: { result: SideBySideResult }): ReactElement {
  const locale = useLocale();
  const [all, setAll] = useState(useOnPaper());
  const names = armNames(result);
  const main = useMedium().kind === "slide" ? SLIDE_KPIS : MAIN_KPIS;
  const rows = result.rows.filter(({ kpi }) => all || main.has(kpi));
  return (
    <section className="panel comparison" aria-labelledby="sides-title">
      <header className="panel-header">
        <div>
          <h3 id="sides-title">Figures and differences</h3>
          <p className="muted">
            Mean over replications with its 95% interval. Below it the difference from {names[0]},
            paired on the same random numbers, judged after Holm’s correction over all of them.
          </p>
        </div>
        <div className="panel-actions">
          <Button kind="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? "Show the main figures" : `Show all ${result.rows.length} figures`}
          </Button>
          <SlideButton part="scenarios-side-by-side" name="Figures and differences" />
          <CsvButton name="Figures and differences" table={() => sidesData(result, locale)} />
        </div>
      </header>
      <ScrollPart className="table-scroll" aria-label="Figures and differences: table">
        <table>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              {names.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.kpi} row={row} names={names} />
            ))}
          </tbody>
        </table>
      </ScrollPart>
    </section>
  );
}

function Row({
  row: { kpi, figures, differences },
  names,
}: {
  row: SideRow;
  names: readonly string[];
}): ReactElement {
  const { unit } = KPIS[kpi];
  const scale = sharedScale(figures, unit);
  const differenceScale = unit === "ratio" ? scaleFor(unit, 1, "difference") : scale;
  return (
    <tr>
      <th scope="row">{kpiLabel(kpi, scale)}</th>
      {names.map((name, arm) => (
        <Cell
          key={name}
          figure={figures[arm]}
          difference={differences[arm - 1]}
          scale={scale}
          differenceScale={differenceScale}
          better={KPIS[kpi].better}
        />
      ))}
    </tr>
  );
}

function Cell({
  figure,
  difference,
  scale,
  differenceScale,
  better,
}: {
  figure: Figure | undefined;
  difference: SideDifference | undefined;
  scale: Scale;
  differenceScale: Scale;
  better: "higher" | "lower" | "neither";
}): ReactElement {
  const locale = useLocale();
  if (figure === undefined) return <td>–</td>;
  const { value, interval, note } = formatFigure(figure, scale, locale);
  if (difference === undefined) {
    return (
      <td>
        {value}
        <IntervalOrNote interval={interval} note={note} />
      </td>
    );
  }
  const by = formatFigure(difference.difference, differenceScale, locale, { sign: true });
  const share = difference.relativeChange;
  const { word, tone } = JUDGEMENTS[judge(difference, better)];
  return (
    <td>
      {value}
      <IntervalOrNote interval={interval} note={note} />
      <small className="side-difference">
        {by.value}
        {by.interval === undefined ? "" : ` (${by.interval})`}
      </small>
      <small className={`tone-${tone}`}>
        {share === null ? word : `${signedPercent(share, locale)}, ${word}`}
      </small>
    </td>
  );
}

function IntervalOrNote({
  interval,
  note,
}: {
  interval: string | undefined;
  note: string | undefined;
}): ReactElement | null {
  if (interval !== undefined) return <small>{interval}</small>;
  return note === undefined ? null : <small className="side-note">{note}</small>;
}

function judge({ finding }: SideDifference, better: "higher" | "lower" | "neither"): Judgement {
  switch (finding.outcome) {
    case "equal":
      return "same";
    case "higher":
    case "lower":
      if (better === "neither") return "different";
      return finding.outcome === better ? "better" : "worse";
    default:
      return "undecided";
  }
}
