import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { criticalPath } from "../../../engine/base/critical-path.js";
import type { InspectResult, SessionTrace } from "../../../engine/contract/inspect.js";
import { tableCsv } from "../../../renderer/charts/export/csv.js";
import { countIn, markBetween, timesOf } from "../../../renderer/charts/heat-mark.js";
import { heatModel, heatSources } from "../../../renderer/charts/heat-model.js";
import { pathModel } from "../../../renderer/charts/path-model.js";
import { StageBarsChart } from "../../../renderer/charts/stages-chart.js";
import { TimelineChart } from "../../../renderer/charts/timeline-chart.js";
import { timelineHeight } from "../../../renderer/charts/timeline-layout.js";
import { barColour } from "../../../renderer/charts/timeline-paint.js";
import { pathOf } from "../../../renderer/charts/timeline-path.js";
import { gapsOf, spansOf, workClock } from "../../../renderer/charts/timeline-spans.js";
import { traceModel } from "../../../renderer/charts/trace-model.js";
import {
  markWords,
  runTime,
  sessionCells,
  sessionsData,
} from "../../../renderer/panes/simulate/session-words.js";
import { simulatedTime } from "../../../renderer/charts/simulated-time.js";
import { LIGHT } from "../../../renderer/theme/tokens.js";
import { parseCsv } from "./csv-reader.js";
import { recordedSession } from "./live-session.js";
import { recordedProvenance, recordedSimulation } from "./recorded.js";

const LOCALE = "en-US";

const session: InspectResult["sessions"][number] = {
  replication: 0,
  workload: "support",
  session: 7,
  status: "completed",
  startedMs: 1000,
  endedMs: 1100,
  latencyMs: 100,
  stagesMs: { queue: 10, decode: 50, tool: 40 },
  brainSteps: 2,
  toolCalls: 2,
  retries: 1,
};
const span = (
  id: number,
  pool: string,
  stage: SessionTrace["spans"][number]["stage"],
  fromMs: number,
  toMs: number,
  after: number[],
) => ({ id, pool, stage, fromMs, toMs, after });
const spans = [
  span(0, "brain", "queue", 1000, 1010, []),
  span(1, "brain", "decode", 1010, 1040, [0]),
  span(2, "search", "tool", 1040, 1060, [1]),
  span(3, "search", "tool", 1040, 1080, [1]),
  span(4, "brain", "decode", 1080, 1100, [2, 3]),
];
const critical = new Set(criticalPath(spans).spans.map(({ id }) => id));
const trace: SessionTrace = {
  provenance: recordedProvenance(),
  architecture: "decoupled",
  session,
  spans: spans.map((one) => ({ ...one, critical: critical.has(one.id) })),
};

describe("a simulated session on the timeline", () => {
  const model = traceModel(trace, LOCALE);
  if (model === undefined) throw new Error("the session has spans");

  it("has lanes for the queue, the brain and each pool, calls side by side, and its critical path", () => {
    expect(model.lanes).toEqual([
      { name: "Queue", row: 0, rows: 1 },
      { name: "Brain", row: 1, rows: 1 },
      { name: "Search", row: 2, rows: 2 },
    ]);
    expect(model.bars.filter((bar) => bar.critical).map(({ id }) => id)).toEqual([
      "0",
      "1",
      "3",
      "4",
    ]);
    expect(model.title).toContain("most of it decode: 50.0");
    expect(model.subtitle).toContain("Critical path, underlined: Decode 50%, Tool 40%, Queue 10%");
  });

  it("has its user's thinking in no colour of a stage, and outside of its critical path", () => {
    const thinks = { ...span(5, "user", "think", 1100, 1400, [4]), critical: false };
    const spoken = traceModel({ ...trace, spans: [...trace.spans, thinks] }, LOCALE);
    const bar = spoken?.bars.find(({ id }) => id === "5");
    if (spoken === undefined || bar === undefined) throw new Error("it has a bar");
    expect(Object.values(LIGHT.stage)).not.toContain(barColour(bar, LIGHT));
    expect(bar).toMatchObject({ critical: false, stage: "think" });
    expect(spoken.stages?.at(-1)).toBe("think");
    expect(spoken.summary).toContain("Its user thought for 300\u202fms, which is in no latency.");
    expect(spoken.summary).toContain(model.summary.split(".")[0]);
    expect(spoken.table.rows.at(-1)?.slice(1, 3)).toEqual(["User", "User thinks"]);
    expect(spoken.table.rows.at(-1)?.at(-1)).toBe("");
  });

  it("is drawn with a mark for every span", () => {
    const size = { width: 700, height: timelineHeight(model) };
    const markup = renderToStaticMarkup(
      <TimelineChart model={model} size={size} theme={LIGHT} locale={LOCALE} />,
    );
    expect(markup.match(/role="img"/g)).toHaveLength(spans.length);
    expect(markup).not.toContain("NaN");
  });
});

it("a live session's critical path and its waits are as long as its work", () => {
  const events = recordedSession();
  const began = Date.parse(events[0]?.at ?? "");
  const found = spansOf(events, Date.parse(events.at(-1)?.at ?? "")).spans;
  const atWork = workClock(began, gapsOf(events, found));
  const path = pathOf(found, atWork);
  const first = Math.min(...found.map(({ fromMs }) => atWork(fromMs)));
  const last = Math.max(...found.map(({ toMs }) => atWork(toMs)));
  expect(path.brainMs + path.handsMs + path.waitMs).toBeCloseTo(last - first, 9);
  expect(path.critical.size).toBeGreaterThan(3);
});

it("critical paths are stacked from the quickest sessions to the slowest", () => {
  const groups = [
    { from: 0, to: 0.5, sessions: 50, meanLatencyMs: 30, stagesMs: { decode: 30 } },
    { from: 0.5, to: 1, sessions: 50, meanLatencyMs: 100, stagesMs: { queue: 60, decode: 40 } },
  ];
  const model = pathModel(groups, LOCALE);
  expect(model?.title).toBe(
    "The slowest sessions lose most to queueing: 60.0\u202fms of 100\u202fms, where the quickest spend 0\u202fms.",
  );
  if (model === undefined) return;
  const markup = renderToStaticMarkup(
    <StageBarsChart
      model={model}
      size={{ width: 600, height: 200 }}
      theme={LIGHT}
      locale={LOCALE}
    />,
  );
  expect(markup).toContain("p50–p100");
  const shares = parseCsv(tableCsv(model.table)).map((line) => line.at(-1));
  expect(shares).toEqual(["Share (ratio)", "1", "0.6", "0.4"]);
});

describe("a mark in the heat map", () => {
  const { series } = recordedSimulation();
  const [latency] = heatSources(series);
  if (latency === undefined) throw new Error("sessions were counted");
  const whole = heatModel(latency, series, { axis: "log" }, LOCALE);
  if (whole === undefined) throw new Error("sessions were counted");
  const corners = [
    { bin: 1, row: whole.rows.length - 1 },
    { bin: 3, row: 2 },
  ] as const;
  const mark = markBetween(...corners);

  it("is counted as it is drawn, and enlarged without losing one", () => {
    const zoomed = heatModel(latency, series, { axis: "linear", ...mark }, LOCALE);
    expect(zoomed).toMatchObject({ firstRow: 2, from: 1, to: 3, isCut: true });
    if (zoomed === undefined) return;
    const all = { bins: mark.bins, rows: [0, zoomed.rows.length - 1] } as const;
    expect(countIn(zoomed, all)).toBe(countIn(whole, mark));
    expect(timesOf(zoomed, all)).toEqual(timesOf(whole, mark));
  });

  it("is whole milliseconds of time, open where the slowest bucket is", () => {
    const times = timesOf(whole, mark);
    expect(Number.isInteger(times.endedFromMs) && Number.isInteger(times.endedBeforeMs)).toBe(true);
    expect(times.tookBelowMs).toBe(whole.rows.at(-1)?.upperMs);
  });
});

it("the listed sessions are told, and written with every number", () => {
  const result: InspectResult = {
    provenance: recordedProvenance(),
    architecture: "decoupled",
    completed: 3,
    failed: 0,
    sessions: [session],
    criticalPath: [],
  };
  const mark = { endedFromMs: 0, endedBeforeMs: 60_000, tookFromMs: 50 };
  const simulation = recordedSimulation().shown;
  expect(markWords({ simulation, mark, result }, LOCALE)).toBe(
    "Ended between 0.000\u202fs and 60.000\u202fs, took 50.0\u202fms or more: 3 completed, 0 failed. Below the 1 longest.",
  );
  // Times of the run are in the unit of the heat map's axis, minutes or hours where the run is that long.
  const { decoupled } = simulation.result.architectures;
  const series = { ...decoupled.series, binSeconds: 120 };
  const architectures = { decoupled: { ...decoupled, series } };
  const long = { ...simulation, result: { ...simulation.result, architectures } };
  expect(runTime(long, LOCALE)(143_000)).toBe(
    simulatedTime(series.arrived.length * 120, 120, LOCALE)(143),
  );
  expect(sessionCells(session, runTime(long, LOCALE), LOCALE).started).toMatch(/(min|h)$/);
  const [header = [], line = []] = parseCsv(tableCsv(sessionsData(result, LOCALE)));
  expect(line[header.indexOf("Latency (ms)")]).toBe("100");
  expect(line[header.indexOf("Decode (ms)")]).toBe("50");
});
