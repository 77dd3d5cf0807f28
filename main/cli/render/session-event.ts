import { assertNever } from "../../../engine/base/assert.js";
import type { ContentBlock, LoggedEvent, SessionEvent } from "../../../engine/contract/session.js";
import { formatNumber } from "./numbers.js";

/** Longest text of one event on a terminal; `--json` has all of it. */
const MOST_CHARACTERS = 300;

/** One event in one line, with its position and time of day. */
export function eventLine({ position, at, event }: LoggedEvent): string {
  return `${String(position).padStart(4)}  ${timeOf(at)}  ${describeEvent(event)}`;
}

/** The time of day, in UTC. */
export function timeOf(at: string): string {
  return at.slice(11, 23);
}

/** What happened, in words. */
export function describeEvent(event: SessionEvent): string {
  switch (event.type) {
    case "session-created":
      return `session created: ${event.workload}, ${event.architecture}, ${event.model.name} ${event.model.version}`;
    case "user-message":
      return `user: ${clip(event.text)}`;
    case "inference-started":
      return `brain step ${event.inference} starts${again(event.attempt)}`;
    case "inference-finished":
      return `brain step ${event.inference}: ${clip(said(event.content))} (${formatNumber(event.durationMs)} ms, ${event.usage.outputTokens} tokens, ${event.stopReason})`;
    case "inference-failed":
      return `brain step ${event.inference} failed, ${event.fault}: ${event.message}${next(event.retryInMs)}`;
    case "call-requested":
      return `call ${event.call} asked for: ${event.tool} ${clip(JSON.stringify(event.input))}`;
    case "approval-asked":
      return `call ${event.call} waits for a human: ${event.reason}`;
    case "approval-given":
      return `call ${event.call} approved by ${event.by} (${event.where})`;
    case "approval-refused":
      return `call ${event.call} refused by ${event.by} (${event.where})${note(event.note)}`;
    case "call-started":
      return `call ${event.call} starts${again(event.attempt)}`;
    case "call-finished":
      return `call ${event.call}: ${clip(event.result)} (${formatNumber(event.durationMs)} ms, from ${event.from})`;
    case "call-failed":
      return `call ${event.call} failed, ${event.fault}: ${clip(event.message)}${next(event.retryInMs)}`;
    case "call-outcome-unknown":
      return `call ${event.call}: outcome unknown. ${event.message}`;
    case "call-outcome-resolved":
      return `call ${event.call} resolved by ${event.by} (${event.where}): ${clip(event.result)}`;
    case "budget-reached":
      return `budget reached: ${event.kind} of ${event.scope}, ${formatNumber(event.spent)} of ${formatNumber(event.limit)}`;
    case "budget-raised":
      return `budget replaced by ${event.by} (${event.where})`;
    case "pause-requested":
    case "resumed":
    case "stop-requested":
      return `${event.type.replace("-", " ")} by ${event.by} (${event.where})`;
    case "paused":
      return "paused";
    case "woken":
      return `taken up by ${event.process}`;
    case "context-compacted":
      return `context compacted up to event ${event.upToPosition}`;
    case "ended":
      return `ended, ${event.outcome}: ${event.message}`;
    default:
      return assertNever(event);
  }
}

function said(content: readonly ContentBlock[]): string {
  return content
    .flatMap((block) => (block.type === "text" && block.text !== "" ? [block.text] : []))
    .join(" ");
}

function again(attempt: number): string {
  return attempt > 1 ? `, attempt ${attempt}` : "";
}

function next(retryInMs: number | null): string {
  return retryInMs === null ? "" : `; again in ${formatNumber(retryInMs)} ms`;
}

function note(text: string | undefined): string {
  return text === undefined ? "" : `: ${clip(text)}`;
}

/** In one line, and not too long. Control characters of a model must not drive the terminal. */
function clip(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return plain.length > MOST_CHARACTERS ? `${plain.slice(0, MOST_CHARACTERS)}…` : plain;
}
