import Anthropic from "@anthropic-ai/sdk";
import type { InferenceFault } from "../../contract/session.js";
import { redactText } from "../telemetry/redact.js";

export interface Fault {
  readonly fault: InferenceFault;
  /** What happened and what to do, for a person; without secrets. */
  readonly message: string;
  /** The server's own wish. */
  readonly retryAfterMs: number | undefined;
}

/** Attempts at one inference, the first included, before a human is waited for. */
const MOST_ATTEMPTS = 8;

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** A server that wants a longer wait is not worth waiting for: the session pauses and says so. */
const LONGEST_RETRY_AFTER_MS = 120_000;

const RETRYABLE: ReadonlySet<InferenceFault> = new Set([
  "rate-limited",
  "overloaded",
  "stalled",
  "dropped",
  "malformed",
  "no-network",
  "server-error",
  "lost",
]);

/** What no human can mend for the session: the same request is refused for ever. */
const FINAL: ReadonlySet<InferenceFault> = new Set(["invalid-request", "context-full"]);

/** Whether an inference that is not tried again may be, once a human has seen to it. */
export function canBeMended(fault: InferenceFault): boolean {
  return !FINAL.has(fault);
}

/**
 * Milliseconds to the next attempt, or null where there is none. Exponential with full jitter (M.
 * Brooker, "Exponential backoff and jitter", 2015): `uniform` in (0, 1) spreads clients that failed
 * together. What the server asks for is the least. This is the one place that decides on a retry; the
 * SDK's own retries are off.
 */
export function retryDelayMs(
  { fault, retryAfterMs = 0 }: Pick<Fault, "fault" | "retryAfterMs">,
  attempt: number,
  uniform: number,
): number | null {
  // Nothing went wrong: whoever takes the session up next asks again.
  if (fault === "cancelled") return 0;
  if (!RETRYABLE.has(fault) || attempt >= MOST_ATTEMPTS) return null;
  if (retryAfterMs > LONGEST_RETRY_AFTER_MS) return null;
  const most = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return Math.round(retryAfterMs + uniform * most);
}

/** What an error of the SDK or of the stream means. `began`: whether the answer had begun. */
export function faultOf(error: unknown, began: boolean, nowMs: number): Fault {
  const said = redactText(error instanceof Error ? error.message : String(error)).slice(0, 500);
  if (error instanceof Anthropic.APIConnectionError) {
    return began ? dropped(said) : noNetwork(error, said);
  }
  if (error instanceof Anthropic.APIError) {
    const retryAfterMs = retryAfter(error.headers, nowMs);
    const { fault, message } = ofStatus(error.status, error.type, said);
    return { fault, message, retryAfterMs };
  }
  if (error instanceof SyntaxError || /JSON|parse|Unexpected event|stream/i.test(said)) {
    return {
      fault: "malformed",
      message: `The model server sent something that is not its protocol: ${said}`,
      retryAfterMs: undefined,
    };
  }
  return dropped(said);
}

export function dropped(said: string): Fault {
  const message = `The connection to the model server broke: ${said}`;
  return { fault: "dropped", message, retryAfterMs: undefined };
}

function noNetwork(error: Error, said: string): Fault {
  const cause = redactText(innermost(error)).slice(0, 500);
  return {
    fault: "no-network",
    message: `The model server cannot be reached (${cause || said}). Check the network and the base address`,
    retryAfterMs: undefined,
  };
}

/** `connect ECONNREFUSED 127.0.0.1:8080`, which the SDK and `fetch` wrap in "Connection error" and "fetch failed". */
function innermost(error: Error): string {
  // Where a name has several addresses, each failed by itself.
  if (error instanceof AggregateError && error.errors.length > 0) {
    const [first]: unknown[] = error.errors;
    return first instanceof Error ? innermost(first) : String(first);
  }
  return error.cause instanceof Error ? innermost(error.cause) : error.message;
}

function ofStatus(
  status: number | undefined,
  type: string | null,
  said: string,
): Pick<Fault, "fault" | "message"> {
  if (status === 429 || type === "rate_limit_error") {
    return { fault: "rate-limited", message: `The model server limits the rate: ${said}` };
  }
  if (status === 529 || type === "overloaded_error") {
    return { fault: "overloaded", message: `The model server is overloaded: ${said}` };
  }
  if (status === 402 || (status === 400 && /credit balance/i.test(said))) {
    return {
      fault: "key-refused",
      message: `The account of the key cannot pay. Top it up, or set another key, and resume: ${said}`,
    };
  }
  if (status === 401 || status === 403) {
    return {
      fault: "key-refused",
      message: `The model server refuses the key (${status}). Set a valid one and resume: ${said}`,
    };
  }
  if (status === 404) {
    return { fault: "unknown-model", message: `The model server has no such model: ${said}` };
  }
  if (
    status === 413 ||
    (status === 400 && /prompt is too long|context|too many tokens/i.test(said))
  ) {
    return {
      fault: "context-full",
      message: `The conversation is longer than the model takes: ${said}`,
    };
  }
  if (status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 409) {
    return { fault: "invalid-request", message: `The model server refuses the request: ${said}` };
  }
  return { fault: "server-error", message: `The model server failed: ${said}` };
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date, by the server's own clock where it tells. */
function retryAfter(headers: Headers | undefined, nowMs: number): number | undefined {
  const ms = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const text = headers?.get("retry-after");
  if (text === null || text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return 1000 * seconds;
  const date = Date.parse(text);
  const serverMs = Date.parse(headers?.get("date") ?? "");
  return Number.isNaN(date)
    ? undefined
    : Math.max(0, date - (Number.isNaN(serverMs) ? nowMs : serverMs));
}
