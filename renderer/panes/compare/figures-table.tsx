import { useMemo, useState } from "react";
import type { ReactElement } from "react";
import { figureAt } from "../../../engine/contract/figure-at.js";
import { KPI_PATHS, KPIS } from "../../../engine/contract/kpi.js";
import type { ArchitectureResult } from "../../../engine/contract/result.js";
import { CsvButton } from "../../charts/csv-button.js";
import { SlideButton } from "../../charts/slide-button.js";
import { useMedium, useOnPaper } from "../../charts/paper.js";
import { Button } from "../../ui/button.js";
import { formatFigure, sharedScale } from "../../ui/format/figure.js";
import { kpiLabel } from "../../ui/format/kpi-label.js";
import { useLocale } from "../../ui/locale.js";
import { figuresData } from "./figures-data.js";
import { MAIN_KPIS, SLIDE_KPIS } from "./rows.js";

/** The key figures of one deployment alone. */
export function FiguresTable({ result }: { result: ArchitectureResult }): ReactElement {
  const locale = useLocale();
  const onPaper = useOnPaper();
  const main = useMedium().kind === "slide" ? SLIDE_KPIS : MAIN_KPIS;
  const [all, setAll] = useState(onPaper);
  const rows = useMemo(
    () =>
      KPI_PATHS.filter((kpi) => all || main.has(kpi)).map((kpi) => {
        const figure = figureAt(result, kpi);
        const scale = sharedScale([figure], KPIS[kpi].unit);
        return { kpi, label: kpiLabel(kpi, scale), text: formatFigure(figure, scale, locale) };
      }),
    [result, all, main, locale],
  );
  return (
    <section className="panel comparison figures-short" aria-labelledby="figures-title">
      <header className="panel-header">
        <div>
          <h3 id="figures-title">Key figures</h3>
          <p className="muted">Mean over replications, with its 95% interval.</p>
        </div>
        <div className="panel-actions">
          <Button kind="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? "Show the main figures" : `Show all ${KPI_PATHS.length} figures`}
          </Button>
          <SlideButton part="figures" name="Key figures" />
          <CsvButton name="Key figures" table={() => figuresData(result, locale)} />
        </div>
      </header>
      <table>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">Mean</th>
            <th scope="col">95% interval</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ kpi, label, text }) => (
            <tr key={kpi}>
              <th scope="row">{label}</th>
              <td>{text.value}</td>
              <td>{text.interval ?? text.note ?? "none"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
