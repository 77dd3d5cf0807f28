import type {
  ContentBlock,
  LoggedEvent,
  Origin,
  SessionEvent,
  SessionEventOf,
} from "../../../engine/contract/session.js";

/** One entry of a session's transcript. `position` is that of the event it begins with. */
export type TranscriptItem =
  | { readonly kind: "user"; readonly position: number; readonly text: string }
  | ModelItem
  | CallItem
  | {
      readonly kind: "note";
      readonly position: number;
      readonly text: string;
      readonly tone: "plain" | "bad";
    };

export interface ModelItem {
  readonly kind: "model";
  readonly position: number;
  readonly inference: number;
  readonly origin: Origin;
  readonly text: string;
  readonly thinking: string;
  readonly ttftMs: number | undefined;
  readonly durationMs: number | undefined;
  /** Why it broke off; what it said until then is not sent to the model again. */
  readonly fault: string | undefined;
}

export interface CallItem {
  readonly kind: "call";
  readonly position: number;
  readonly call: string;
  readonly tool: string;
  readonly input: unknown;
  state: "requested" | "asked" | "running" | "done" | "failed" | "unknown";
  /** What the model is told, or why there is nothing yet. */
  result: string | undefined;
  truncated: boolean;
  attempts: number;
  durationMs: number | undefined;
  /** Who decided what, and from where a result came other than from running the tool. */
  readonly remarks: string[];
}

/** The log as a person reads it: a call is one entry, with all that became of it. */
export function transcriptOf(events: readonly LoggedEvent[]): TranscriptItem[] {
  const items: TranscriptItem[] = [];
  const calls = new Map<string, CallItem>();
  // A session that waits for its user is run by nobody: that it is taken up again is no news.
  let waitsForUser = false;
  for (const { position, event } of events) {
    if (event.type === "inference-started") waitsForUser = false;
    if (event.type === "inference-finished") waitsForUser = event.stopReason === "end_turn";
    if (event.type === "woken" && waitsForUser) continue;
    if (event.type === "call-requested") {
      const item = requested(position, event);
      calls.set(event.call, item);
      items.push(item);
    } else if ("call" in event) {
      const item = calls.get(event.call);
      if (item !== undefined) applyToCall(item, event);
    } else {
      items.push(...itemsOf(position, event));
    }
  }
  return items;
}

/** Whether two entries of a session read alike: a call is the only one that changes as its log grows. */
export function isSame(one: TranscriptItem, other: TranscriptItem | undefined): boolean {
  if (one.position !== other?.position) return false;
  if (one.kind !== "call" || other.kind !== "call") return true;
  return (
    one.state === other.state &&
    one.result === other.result &&
    one.attempts === other.attempts &&
    one.durationMs === other.durationMs &&
    one.remarks.length === other.remarks.length
  );
}

function requested(
  position: number,
  { call, tool, input }: SessionEventOf<"call-requested">,
): CallItem {
  return {
    kind: "call",
    position,
    call,
    tool,
    input,
    state: "requested",
    result: undefined,
    truncated: false,
    attempts: 0,
    durationMs: undefined,
    remarks: [],
  };
}

type CallEvent = Exclude<Extract<SessionEvent, { call: string }>, { type: "call-requested" }>;

function applyToCall(item: CallItem, event: CallEvent): void {
  switch (event.type) {
    case "approval-asked":
      item.state = "asked";
      item.remarks.push(`Asks a human: ${event.reason}`);
      return;
    case "approval-given":
      item.state = "requested";
      item.remarks.push(`Approved by ${event.by} (${event.where})`);
      return;
    case "approval-refused": {
      const why = event.note === undefined ? "" : `: ${event.note}`;
      item.remarks.push(`Refused by ${event.by} (${event.where})${why}`);
      return;
    }
    case "call-started":
      item.state = "running";
      item.attempts = event.attempt;
      return;
    case "call-finished":
      item.state = "done";
      item.result = event.result;
      item.truncated = event.truncated;
      item.durationMs = event.durationMs;
      if (event.from === "cache") item.remarks.push("From the result cache; the tool did not run");
      if (event.from === "reconciliation")
        item.remarks.push("Had happened before the crash; not repeated");
      return;
    case "call-failed":
      item.state = event.retryInMs === null ? "failed" : "requested";
      item.result = event.message;
      item.durationMs = event.durationMs;
      return;
    case "call-outcome-unknown":
      item.state = "unknown";
      item.result = event.message;
      return;
    case "call-outcome-resolved":
      item.state = "done";
      item.result = event.result;
      item.remarks.push(`Told by ${event.by} (${event.where})`);
  }
}

function itemsOf(position: number, event: SessionEvent): TranscriptItem[] {
  const note = (text: string, tone: "plain" | "bad" = "plain"): TranscriptItem[] => [
    { kind: "note", position, text, tone },
  ];
  switch (event.type) {
    case "user-message":
      return [{ kind: "user", position, text: event.text }];
    case "inference-finished":
      return [
        {
          ...said(position, event, event.content),
          ttftMs: event.ttftMs,
          durationMs: event.durationMs,
        },
      ];
    case "inference-failed": {
      const retry =
        event.retryInMs === null ? "" : ` It is tried again in ${Math.ceil(event.retryInMs)} ms.`;
      return [
        { ...said(position, event, event.partial), fault: `${sentence(event.message)}${retry}` },
      ];
    }
    case "budget-reached":
      return note(`The budget is reached: ${event.spent} of ${event.limit} ${event.kind}`, "bad");
    case "budget-raised":
      return note(`${event.by} changed the budget (${event.where})`);
    case "pause-requested":
      return note(`${event.by} paused the session (${event.where})`);
    case "paused":
      return note("Paused: nothing runs");
    case "resumed":
      return note(`${event.by} resumed the session (${event.where})`);
    case "stop-requested":
      return note(`${event.by} stopped the session (${event.where})`);
    case "woken":
      return note(`The process that ran it had ended; ${event.process} goes on from the log`);
    case "context-compacted":
      return note(`The model sees a summary of the first ${event.upToPosition} events`);
    case "ended": {
      const bad = event.outcome !== "completed" && event.outcome !== "stopped";
      const message = event.message === "" ? "" : `: ${event.message}`;
      return note(`Ended, ${event.outcome}${message}`, bad ? "bad" : "plain");
    }
    default:
      return [];
  }
}

function said(
  position: number,
  { inference, origin }: { readonly inference: number; readonly origin: Origin },
  content: readonly ContentBlock[],
): ModelItem {
  return {
    kind: "model",
    position,
    inference,
    origin,
    text: content.flatMap((block) => (block.type === "text" ? block.text : [])).join("\n\n"),
    thinking: content
      .flatMap((block) => (block.type === "thinking" ? block.thinking : []))
      .join("\n\n"),
    ttftMs: undefined,
    durationMs: undefined,
    fault: undefined,
  };
}

/** Text for reading: JSON on its own lines, anything else as it is. */
export function readable(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value, null, 2) ?? "";
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

/** Why a call asks a human, as the policy put it. */
export function approvalReason(events: readonly LoggedEvent[], call: string): string | undefined {
  for (const { event } of events) {
    if (event.type === "approval-asked" && event.call === call) return event.reason;
  }
  return undefined;
}

/** With a full stop, whether the fault was worded as a sentence or not. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
