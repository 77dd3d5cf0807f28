import { finished } from "../../engine/base/steps.js";
import type { Steps } from "../../engine/base/steps.js";
import type { Stage } from "../../engine/contract/result.js";
import type { LoggedEvent, Origin } from "../../engine/contract/session.js";
import { formatShort } from "../ui/format/figure.js";
import { formatNumber, formatPercent, howOften } from "../ui/format/number.js";
import { scaleFor } from "../ui/format/scale.js";
import { ORIGIN_NAMES } from "../ui/names.js";
import { numberCell } from "./cells.js";
import type { Cell } from "./cells.js";
import type { Described } from "./chart.js";
import { pathOf } from "./timeline-path.js";
import { gapsOf, spansOf, workClock } from "./timeline-spans.js";
import type { Ask, Span } from "./timeline-spans.js";

/** Times are milliseconds at work since the session began: what {@link gapsOf} found is cut out. */
export interface TimelineBar {
  readonly id: string;
  readonly row: number;
  readonly work: "brain" | "hands";
  readonly state: Span["state"];
  readonly fromMs: number;
  readonly toMs: number;
  /** How long it took, and what it is: written when they are read, which of many bars few are. */
  readonly label: () => string;
  readonly words: () => string;
  /** Whether the session would have ended earlier, had this been shorter. */
  readonly critical: boolean;
  /** Where a stage is known, it decides the colour. */
  readonly stage?: Stage | "think" | undefined;
}

export interface TimelineLane {
  readonly name: string;
  /** First of its rows: calls of one tool that overlap lie side by side. */
  readonly row: number;
  readonly rows: number;
}

export interface TimelineModel extends Described {
  readonly lanes: readonly TimelineLane[];
  readonly rows: number;
  readonly bars: readonly TimelineBar[];
  readonly asks: readonly {
    readonly call: string;
    readonly row: number;
    readonly atMs: number;
    readonly state: Ask["state"];
    readonly words: string;
  }[];
  readonly cuts: readonly { readonly atMs: number; readonly words: string }[];
  readonly lengthMs: number;
  readonly xTitle: string;
  /** The stages that its bars are of, where they are known. */
  readonly stages?: readonly (Stage | "think")[];
}

const STATE_WORDS: Readonly<Record<Span["state"], string>> = {
  running: "under way",
  done: "done",
  failed: "failed",
  cut: "broken off",
};

const BRAIN = "Brain";
/** Of the chart's width, what a mark needs to be seen. */
const SHORTEST_SHARE = 0.01;
/** More would keep a page busy for seconds, and nobody reading. */
const MOST_ROWS = 1000;
const MOST_CUTS_TOLD = 20;
/** What is cut out lasts seconds or more. */
const SECONDS = scaleFor("ms", 10_000);

/**
 * The view-model of a session's timeline; undefined before its first inference. `untilMs` is where
 * what is under way ends: now, or the last event of a session that nobody runs.
 */
export const timelineModel = (...of: Parameters<typeof timelineSteps>): TimelineModel | undefined =>
  finished(timelineSteps(...of));

/** {@link timelineModel} in steps: a session may have ten thousand events and more. */
export function* timelineSteps(
  events: readonly LoggedEvent[],
  origin: Origin,
  untilMs: number,
  locale: string,
): Steps<TimelineModel | undefined> {
  const { spans, asks } = spansOf(events, untilMs);
  yield;
  const first = events[0];
  if (first === undefined || spans.length === 0) return undefined;
  const beganMs = Date.parse(first.at);
  const gaps = gapsOf(events, spans);
  yield;
  const atWork = workClock(beganMs, gaps);
  const duration = (ms: number): string => formatShort(ms, "ms", locale);
  const msCell = (ms: number): Cell => numberCell(duration(ms), ms, "ms");
  const lengthMs = spans.reduce((longest, { toMs }) => Math.max(longest, atWork(toMs)), 1);

  const path = pathOf(spans, atWork);
  yield;
  const names = [BRAIN, ...new Set([...spans, ...asks].flatMap(({ tool }) => tool ?? []))];
  const lanes: TimelineLane[] = [];
  const bars: TimelineBar[] = [];
  let row = 0;
  for (const name of names) {
    const own = spans.filter(({ tool }) => (tool ?? BRAIN) === name);
    const places = sideBySide(
      own.map(({ fromMs, toMs, state }) => ({
        fromMs: atWork(fromMs),
        toMs: atWork(toMs),
        // Where there are very many, they are seen one by one only when the picture is enlarged.
        shortestMs: state === "cut" ? lengthMs * Math.min(SHORTEST_SHARE, 1 / spans.length) : 0,
      })),
    );
    const rows = places.reduce((most, place) => Math.max(most, place + 1), 1);
    lanes.push({ name, row, rows });
    for (const [index, span] of own.entries()) {
      const critical = path.critical.has(span);
      const label = (): string => duration(span.toMs - span.fromMs);
      bars.push({
        id: span.id,
        row: row + (places[index] ?? 0),
        work: span.tool === undefined ? "brain" : "hands",
        state: span.state,
        fromMs: atWork(span.fromMs),
        toMs: atWork(span.toMs),
        label,
        words: () =>
          `${span.name}, ${label()}, ${stateOf(span)}${critical ? ", on the critical path" : ""}`,
        critical,
      });
    }
    row += rows;
    yield;
  }
  const brain = spans.filter(({ tool }) => tool === undefined);
  const hands = spans.filter(({ tool }) => tool !== undefined);
  const brainShare = workMs(brain) / Math.max(1, workMs(spans));
  const counts = `${plural(brain.length, "inference")} and ${plural(hands.length, "tool call")}`;
  const cuts = gaps.map(({ fromMs, toMs, why }) => ({
    atMs: atWork(fromMs),
    words: `${why} ${formatNumber(toMs - fromMs, SECONDS, 1, locale)}`,
  }));
  return {
    lanes,
    rows: row,
    bars: bars.toSorted((a, b) => a.fromMs - b.fromMs),
    asks: asks.map(({ call, tool, atMs, state }) => ({
      call,
      row: lanes.find(({ name }) => name === tool)?.row ?? 0,
      atMs: Math.min(lengthMs, atWork(atMs)),
      state,
      words: `${tool}, call ${call}, ${state === "asked" ? "asks for approval" : state}`,
    })),
    cuts,
    lengthMs,
    xTitle: "Time at work",
    title: `${counts} in ${duration(lengthMs)} at work, ${formatPercent(brainShare, 0, locale)} of it in the brain`,
    subtitle: `${ORIGIN_NAMES[origin]}. Time at work; waits of more than a second are cut out at the dashed lines. Critical path, underlined: brain ${formatPercent(path.brainMs / path.lengthMs, 0, locale)}, tools ${formatPercent(path.handsMs / path.lengthMs, 0, locale)}, waiting ${formatPercent(path.waitMs / path.lengthMs, 0, locale)}`,
    summary: [
      `Critical path: brain ${duration(path.brainMs)}, tools ${duration(path.handsMs)}, waiting between them ${duration(path.waitMs)}.`,
      ...lanes.map(({ name }) => {
        const own = spans.filter(({ tool }) => (tool ?? BRAIN) === name);
        return `${name}: ${howOften(own.length, locale)}, ${duration(workMs(own))} in all.`;
      }),
      ...cuts.slice(0, MOST_CUTS_TOLD).map(({ words }) => `Cut out: ${words}.`),
      ...(cuts.length > MOST_CUTS_TOLD
        ? [`Cut out besides: ${cuts.length - MOST_CUTS_TOLD} more waits.`]
        : []),
    ].join(" "),
    table: {
      columns: ["Start", "Lane", "Work", "Duration", "State", "Critical path"],
      rows: spans
        .slice(0, MOST_ROWS)
        .map((span): Cell[] => [
          msCell(atWork(span.fromMs)),
          span.tool ?? BRAIN,
          span.name,
          msCell(span.toMs - span.fromMs),
          span.detail === "" ? STATE_WORDS[span.state] : span.detail,
          path.critical.has(span) ? "on it" : "",
        ]),
      ...(spans.length > MOST_ROWS
        ? {
            note: `The first ${MOST_ROWS} of ${spans.length}; the export of the session has them all.`,
          }
        : {}),
    },
  };
}

function stateOf({ state, detail }: Span): string {
  const word = STATE_WORDS[state];
  return detail === "" || detail === word ? word : `${word}: ${detail}`;
}

function workMs(spans: readonly Span[]): number {
  return spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

/**
 * The row within its lane of each span, the first that is free when it begins. Each holds it for its
 * `shortestMs` at least, so that an attempt which a crash broke off at once is not hidden by the next.
 */
export function sideBySide(
  spans: readonly { fromMs: number; toMs: number; shortestMs: number }[],
): number[] {
  const freeAtMs: number[] = [];
  return spans.map(({ fromMs, toMs, shortestMs }) => {
    const found = freeAtMs.findIndex((atMs) => atMs <= fromMs);
    const place = found === -1 ? freeAtMs.length : found;
    freeAtMs[place] = Math.max(toMs, fromMs + shortestMs);
    return place;
  });
}

function plural(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
