import { useMemo, useState } from "react";
import type { ReactElement } from "react";
import { ChartFrame } from "../../charts/frame.js";
import { LatencyChart } from "../../charts/latency-chart.js";
import { latencyModel } from "../../charts/latency-model.js";
import type { LatencyModel, Results } from "../../charts/latency-model.js";
import { StageBarsChart } from "../../charts/stages-chart.js";
import { stagesModel } from "../../charts/stages-model.js";
import { useSlideView } from "../../charts/paper.js";
import { UtilisationChart, utilisationHeight } from "../../charts/utilisation-chart.js";
import { utilisationModel } from "../../charts/utilisation-model.js";
import { useLocale } from "../../ui/locale.js";
import { Segmented } from "../../ui/segmented.js";

/** The charts of a result, each in the one frame. */
export function Charts({ result }: { result: { architectures: Results } }): ReactElement {
  const { architectures } = result;
  const locale = useLocale();
  const stages = useMemo(() => stagesModel(architectures, locale), [architectures, locale]);
  const utilisation = useMemo(
    () => utilisationModel(architectures, locale),
    [architectures, locale],
  );
  // They stand side by side, so they are of one height, unless many pools would stretch the bars.
  const rows = utilisation === undefined ? 0 : utilisationHeight(utilisation);
  return (
    <div className="charts">
      <Latency architectures={architectures} />
      <div className="charts-pair">
        <ChartFrame
          model={stages}
          name="Time by stage"
          height={Math.min(280, Math.max(210, rows))}
          empty="No session finished, so there is no time to break down."
        >
          {(props) => <StageBarsChart {...props} />}
        </ChartFrame>
        <ChartFrame
          model={utilisation}
          name="Utilisation"
          height={Math.max(210, rows)}
          empty="Nothing was provisioned, so nothing was used."
        >
          {(props) => <UtilisationChart {...props} />}
        </ChartFrame>
      </div>
    </div>
  );
}

function Latency({ architectures }: { architectures: Results }): ReactElement {
  const locale = useLocale();
  const onSlide = useSlideView();
  const [chosenShape, setShape] = useState<LatencyModel["shape"]>("density");
  const [chosenAxis, setAxis] = useState<LatencyModel["axis"]>("log");
  const shape = onSlide === undefined ? chosenShape : (onSlide.shape ?? "density");
  const axis = onSlide === undefined ? chosenAxis : (onSlide.axis ?? "log");
  const model = useMemo(
    () => latencyModel(architectures, { shape, axis }, locale),
    [architectures, shape, axis, locale],
  );
  return (
    <ChartFrame
      model={model}
      name="Latency distribution"
      height={340}
      empty="No session finished, so there is no latency to draw."
      view={{ shape, axis }}
      controls={
        <>
          <Segmented
            label="Shape"
            segments={[
              { value: "density", label: "Histogram" },
              { value: "cumulative", label: "Cumulative" },
            ]}
            value={shape}
            onChange={setShape}
          />
          <Segmented
            label="Time axis"
            segments={[
              { value: "log", label: "Log" },
              { value: "linear", label: "Linear" },
            ]}
            value={axis}
            onChange={setAxis}
          />
        </>
      }
    >
      {(props) => <LatencyChart {...props} />}
    </ChartFrame>
  );
}
