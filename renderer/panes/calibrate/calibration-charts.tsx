import { useMemo } from "react";
import type { ReactElement } from "react";
import type { CalibrateResult } from "../../../engine/contract/calibration.js";
import { calibrationScatter, METRICS } from "../../charts/calibration-scatter.js";
import type { Metric } from "../../charts/calibration-scatter.js";
import { FitsChart } from "../../charts/fits-chart.js";
import { fitsModel } from "../../charts/fits-model.js";
import { ChartFrame } from "../../charts/frame.js";
import { ScatterChart } from "../../charts/scatter-chart.js";
import { ScatterExplorer } from "../../charts/scatter-explorer.js";
import { useSlideView } from "../../charts/paper.js";
import { useView } from "../../state/use-view.js";
import { VIEW } from "../../state/view.js";
import type { ViewField } from "../../state/view.js";
import { useLocale } from "../../ui/locale.js";
import { Segmented } from "../../ui/segmented.js";

/** Each request as a point, and the errors over the log. */
export function CalibrationCharts({ result }: { result: CalibrateResult }): ReactElement {
  return (
    <div className="charts-pair">
      <Scatter result={result} />
      <Fits result={result} />
    </div>
  );
}

/** As they are called where there is little room; the subtitle has the whole name. */
const SHORT: Readonly<Record<Metric, string>> = {
  endToEnd: "End to end",
  ttft: "TTFT",
  tpot: "TPOT",
};

/** What the frames of both have in common: of which time they are, and the choice of it. */
function useMetricFrame(name: string, choice: ViewField<Metric>) {
  const onSlide = useSlideView();
  const [chosen, setMetric] = useView<Metric, Metric>(choice, "endToEnd");
  const metric = onSlide === undefined ? chosen : (onSlide.time ?? "endToEnd");
  const controls = (
    <Segmented
      label={`${name}: time`}
      segments={METRICS.map((value) => ({ value, label: SHORT[value] }))}
      value={metric}
      onChange={setMetric}
    />
  );
  const empty = "No request of this log has this time in both.";
  return { metric, name, height: 380, empty, controls, view: { time: metric } };
}

function Scatter({ result }: { result: CalibrateResult }): ReactElement {
  const { metric, ...frame } = useMetricFrame("Predicted against measured", VIEW.calibrateScatter);
  const locale = useLocale();
  const model = useMemo(() => calibrationScatter(result, metric, locale), [result, metric, locale]);
  return (
    <ChartFrame model={model} {...frame} renderStill={(props) => <ScatterChart {...props} />}>
      {(props) => <ScatterExplorer {...props} />}
    </ChartFrame>
  );
}

function Fits({ result }: { result: CalibrateResult }): ReactElement {
  const { metric, ...frame } = useMetricFrame("Fit over the log", VIEW.calibrateFit);
  const locale = useLocale();
  const model = useMemo(() => fitsModel(result, metric, locale), [result, metric, locale]);
  return (
    <ChartFrame model={model} {...frame}>
      {(props) => <FitsChart {...props} />}
    </ChartFrame>
  );
}
