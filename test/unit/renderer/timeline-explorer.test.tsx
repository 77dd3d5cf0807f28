import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { TimelineChart } from "../../../renderer/charts/timeline-chart.js";
import { TimelineExplorer } from "../../../renderer/charts/timeline-explorer.js";
import {
  barAt,
  barPlace,
  timelineHeight,
  timelineLayout,
} from "../../../renderer/charts/timeline-layout.js";
import { timelineModel } from "../../../renderer/charts/timeline-model.js";
import type { TimelineModel } from "../../../renderer/charts/timeline-model.js";
import { paintBars } from "../../../renderer/charts/timeline-paint.js";
import type { Brush } from "../../../renderer/charts/timeline-paint.js";
import { workClock } from "../../../renderer/charts/timeline-spans.js";
import {
  barsIn,
  keyed,
  moved,
  wheeled,
  wholeView,
  zoomed,
} from "../../../renderer/charts/timeline-view.js";
import type { SessionEvent } from "../../../engine/contract/session.js";
import { LIGHT } from "../../../renderer/theme/tokens.js";
import { fc } from "../../property.js";

const LOCALE = "en-US";
const LENGTH_MS = 60_000;

/** A session of so many inferences of 40 ms, each with a call of 50 ms after it. */
function longSession(inferences: number): TimelineModel {
  const timed: [number, SessionEvent][] = [[0, { type: "user-message", text: "Hi" }]];
  for (let n = 1; n <= inferences; n += 1) {
    const at = n / 10;
    const about = { inference: n, attempt: 1 };
    timed.push(
      [at, { type: "inference-started", ...about, modelId: "m" }],
      [
        at + 0.04,
        {
          type: "inference-finished",
          ...about,
          stopReason: "tool_use",
          content: [],
          usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
          costUsd: 0,
          ttftMs: 1,
          durationMs: 40,
          origin: "rehearsal",
        },
      ],
      [
        at + 0.04,
        {
          type: "call-requested",
          call: `${n}.0`,
          inference: n,
          toolUseId: "t",
          tool: "read",
          input: {},
        },
      ],
      [
        at + 0.04,
        {
          type: "call-started",
          call: `${n}.0`,
          attempt: 1,
          idempotencyKey: "k",
          fencingToken: 1,
          worker: "w",
        },
      ],
      [
        at + 0.09,
        {
          type: "call-finished",
          call: `${n}.0`,
          attempt: 1,
          result: "",
          truncated: false,
          from: "tool",
          durationMs: 50,
        },
      ],
    );
  }
  const events = timed.map(([seconds, event], at) => ({
    position: at + 1,
    at: new Date(Math.round(seconds * 1000)).toISOString(),
    event,
  }));
  const model = timelineModel(events, "rehearsal", 0, LOCALE);
  if (model === undefined) throw new Error("there is work to draw");
  return model;
}

const view = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([a, b]) => ({
    fromMs: Math.min(a, b) * (LENGTH_MS - 10),
    toMs: Math.max(a, b) * (LENGTH_MS - 10) + 10,
  }));

describe("looking around in a timeline", () => {
  it("never leaves it, and keeps what it is enlarged around in its place", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(view, share, fc.constantFrom(0.2, 1 / 1.5, 1.5, 7), (before, at, factor) => {
        const atMs = before.fromMs + at * (before.toMs - before.fromMs);
        const after = zoomed(before, LENGTH_MS, factor, atMs);
        expect(after.fromMs).toBeGreaterThanOrEqual(0);
        expect(after.toMs).toBeLessThanOrEqual(LENGTH_MS + 1e-6);
        const place = (atMs - after.fromMs) / (after.toMs - after.fromMs);
        // Unless an end of the timeline was in the way.
        if (after.fromMs > 0 && after.toMs < LENGTH_MS) expect(place).toBeCloseTo(at, 4);
        const further = moved(after, LENGTH_MS, LENGTH_MS);
        expect(further.toMs).toBeCloseTo(LENGTH_MS, 6);
        expect(further.toMs - further.fromMs).toBeCloseTo(after.toMs - after.fromMs, 6);
      }),
    );
  });

  it("takes keys and the wheel", () => {
    const whole = wholeView({ lengthMs: LENGTH_MS });
    const press = (key: string, shiftKey = false) =>
      keyed({ fromMs: 20_000, toMs: 30_000 }, LENGTH_MS, { key, shiftKey });
    expect(press("0")).toEqual(whole);
    expect(press("ArrowRight", true)).toEqual({ fromMs: 22_000, toMs: 32_000 });
    // Arrows by themselves go from mark to mark.
    expect(press("ArrowRight")).toBeUndefined();
    expect(press("x")).toBeUndefined();
    const up = wheeled(whole, LENGTH_MS, { deltaX: 0, deltaY: -100 }, 30_000);
    expect(up.toMs - up.fromMs).toBeCloseTo(LENGTH_MS / 1.5);
    expect(wheeled(up, LENGTH_MS, { deltaX: 0, deltaY: 100 }, 30_000)).toEqual(whole);
  });

  it("draws what reaches into the view, and finds each bar under the pointer", () => {
    const model = longSession(60);
    const size = { width: 900, height: timelineHeight(model) };
    const part = { fromMs: 2000, toMs: 3000 };
    const bars = barsIn(model.bars, part);
    expect(bars.length).toBeGreaterThan(15);
    expect(bars.length).toBeLessThan(25);
    const layout = timelineLayout(model, size, part);
    for (const bar of bars) {
      const { at, width } = barPlace(bar, layout);
      const found = barAt(bars, layout, { x: at + width / 2, y: layout.rowMiddle(bar.row) });
      expect(found?.id).toBe(bar.id);
    }
    expect(barAt(bars, layout, { x: 450, y: size.height - 2 })).toBeUndefined();
    const svg = renderToStaticMarkup(
      <TimelineChart model={model} size={size} theme={LIGHT} locale={LOCALE} view={part} />,
    );
    expect(svg.match(/role="img"/g)).toHaveLength(bars.length);
    expect(svg).not.toMatch(/NaN|width="-/);
  });
});

describe("a timeline of 100,000 spans", () => {
  const model = longSession(50_000);

  it("keeps its rows, and a table that a page can hold and that says what it leaves out", () => {
    expect(model.bars).toHaveLength(100_000);
    expect(model.rows).toBe(2);
    expect(model.table.rows).toHaveLength(1000);
    expect(model.table.note).toContain("of 100000");
  });

  it("is painted in as many strokes as there are pixels, not bars, and covers them all", () => {
    const size = { width: 1200, height: timelineHeight(model) };
    const layout = timelineLayout(model, size, wholeView(model));
    const filled: { from: number; to: number; y: number }[] = [];
    const brush: Brush = {
      fillStyle: "",
      fillRect: (x, y, width) => filled.push({ from: x, to: x + width, y }),
    };
    paintBars(brush, model.bars, layout, LIGHT);
    expect(filled.length).toBeLessThanOrEqual(model.rows * size.width);
    for (const bar of model.bars.filter((_, at) => at % 997 === 0)) {
      const x = layout.x(bar.fromMs);
      const row = filled.filter(({ y }) => Math.abs(y + 8 - layout.rowMiddle(bar.row)) < 1);
      expect(row.some(({ from, to }) => x >= from - 1 && x <= to + 1)).toBe(true);
    }
  });

  it("places nothing on the page but a canvas, until it is enlarged", () => {
    const size = { width: 1200, height: timelineHeight(model) };
    const markup = renderToStaticMarkup(
      <TimelineExplorer model={model} size={size} theme={LIGHT} locale={LOCALE} />,
    );
    expect(markup).toContain("<canvas");
    expect(markup).not.toContain('role="img"');
    const few = longSession(20);
    expect(
      renderToStaticMarkup(
        <TimelineExplorer model={few} size={size} theme={LIGHT} locale={LOCALE} />,
      ),
    ).not.toContain("<canvas");
  });
});

describe("time at work", () => {
  it("is wall time without the gaps, as adding them one by one says", () => {
    const steps = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 40 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 2500 }), (lengths, instantMs) => {
        let atMs = 0;
        const gaps = [];
        for (const [at, length] of lengths.entries()) {
          if (at % 2 === 1) gaps.push({ fromMs: atMs, toMs: atMs + length, why: "idle" });
          atMs += length;
        }
        const cutMs = gaps.reduce(
          (sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(instantMs, toMs) - fromMs),
          0,
        );
        expect(workClock(0, gaps)(instantMs)).toBe(instantMs - cutMs);
      }),
    );
  });
});
