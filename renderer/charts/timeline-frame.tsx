import type { ReactElement } from "react";
import { useLocale } from "../ui/locale.js";
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
}: {
  model: TimelineModel | undefined;
  name: string;
  empty: string;
}): ReactElement {
  const locale = useLocale();
  return (
    <ChartFrame
      model={model}
      name={name}
      height={model === undefined ? 80 : timelineHeight(model)}
      empty={empty}
      renderStill={(size, theme) =>
        model === undefined ? null : (
          <TimelineChart model={model} size={size} theme={theme} locale={locale} />
        )
      }
    >
      {(size, theme) =>
        model === undefined ? null : (
          <TimelineExplorer model={model} size={size} theme={theme} locale={locale} />
        )
      }
    </ChartFrame>
  );
}
