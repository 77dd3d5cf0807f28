import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { FanChart } from "../../../renderer/charts/fan-chart.js";
import { dailyCostModel } from "../../../renderer/charts/fan-model.js";
import { FrontChart } from "../../../renderer/charts/front-chart.js";
import { frontModel } from "../../../renderer/charts/front-model.js";
import { HeatChart } from "../../../renderer/charts/heat-chart.js";
import { heatModel, heatSources } from "../../../renderer/charts/heat-model.js";
import { MilestoneChart, milestoneHeight } from "../../../renderer/charts/milestone-chart.js";
import { milestoneModel } from "../../../renderer/charts/milestone-model.js";
import { pathModel } from "../../../renderer/charts/path-model.js";
import { PlaybackChart, playbackHeight } from "../../../renderer/charts/playback-chart.js";
import { playbackModel } from "../../../renderer/charts/playback-model.js";
import { PoolsChart, poolsHeight } from "../../../renderer/charts/pools-chart.js";
import { poolsModel } from "../../../renderer/charts/pools-model.js";
import { ReturnChart } from "../../../renderer/charts/return-chart.js";
import { returnModel } from "../../../renderer/charts/return-model.js";
import { SidesChart, sidesHeight } from "../../../renderer/charts/sides-chart.js";
import { sidesModel } from "../../../renderer/charts/sides-model.js";
import { StageBarsChart } from "../../../renderer/charts/stages-chart.js";
import { TimelineChart } from "../../../renderer/charts/timeline-chart.js";
import { timelineHeight } from "../../../renderer/charts/timeline-layout.js";
import { timelineModel } from "../../../renderer/charts/timeline-model.js";
import { TornadoChart, tornadoHeight } from "../../../renderer/charts/tornado-chart.js";
import { tornadoModel } from "../../../renderer/charts/tornado-model.js";
import { WaterfallChart, waterfallHeight } from "../../../renderer/charts/waterfall-chart.js";
import { waterfallModel } from "../../../renderer/charts/waterfall-model.js";
import { DARK, LIGHT } from "../../../renderer/theme/tokens.js";
import { goldenSvg } from "./golden-svg.js";
import { recordedSession } from "./live-session.js";
import { recordedPlan, recordedProjection, recordedSeries, recordedSides } from "./recorded.js";

const LOCALE = "en-US";
const WIDTH = 720;
const rest = { theme: LIGHT, locale: LOCALE };
const sized = (height: number) => ({ ...rest, size: { width: WIDTH, height } });
const projection = recordedProjection();
const session = recordedSession();

function known<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("the recorded results have it all");
  return value;
}

const investment = known(projection.investment);
const waterfall = waterfallModel(known(projection.savings), LOCALE);
const tornado = known(tornadoModel(investment, LOCALE));
const milestones = known(milestoneModel(projection, LOCALE));
const sides = sidesModel(recordedSides(), LOCALE);
const series = recordedSeries();
const heat = (view: Parameters<typeof heatModel>[2]) =>
  known(heatModel(known(heatSources(series)[0]), series, view, LOCALE));
const pools = known(poolsModel(series, LOCALE));
const playback = known(playbackModel(series, LOCALE));
const timeline = known(
  timelineModel(session, "rehearsal", Date.parse(known(session.at(-1)).at), LOCALE),
);

/** Drawn from results that the engine gave once. `npx vitest -u` writes them anew: look at what changed. */
const charts: Readonly<Record<string, ReactElement>> = {
  waterfall: <WaterfallChart model={waterfall} {...sized(waterfallHeight(waterfall))} />,
  tornado: <TornadoChart model={tornado} {...sized(tornadoHeight(tornado))} />,
  milestones: <MilestoneChart model={milestones} {...sized(milestoneHeight(milestones))} />,
  fan: <FanChart model={dailyCostModel(projection, LOCALE)} {...sized(300)} />,
  return: <ReturnChart model={known(returnModel(investment, LOCALE))} {...sized(280)} />,
  front: <FrontChart model={known(frontModel(recordedPlan(), LOCALE))} {...sized(320)} />,
  sides: <SidesChart model={sides} {...sized(sidesHeight(sides, WIDTH))} />,
  "heat-log": <HeatChart model={heat({ axis: "log" })} {...sized(360)} />,
  "heat-linear": (
    <HeatChart
      model={heat({ axis: "linear", bins: [70, 99], rows: [40, 60] })}
      {...sized(360)}
      theme={DARK}
    />
  ),
  pools: <PoolsChart model={pools} {...sized(poolsHeight(pools))} />,
  playback: (
    <PlaybackChart model={playback} {...sized(playbackHeight(playback))} at={playback.bins / 2} />
  ),
  path: (
    <StageBarsChart model={known(pathModel(series.criticalPath ?? [], LOCALE))} {...sized(240)} />
  ),
  timeline: <TimelineChart model={timeline} {...sized(timelineHeight(timeline))} />,
};

it.each(Object.entries(charts))("golden %s", async (name, chart) => {
  const svg = renderToStaticMarkup(chart);
  // Programs that know SVG 1.1 alone paint what they do not know, such as "transparent", black.
  const paints = [...svg.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, paint]) => paint);
  expect(paints.filter((paint) => !/^(?:none|#[\da-f]{6}|url\(#.+\))$/u.test(paint ?? ""))).toEqual(
    [],
  );
  await expect(goldenSvg(svg)).toMatchFileSnapshot(`golden/${name}.svg`);
});
