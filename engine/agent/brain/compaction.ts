import { OVERFLOW } from "../../contract/session-state.js";
import type { ContentBlock, LoggedEvent, SessionEventOf } from "../../contract/session.js";

/** Of the conversation: what is kept word for word at its end, and at most as much again as summary. */
const KEPT_SHARE = 1 / 8;
/** A conversation of fewer characters is not too long because of what can be left out. */
const LEAST_CHARACTERS = 2000;
const LONGEST_LINE = 300;

/**
 * The event that makes a conversation shorter, or undefined where there is nothing to leave out. What is kept is
 * the end, from an answer on; before it the model sees a summary: what users said, what it said itself, and
 * which calls it made. Results of those calls are cleared: a tool's words are no user's, and the model can call
 * again. Made without a model, so that it costs nothing and cannot fail; the log keeps every event.
 */
export function compactionOf(
  logged: readonly LoggedEvent[],
): SessionEventOf<"context-compacted"> | undefined {
  const events = asHeard(logged);
  const from = events.findLastIndex(({ event }) => event.type === "context-compacted");
  const last = events[from]?.event;
  const shortened = last?.type === "context-compacted" ? last : undefined;
  const said = events.filter(({ position }) => position > (shortened?.upToPosition ?? 0));
  const lengths = said.map(({ event }) => lengthOf(event));
  const total = lengths.reduce((sum, length) => sum + length, shortened?.summary.length ?? 0);
  if (total < LEAST_CHARACTERS) return undefined;
  const budget = Math.floor(total * KEPT_SHARE);
  const cut = cutOf(said, lengths, budget);
  const upToPosition = said[cut - 1]?.position;
  if (upToPosition === undefined) return undefined;
  const before = [...(shortened === undefined ? [] : [shortened.summary]), ...linesOf(said, cut)];
  return { type: "context-compacted", upToPosition, summary: summaryOf(before, budget) };
}

/** As the conversation has it: what was said while the model answered comes after the answer, at its position. */
function asHeard(events: readonly LoggedEvent[]): LoggedEvent[] {
  const heard: LoggedEvent[] = [];
  let interjected: LoggedEvent[] = [];
  let isAnswering = false;
  for (const logged of events) {
    const { type } = logged.event;
    if (type === "user-message" && isAnswering) {
      interjected.push(logged);
      continue;
    }
    heard.push(logged);
    if (type === "inference-started") isAnswering = true;
    if (type !== "inference-finished" && type !== "inference-failed") continue;
    heard.push(...interjected.map(({ event }) => ({ ...logged, event })));
    interjected = [];
    isAnswering = false;
  }
  return [...heard, ...interjected];
}

/** Index of the event from which on everything is kept: the earliest answer after which no more than `budget` is said. */
function cutOf(events: readonly LoggedEvent[], lengths: readonly number[], budget: number): number {
  let cut = events.length;
  let kept = 0;
  for (let at = events.length - 1; at > 0; at -= 1) {
    kept += lengths[at] ?? 0;
    if (kept > budget) break;
    const event = events[at]?.event;
    // An answer that was cut off is not sent again, and nothing can begin with it.
    if (event?.type === "inference-finished" && event.stopReason !== OVERFLOW) cut = at;
  }
  return cut;
}

/** Characters that an event adds to the conversation. */
function lengthOf(event: LoggedEvent["event"]): number {
  switch (event.type) {
    case "user-message":
      return event.text.length;
    case "inference-finished":
      return JSON.stringify(event.content).length;
    case "call-finished":
    case "call-outcome-resolved":
      return event.result.length;
    case "call-failed":
      return event.message.length;
    default:
      return 0;
  }
}

/** One line for each thing that was said or done in the first `cut` events. */
function linesOf(events: readonly LoggedEvent[], cut: number): string[] {
  const outcomes = new Map<string, string>();
  for (const { event } of events) {
    if (event.type === "call-finished" || event.type === "call-outcome-resolved") {
      outcomes.set(event.call, `result of ${event.result.length} characters, cleared`);
    } else if (event.type === "call-failed" && event.retryInMs === null) {
      outcomes.set(event.call, `failed: ${event.fault}`);
    }
  }
  return events.slice(0, cut).flatMap(({ event }) => {
    if (event.type === "user-message") return [`The user said: ${event.text}`];
    if (event.type === "call-requested") {
      const outcome = outcomes.get(event.call) ?? "not made";
      return [`You called ${event.tool} with ${clip(JSON.stringify(event.input))}: ${outcome}.`];
    }
    if (event.type !== "inference-finished" || event.stopReason === OVERFLOW) return [];
    const text = textOf(event.content);
    return text === "" ? [] : [`You said: ${clip(text)}`];
  });
}

/**
 * The first line, which is what the user wants, and as many of the last ones as there is room for: one at least,
 * since it may be the question to answer.
 */
function summaryOf([first = "", ...others]: readonly string[], budget: number): string {
  const head =
    "[This conversation became longer than you can read, and was shortened. What was said and done before:]";
  const wish = clip(first, Math.max(LONGEST_LINE, Math.floor(budget / 2)));
  let room = Math.max(budget - wish.length, LONGEST_LINE + 1);
  const newest: string[] = [];
  for (const line of others.toReversed()) {
    const clipped = clip(line);
    room -= clipped.length + 1;
    if (room < 0) break;
    newest.unshift(clipped);
  }
  const omitted = others.length - newest.length;
  return [head, wish, ...(omitted === 0 ? [] : [`[${omitted} more steps]`]), ...newest].join("\n");
}

function textOf(content: readonly ContentBlock[]): string {
  return content
    .flatMap((block) => (block.type === "text" ? [block.text] : []))
    .join(" ")
    .trim();
}

/** The beginning and the end of a text that is too long. */
function clip(text: string, longest = LONGEST_LINE): string {
  if (text.length <= longest) return text;
  const half = Math.floor(longest / 2) - 2;
  return `${text.slice(0, half)} … ${text.slice(-half)}`;
}
