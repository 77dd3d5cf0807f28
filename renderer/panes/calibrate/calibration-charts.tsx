import { useMemo, useState } from "react";
import type { ReactElement } from "react";
import type { CalibrateResult } from "../../../engine/contract/calibration.js";
import { calibrationScatter, METRICS } from "../../charts/calibration-scatter.js";
import type { Metric } from "../../charts/calibration-scatter.js";
import { FitsChart } from "../../charts/fits-chart.js";
import { fitsModel } from "../../charts/fits-model.js";
import { ChartFrame } from "../../charts/frame.js";
import { ScatterChart } from "../../charts/scatter-chart.js";
import { ScatterExplorer } from "../../charts/scatter-explorer.js";
import { useLocale } from "../../ui/locale.js";
import { Segmented } from "../../ui/segmented.js";

const HEIGHT = 380;
const EMPTY = "No request of this log has this time in both.";

/** Each request as a point, and the errors over the log. */
export function CalibrationCharts({ result }: { result: CalibrateResult }): ReactElement {
  return (
    <div className="charts-pair">
      <Scatter result={result} />
      <Fits result={result} />
    </div>
  );
}

function MetricChoice({
  chart,
  value,
  onChange,
}: {
  chart: string;
  value: Metric;
  onChange: (metric: Metric) => void;
}): ReactElement {
  return (
    <Segmented
      label={`${chart}: time`}
      segments={METRICS.map((metric) => ({ value: metric, label: SHORT[metric] }))}
      value={value}
      onChange={onChange}
    />
  );
}

/** As they are called where there is little room; the subtitle has the whole name. */
const SHORT: Readonly<Record<Metric, string>> = {
  endToEnd: "End to end",
  ttft: "TTFT",
  tpot: "TPOT",
};

function Scatter({ result }: { result: CalibrateResult }): ReactElement {
  const [metric, setMetric] = useState<Metric>("endToEnd");
  const locale = useLocale();
  const model = useMemo(() => calibrationScatter(result, metric, locale), [result, metric, locale]);
  const name = "Predicted against measured";
  return (
    <ChartFrame
      model={model}
      name={name}
      height={HEIGHT}
      empty={EMPTY}
      controls={<MetricChoice chart={name} value={metric} onChange={setMetric} />}
      renderStill={(size, theme) =>
        model === undefined ? null : (
          <ScatterChart model={model} size={size} theme={theme} locale={locale} />
        )
      }
    >
      {(size, theme) =>
        model === undefined ? null : (
          <ScatterExplorer model={model} size={size} theme={theme} locale={locale} />
        )
      }
    </ChartFrame>
  );
}

function Fits({ result }: { result: CalibrateResult }): ReactElement {
  const [metric, setMetric] = useState<Metric>("endToEnd");
  const locale = useLocale();
  const model = useMemo(() => fitsModel(result, metric, locale), [result, metric, locale]);
  const name = "Fit over the log";
  return (
    <ChartFrame
      model={model}
      name={name}
      height={HEIGHT}
      empty={EMPTY}
      controls={<MetricChoice chart={name} value={metric} onChange={setMetric} />}
    >
      {(size, theme) =>
        model === undefined ? null : (
          <FitsChart model={model} size={size} theme={theme} locale={locale} />
        )
      }
    </ChartFrame>
  );
}
