import { useMemo } from "react";
import type { ReactElement } from "react";
import type { ChartView } from "../../../engine/contract/deck.js";
import type { Stage } from "../../../engine/contract/result.js";
import type { Series } from "../../../engine/contract/series.js";
import { ChartFrame } from "../../charts/frame.js";
import { HeatChart } from "../../charts/heat-chart.js";
import { HeatExplorer } from "../../charts/heat-explorer.js";
import { timesOf } from "../../charts/heat-mark.js";
import type { HeatMark } from "../../charts/heat-mark.js";
import { useSlideView } from "../../charts/paper.js";
import { heatModel, heatSources } from "../../charts/heat-model.js";
import type { HeatModel } from "../../charts/heat-model.js";
import { PoolsChart, poolsHeight } from "../../charts/pools-chart.js";
import { poolsModel } from "../../charts/pools-model.js";
import { PlaybackChart, playbackHeight } from "../../charts/playback-chart.js";
import { playbackModel } from "../../charts/playback-model.js";
import { PLAYER_CONTROLS, PlaybackPlayer } from "../../charts/playback-player.js";
import { useApp } from "../../state/use-app.js";
import { useView } from "../../state/use-view.js";
import { VIEW } from "../../state/view.js";
import type { SessionMark, ShownSimulation } from "../../state/parts.js";
import { CriticalPath } from "./critical-path.js";
import { Inspection } from "./inspection.js";
import { useLocale } from "../../ui/locale.js";
import { Segmented } from "../../ui/segmented.js";

/** What happened over simulated time. */
export function SeriesCharts({
  series,
  simulation,
}: {
  series: Series;
  /** Where the sessions behind a part of the heat map can be looked at. */
  simulation: ShownSimulation | undefined;
}): ReactElement {
  return (
    <>
      <Playback series={series} />
      <Heat series={series} simulation={simulation} />
      {simulation === undefined ? null : <Inspection simulation={simulation} />}
      <CriticalPath
        groups={series.criticalPath}
        name="Critical path"
        empty="No session completed, so there is no path to break down."
      />
      <Pools series={series} />
    </>
  );
}

/** A mark in what is shown, as one in all rows. */
const ofAllRows = ({ bins, rows }: HeatMark, { firstRow }: HeatModel): HeatMark => ({
  bins,
  rows: [firstRow + rows[0], firstRow + rows[1]],
});

function marked(mark: HeatMark, model: HeatModel, stage: Stage | undefined): SessionMark {
  const { tookBelowMs, ...times } = timesOf(model, mark);
  return { ...times, stage, ...(tookBelowMs === null ? {} : { tookBelowMs }) };
}

function Heat({
  series,
  simulation,
}: {
  series: Series;
  simulation: ShownSimulation | undefined;
}): ReactElement {
  const locale = useLocale();
  const onSlide = useSlideView();
  const sources = useMemo(() => heatSources(series), [series]);
  const [chosen, setChosen] = useView(VIEW.simulateHeat, "latency");
  const [axis, setAxis] = useView(VIEW.simulateAxis, "log");
  const [zoom, setZoom] = useView(VIEW.simulateCells, undefined);
  const inspect = useApp((state) => state.inspectSessions);
  const view = useMemo<ChartView>(
    () => onSlide ?? { heat: chosen, axis, ...zoom },
    [onSlide, chosen, axis, zoom],
  );
  const source = sources.find(({ id }) => id === view.heat) ?? sources[0];
  const model = useMemo(
    () =>
      source === undefined
        ? undefined
        : heatModel(source, series, { ...view, axis: view.axis ?? "log" }, locale),
    [source, series, view, locale],
  );
  return (
    <ChartFrame
      model={model}
      name="Latency heat map"
      height={380}
      empty="No session ended, so no time was counted."
      view={view}
      controls={
        <>
          <select
            aria-label="Heat map of"
            value={source?.id}
            onChange={(event) => {
              setChosen(event.target.value);
              // Rows are those of one map.
              setZoom(undefined);
            }}
          >
            {sources.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          <Segmented
            label="Axis of the time taken"
            segments={[
              { value: "log", label: "Log" },
              { value: "linear", label: "Linear" },
            ]}
            value={axis}
            onChange={setAxis}
          />
        </>
      }
      renderStill={(props) => <HeatChart {...props} />}
    >
      {(props) => (
        <HeatExplorer
          {...props}
          lastBin={series.arrived.length - 1}
          onZoom={(mark) => setZoom(mark === undefined ? undefined : ofAllRows(mark, props.model))}
          onList={
            source?.thing === "session" && simulation !== undefined
              ? (mark) => void inspect(simulation, marked(mark, props.model, source.stage))
              : undefined
          }
        />
      )}
    </ChartFrame>
  );
}

function Playback({ series }: { series: Series }): ReactElement {
  const locale = useLocale();
  const model = useMemo(() => playbackModel(series, locale), [series, locale]);
  return (
    <ChartFrame
      model={model}
      name="Throughput as pools scale"
      height={model === undefined ? 80 : playbackHeight(model) + PLAYER_CONTROLS}
      empty="No time passed in this simulation."
      renderStill={(props) => <PlaybackChart {...props} at={props.model.bins} />}
      renderFrame={(share, props) => <PlaybackChart {...props} at={share * props.model.bins} />}
    >
      {(props) => <PlaybackPlayer {...props} />}
    </ChartFrame>
  );
}

function Pools({ series }: { series: Series }): ReactElement {
  const locale = useLocale();
  const model = useMemo(() => poolsModel(series, locale), [series, locale]);
  return (
    <ChartFrame
      model={model}
      name="Load, servers and queues"
      height={model === undefined ? 80 : poolsHeight(model)}
      empty="No time passed in this simulation."
    >
      {(props) => <PoolsChart {...props} />}
    </ChartFrame>
  );
}
