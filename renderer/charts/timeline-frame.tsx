import type { ReactElement } from "react";
import { ChartFrame } from "./frame.js";
import { TimelineChart } from "./timeline-chart.js";
import { TimelineExplorer } from "./timeline-explorer.js";
import { timelineHeight } from "./timeline-layout.js";
import type { TimelineModel } from "./timeline-model.js";

/** The timeline of a session, to look around in, as high as its lanes need. */
export function TimelineFrame({
  model,
  name,
  empty,
  loading = false,
}: {
  model: TimelineModel | undefined;
  name: string;
  empty: string;
  /** Whether the model is still being made. */
  loading?: boolean;
}): ReactElement {
  return (
    <ChartFrame
      model={model}
      name={name}
      height={model === undefined ? 80 : timelineHeight(model)}
      empty={empty}
      loading={loading}
      renderStill={(props) => <TimelineChart {...props} />}
    >
      {(props) => <TimelineExplorer {...props} />}
    </ChartFrame>
  );
}
