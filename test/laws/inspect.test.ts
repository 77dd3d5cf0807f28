import { describe, expect, it } from "vitest";
import { criticalPath } from "../../engine/base/critical-path.js";
import type { PathSpan } from "../../engine/base/critical-path.js";
import { ARCHITECTURES, STAGES } from "../../engine/contract/result.js";
import type { Architecture } from "../../engine/contract/result.js";
import type { Scenario } from "../../engine/contract/scenario.js";
import type { HeatMap } from "../../engine/contract/series.js";
import type {
  EndedSession,
  SpansRecord,
  WindowJob,
  WindowRecord,
} from "../../engine/simulator/inspect/job.js";
import { pathGroups } from "../../engine/simulator/inspect/path-sums.js";
import { mergeSeries } from "../../engine/simulator/series-summary.js";
import { scenarios } from "./random-scenario.js";
import { simulate } from "./simulate.js";
import { fc, runs } from "../property.js";

const RUNS = { numRuns: runs(10), endOnFailure: true };

const ALL: WindowJob = {
  kind: "window",
  endedFromMs: 0,
  endedBeforeMs: Infinity,
  stage: -1,
  tookFromMs: 0,
  tookBelowMs: Infinity,
  most: 1000,
};

function windowOf(
  scenario: Scenario,
  architecture: Architecture,
  wanted: Partial<WindowJob>,
): WindowRecord {
  const inspect = { ...ALL, ...wanted };
  const { inspected } = simulate(scenario, { architecture, series: true, inspect });
  if (inspected === undefined || "spans" in inspected) throw new Error("a window was asked for");
  return inspected;
}

function spansOf(
  scenario: Scenario,
  architecture: Architecture,
  { workload, session }: EndedSession,
): SpansRecord {
  const inspect = { kind: "session", workload, session } as const;
  const { inspected } = simulate(scenario, { architecture, series: true, inspect });
  if (inspected === undefined || !("spans" in inspected)) throw new Error("spans were asked for");
  return inspected;
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
const lengthOf = ({ fromMs, toMs }: PathSpan): number => toMs - fromMs;
/** Times are sums of many doubles. */
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * (1 + Math.abs(b));

/** The longest of all chains through the graph, each tried. */
function longestByBruteForce(spans: readonly PathSpan[]): number {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const known = new Map<number, number>();
  const upTo = (span: PathSpan): number => {
    const found = known.get(span.id);
    if (found !== undefined) return found;
    const before = span.after.map((id) => {
      const one = byId.get(id);
      return one === undefined ? 0 : upTo(one);
    });
    const length = lengthOf(span) + Math.max(0, ...before);
    known.set(span.id, length);
    return length;
  };
  return Math.max(0, ...spans.map(upTo));
}

describe.each(ARCHITECTURES)("sessions looked at, %s", (architecture) => {
  const marked = fc.record({
    scenario: scenarios({ failures: true }),
    stage: fc.integer({ min: -1, max: STAGES.length - 1 }),
    corners: fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()),
  });

  it("are as many as the heat map counts in any part of it", () => {
    fc.assert(
      fc.property(marked, ({ scenario, stage, corners }) => {
        const { series: record } = simulate(scenario, { architecture, series: true });
        if (record === undefined) throw new Error("a series was asked for");
        const series = mergeSeries([record], Object.keys(scenario.hands));
        const name = STAGES[stage];
        const { latency, stages } = series.heatMaps;
        const map: HeatMap | undefined = name === undefined ? latency : stages[name];
        if (map === undefined || map.lowerMs.length === 0) return;
        const [a, b, c, d] = corners;
        const bins = [a % map.counts.length, b % map.counts.length].toSorted((x, y) => x - y);
        const rows = [c % map.lowerMs.length, d % map.lowerMs.length].toSorted((x, y) => x - y);
        const [fromBin = 0, toBin = 0] = bins;
        const [fromRow = 0, toRow = 0] = rows;
        const found = windowOf(scenario, architecture, {
          stage,
          endedFromMs: fromBin * record.binMs,
          endedBeforeMs: (toBin + 1) * record.binMs,
          tookFromMs: map.lowerMs[fromRow] ?? 0,
          tookBelowMs: map.upperMs[toRow] ?? Infinity,
        });
        const counted = sum(
          map.counts.slice(fromBin, toBin + 1).flatMap((bin) => bin.slice(fromRow, toRow + 1)),
        );
        expect(found.completed + found.failed).toBe(counted);
        expect(found.sessions).toHaveLength(Math.min(counted, ALL.most));
      }),
      RUNS,
    );
  });

  it("have a critical path that is their latency, and the longest there is", () => {
    fc.assert(
      fc.property(scenarios({ failures: true }), fc.nat(), (scenario, which) => {
        const { sessions } = windowOf(scenario, architecture, {});
        const session = sessions[which % Math.max(1, sessions.length)];
        if (session === undefined) return;
        const found = spansOf(scenario, architecture, session);
        expect(found.session).toEqual(session);
        const path = criticalPath(found.spans);
        expect(sum(path.waitsMs)).toBe(0);
        expect(path.spans.at(-1)?.toMs ?? session.endedMs).toBe(session.endedMs);
        expect(path.spans[0]?.fromMs ?? session.startedMs).toBe(session.startedMs);
        // The user's thinking is on the path and in no latency.
        const work = path.spans.filter(({ stage }) => stage >= 0);
        expect(near(sum(work.map(lengthOf)), session.latencyMs)).toBe(true);
        STAGES.forEach((_, stage) => {
          const spent = sum(work.filter((span) => span.stage === stage).map(lengthOf));
          expect(near(spent, session.stagesMs[stage] ?? 0)).toBe(true);
        });
        const length = sum(path.spans.map(lengthOf));
        expect(near(length, longestByBruteForce(found.spans))).toBe(true);
        expect(length).toBeLessThanOrEqual(sum(found.spans.map(lengthOf)) * (1 + 1e-9));
      }),
      { ...RUNS, numRuns: runs(25) },
    );
  });

  it("are divided by percentiles of latency without losing one, or a millisecond", () => {
    fc.assert(
      fc.property(scenarios({ failures: true }), (scenario) => {
        const found = windowOf(scenario, architecture, { most: 1e6 });
        const groups = pathGroups([found.paths]);
        expect(near(sum(groups.map(({ sessions }) => sessions)), found.completed)).toBe(true);
        const latencies = found.sessions.map(({ latencyMs }) => latencyMs);
        const inGroups = groups.map(({ sessions, meanLatencyMs }) => sessions * meanLatencyMs);
        expect(near(sum(inGroups), sum(latencies))).toBe(true);
        for (const { stagesMs, meanLatencyMs } of groups) {
          expect(near(sum(Object.values(stagesMs)), meanLatencyMs)).toBe(true);
        }
      }),
      RUNS,
    );
  });
});

describe("the critical path of any graph", () => {
  /** Each span begins when the last of those before it ends, or so much later. */
  const graphs = (waits: fc.Arbitrary<number>) =>
    fc
      .array(
        fc.record({
          lengthMs: fc.integer({ min: 0, max: 50 }),
          waitMs: waits,
          after: fc.array(fc.nat(), { maxLength: 3 }),
        }),
        { minLength: 1, maxLength: 12 },
      )
      .map((parts) => {
        const spans: PathSpan[] = [];
        for (const [id, { lengthMs, waitMs, after }] of parts.entries()) {
          const before = id === 0 ? [] : [...new Set([id - 1, ...after].map((one) => one % id))];
          const endMs = Math.max(0, ...before.map((one) => spans[one]?.toMs ?? 0));
          const fromMs = endMs + (id === 0 ? 0 : waitMs);
          spans.push({ id, fromMs, toMs: fromMs + lengthMs, after: before });
        }
        return spans;
      });

  it("is the longest path where nothing waits", () => {
    fc.assert(
      fc.property(graphs(fc.constant(0)), (spans) => {
        const path = criticalPath(spans);
        expect(sum(path.spans.map(lengthOf))).toBe(longestByBruteForce(spans));
      }),
    );
  });

  it("is with its waits as long as from the first start to the end", () => {
    fc.assert(
      fc.property(graphs(fc.integer({ min: 0, max: 9 })), (spans) => {
        const path = criticalPath(spans);
        const length = sum(path.spans.map(lengthOf)) + sum(path.waitsMs);
        expect(length).toBe(Math.max(...spans.map(({ toMs }) => toMs)));
        expect(length).toBeLessThanOrEqual(sum(spans.map(lengthOf)) + sum(path.waitsMs));
      }),
    );
  });
});
