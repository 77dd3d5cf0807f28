import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { TimelineChart } from "../../../renderer/charts/timeline-chart.js";
import { timelineHeight } from "../../../renderer/charts/timeline-layout.js";
import { timelineModel } from "../../../renderer/charts/timeline-model.js";
import type { TimelineModel } from "../../../renderer/charts/timeline-model.js";
import { isSame, readable, transcriptOf } from "../../../renderer/panes/live/transcript.js";
import type { LoggedEvent, SessionEvent } from "../../../engine/contract/session.js";
import { DARK, LIGHT } from "../../../renderer/theme/tokens.js";
import { eventsAt, recordedSession } from "./live-session.js";

const LOCALE = "en-US";
const recorded = recordedSession();
const START_MS = Date.UTC(2026, 0, 1);

function timeline(events: readonly LoggedEvent[], untilSeconds = 0): TimelineModel {
  const model = timelineModel(events, "rehearsal", START_MS + untilSeconds * 1000, LOCALE);
  if (model === undefined) throw new Error("there is work to draw");
  return model;
}

const inference = (n: number, attempt = 1): SessionEvent => ({
  type: "inference-started",
  inference: n,
  attempt,
  modelId: "m",
});
const answered = (n: number, attempt = 1): SessionEvent => ({
  type: "inference-finished",
  inference: n,
  attempt,
  stopReason: "end_turn",
  content: [],
  usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
  costUsd: 0,
  ttftMs: 1,
  durationMs: 1,
  origin: "rehearsal",
});
const requested = (call: string, tool: string): SessionEvent => ({
  type: "call-requested",
  call,
  inference: 1,
  toolUseId: call,
  tool,
  input: {},
});
const called = (call: string): SessionEvent => ({
  type: "call-started",
  call,
  attempt: 1,
  idempotencyKey: call,
  fencingToken: 1,
  worker: "w",
});
const returned = (call: string): SessionEvent => ({
  type: "call-finished",
  call,
  attempt: 1,
  result: "[]",
  truncated: false,
  from: "tool",
  durationMs: 1,
});
const hello: SessionEvent = { type: "user-message", text: "Hi" };

describe("the timeline of a real session", () => {
  const model = timeline(recorded);

  it("has a lane for the brain and one for each tool, and every attempt once", () => {
    expect(model.lanes.map(({ name }) => name)).toEqual([
      "Brain",
      "search_knowledge_base",
      "lookup_order",
      "refund_order",
    ]);
    const begun = recorded.filter(({ event }) =>
      ["inference-started", "call-started"].includes(event.type),
    );
    expect(model.bars).toHaveLength(begun.length);
    expect(model.table.rows).toHaveLength(begun.length);
    expect(model.title).toMatch(/^3 inferences and 3 tool calls in /);
    expect(model.subtitle).toContain("Rehearsal model");
  });

  it("cuts out the wait for the human and the process that was away, and no work", () => {
    expect(model.cuts).toHaveLength(1);
    const wallMs = Date.parse(recorded.at(-1)?.at ?? "") - Date.parse(recorded[0]?.at ?? "");
    expect(model.lengthMs).toBeLessThan(wallMs - 1000);
    const table = model.bars.map(({ fromMs, toMs }) => toMs - fromMs);
    expect(Math.min(...table)).toBeGreaterThanOrEqual(0);
    expect(model.asks).toMatchObject([{ call: "2.0", state: "approved" }]);
  });

  it.each([LIGHT, DARK])("is drawn with a mark that speaks for every bar, $name", (theme) => {
    for (const width of [320, 1400]) {
      const size = { width, height: timelineHeight(model) };
      const svg = renderToStaticMarkup(
        <TimelineChart model={model} size={size} theme={theme} locale={LOCALE} />,
      );
      expect(svg.match(/role="img"/g)).toHaveLength(model.bars.length + model.asks.length);
      // One stop of the Tab key; arrow keys reach the rest.
      expect(svg.match(/tabindex="0"/g)).toHaveLength(1);
      expect(svg).not.toMatch(/NaN|undefined|width="-/);
    }
  });
});

describe("time at work", () => {
  it("keeps short pauses, cuts long ones, and names what was waited for", () => {
    const { bars, cuts, lengthMs } = timeline(
      eventsAt(
        [0, hello],
        [0, inference(1)],
        [2, answered(1)],
        [2.5, requested("1.0", "pay")],
        [2.5, { type: "approval-asked", call: "1.0", tool: "pay", reason: "much" }],
        [62.5, { type: "approval-given", call: "1.0", by: "ann", where: "window" }],
        [63, called("1.0")],
        [63.5, returned("1.0")],
        [64, inference(2)],
        [65, answered(2)],
      ),
    );
    expect(cuts).toMatchObject([{ atMs: 2000, words: "waited for approval 61.0\u202fs" }]);
    expect(bars.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [0, 2000],
      [2000, 2500],
      [3000, 4000],
    ]);
    expect(lengthMs).toBe(4000);
  });

  it("draws what is under way up to now", () => {
    const model = timeline(eventsAt([0, hello], [1, inference(1)]), 4);
    expect(model.bars).toMatchObject([{ fromMs: 1000, toMs: 4000, state: "running" }]);
  });

  it("ends what a crash broke off at the last event before it, not at the return", () => {
    const model = timeline(
      eventsAt(
        [0, hello],
        [0, inference(1)],
        [0.5, { type: "pause-requested", by: "ann", where: "window" }],
        [600, { type: "woken", process: "p", fencingToken: 2 }],
        [600, inference(1, 2)],
        [601, answered(1, 2)],
      ),
    );
    expect(model.bars).toMatchObject([
      { fromMs: 0, toMs: 500, state: "cut" },
      { fromMs: 500, toMs: 1500, state: "done" },
    ]);
    expect(model.cuts[0]?.words).toMatch(/^interrupted 599\.5/);
  });

  it("does not hide an attempt that a crash broke off at once behind the next", () => {
    const { bars } = timeline(
      eventsAt(
        [0, hello],
        [0, inference(1)],
        [600, { type: "woken", process: "p", fencingToken: 2 }],
        [600, inference(1, 2)],
        [601, answered(1, 2)],
      ),
    );
    expect(bars.map(({ row, fromMs }) => [row, fromMs])).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  it("lays calls of one tool that overlap side by side", () => {
    const { lanes, rows, bars } = timeline(
      eventsAt(
        [0, hello],
        [0, inference(1)],
        [1, answered(1)],
        [1, requested("1.0", "read")],
        [1, requested("1.1", "read")],
        [1, requested("1.2", "read")],
        [1, called("1.0")],
        [1, called("1.1")],
        [2, returned("1.0")],
        [2, called("1.2")],
        [3, returned("1.1")],
        [3, returned("1.2")],
      ),
    );
    expect(lanes[1]).toMatchObject({ name: "read", row: 1, rows: 2 });
    expect(rows).toBe(3);
    expect(bars.map(({ row }) => row)).toEqual([0, 1, 2, 1]);
  });

  it("has nothing to draw before the first inference", () => {
    expect(timelineModel(eventsAt([0, hello]), "model", START_MS, LOCALE)).toBeUndefined();
  });
});

describe("the transcript", () => {
  it("tells a call with its question, its answer and its result as one entry", () => {
    const items = transcriptOf(recorded);
    const refunds = items.filter((item) => item.kind === "call" && item.tool === "refund_order");
    expect(refunds).toHaveLength(1);
    expect(refunds).toMatchObject([{ call: "2.0", state: "done", attempts: 1 }]);
    const [refund] = refunds;
    expect(refund?.kind === "call" ? refund.remarks : []).toEqual([
      "Asks a human: refunds above 200 USD need a human",
      expect.stringMatching(/^Approved by .+ \(terminal\)$/),
    ]);
    expect(items.filter(({ kind }) => kind === "model")).toHaveLength(3);
    expect(items.every((item) => item.kind !== "model" || item.origin === "rehearsal")).toBe(true);
  });

  it("draws an entry anew exactly when it reads otherwise", () => {
    let changes = 0;
    for (const [at] of recorded.entries()) {
      const before = transcriptOf(recorded.slice(0, at));
      const after = transcriptOf(recorded.slice(0, at + 1));
      for (const [n, item] of before.entries()) {
        const isAlike = JSON.stringify(item) === JSON.stringify(after[n]);
        expect(isSame(item, after[n])).toBe(isAlike);
        if (!isAlike) changes += 1;
      }
    }
    expect(changes).toBeGreaterThan(3);
  });

  it("shows what an answer that broke off had said, and why", () => {
    const items = transcriptOf(
      eventsAt(
        [0, inference(1)],
        [
          1,
          {
            type: "inference-failed",
            inference: 1,
            attempt: 1,
            fault: "stalled",
            message: "Nothing came for 30 s.",
            partial: [
              { type: "thinking", thinking: "hm", signature: "" },
              { type: "text", text: "I wi" },
            ],
            usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 },
            costUsd: 0,
            retryInMs: 250.4,
            origin: "model",
          },
        ],
      ),
    );
    expect(items).toMatchObject([
      {
        text: "I wi",
        thinking: "hm",
        fault: "Nothing came for 30 s. It is tried again in 251 ms.",
      },
    ]);
  });

  it("sets JSON in lines and leaves other text as it is", () => {
    expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(readable({ a: 1 })).toBe('{\n  "a": 1\n}');
    expect(readable("not {json")).toBe("not {json");
  });
});
