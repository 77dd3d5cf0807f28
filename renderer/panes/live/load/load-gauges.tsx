import { useMemo, useState } from "react";
import type { ReactElement } from "react";
import type { DriveGauges, DriveResult } from "../../../../engine/contract/drive.js";
import type { Architecture } from "../../../../engine/contract/result.js";
import { ChartFrame } from "../../../charts/frame.js";
import { GaugesChart } from "../../../charts/gauges-chart.js";
import { GAUGES, gaugesModel } from "../../../charts/gauges-model.js";
import type { GaugeName } from "../../../charts/gauges-model.js";
import { useSlideView } from "../../../charts/paper.js";
import { useLocale } from "../../../ui/locale.js";
import { Segmented } from "../../../ui/segmented.js";

const GAUGE_NAMES = [
  "throughput",
  "latencyP95",
  "inFlight",
  "waiting",
] as const satisfies GaugeName[];

/** One of a load run's gauges over its seconds, and the choice of it. */
export function LoadGauges({
  gauges,
  durationSeconds,
}: {
  gauges: Readonly<Record<Architecture, readonly DriveGauges[]>>;
  durationSeconds: number;
}): ReactElement {
  const locale = useLocale();
  const onSlide = useSlideView();
  const [chosen, setGauge] = useState<GaugeName>("throughput");
  const gauge = onSlide === undefined ? chosen : (onSlide.gauge ?? "throughput");
  const model = gaugesModel(gauges, gauge, durationSeconds, locale);
  return (
    <ChartFrame
      model={model}
      name="Gauges over time"
      height={240}
      empty="The first gauges come after a second."
      view={{ gauge }}
      controls={
        <Segmented
          label="Gauge"
          segments={GAUGE_NAMES.map((value) => ({ value, label: GAUGES[value].label }))}
          value={gauge}
          onChange={setGauge}
        />
      }
    >
      {(props) => <GaugesChart {...props} />}
    </ChartFrame>
  );
}

/** Those of a run that ended; nothing of one that was kept before they were. */
export function KeptGauges({ result }: { result: DriveResult }): ReactElement | null {
  const { gauges, durationSeconds } = result;
  const sides = useMemo(() => {
    const of = (architecture: Architecture): readonly DriveGauges[] =>
      (gauges ?? []).filter((one) => one.architecture === architecture);
    return { coupled: of("coupled"), decoupled: of("decoupled") };
  }, [gauges]);
  if (gauges === undefined || gauges.length === 0) return null;
  return <LoadGauges gauges={sides} durationSeconds={durationSeconds} />;
}
