import Anthropic from "@anthropic-ai/sdk";
import type { ContentBlock, Usage } from "../../contract/session.js";
import type { Clock } from "../ports.js";
import { Accumulator } from "./accumulate.js";
import { dropped, faultOf } from "./faults.js";
import type { Fault } from "./faults.js";
import type { Prompt } from "./prompt.js";

/** Where a model is served, and with what right. */
export interface ModelEndpoint {
  readonly baseUrl: string;
  /** Sent as `Authorization: Bearer`; never kept, logged or put in a message. */
  readonly key: string;
  /** Unset: the network. Set where a model answers in this process. */
  readonly fetch?: typeof fetch;
}

export interface InferenceLimits {
  /** Longest silence before and between the events of a stream; pings are silence. */
  readonly idleMs: number;
  /** Longest duration of one attempt, however lively. */
  readonly totalMs: number;
}

export const DEFAULT_LIMITS: InferenceLimits = { idleMs: 60_000, totalMs: 600_000 };

/** A piece of text or thinking as it streams. Shown, never stored: the log has the whole. */
export interface Delta {
  readonly kind: "text" | "thinking";
  readonly text: string;
}

interface Measured {
  readonly content: ContentBlock[];
  readonly usage: Usage;
  readonly ttftMs: number;
  readonly durationMs: number;
}

export type Attempt =
  | (Measured & { readonly kind: "finished"; readonly stopReason: string })
  | (Measured & { readonly kind: "failed" } & Fault);

/** How an answer is got from a model: {@link infer}, or whatever keeps its promises. */
export type Infer = typeof infer;

/**
 * One attempt at one inference. Never throws and never hangs: silence is cut after `idleMs`, since the
 * SDK's own timeout covers the response headers only; every failure is a fault with what had come.
 */
export async function infer(
  endpoint: ModelEndpoint,
  request: Prompt & { readonly modelId: string; readonly maxTokens: number },
  options: {
    readonly limits: InferenceLimits;
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly onDelta: (delta: Delta) => void;
  },
): Promise<Attempt> {
  const { limits, clock, signal, onDelta } = options;
  const startedMs = performance.now();
  const answer = new Accumulator();
  const watchdog = new Watchdog(limits, signal);
  let ttftMs: number | undefined;
  const measured = (): Measured => {
    const durationMs = performance.now() - startedMs;
    return {
      content: answer.content(),
      usage: answer.usage,
      ttftMs: ttftMs ?? durationMs,
      durationMs,
    };
  };
  const fail = (fault: Fault): Attempt => ({ kind: "failed", ...measured(), ...fault });
  try {
    // Its `messages.stream` would put the answer together a second time.
    const stream = await clientOf(endpoint).messages.create(
      {
        model: request.modelId,
        max_tokens: request.maxTokens,
        system: request.system,
        messages: request.messages,
        ...(request.tools.length === 0 ? {} : { tools: request.tools }),
        stream: true,
      },
      { signal: watchdog.signal, timeout: limits.totalMs },
    );
    for await (const event of stream) {
      watchdog.reset();
      answer.add(event);
      if (answer.began) ttftMs ??= performance.now() - startedMs;
      if (event.type !== "content_block_delta") continue;
      if (event.delta.type === "text_delta") onDelta({ kind: "text", text: event.delta.text });
      if (event.delta.type === "thinking_delta") {
        onDelta({ kind: "thinking", text: event.delta.thinking });
      }
    }
    // The SDK takes a body that just ends for a whole answer.
    if (!answer.complete || answer.stopReason === null) {
      return fail(watchdog.fault() ?? dropped("the answer ended before its end"));
    }
    return { kind: "finished", ...measured(), stopReason: answer.stopReason };
  } catch (error) {
    return fail(watchdog.fault() ?? faultOf(error, answer.began, clock.nowMs()));
  } finally {
    watchdog.stop();
  }
}

/** One for as long as somebody holds the endpoint. */
const clients = new WeakMap<ModelEndpoint, Anthropic>();

function clientOf(endpoint: ModelEndpoint): Anthropic {
  const known = clients.get(endpoint);
  if (known !== undefined) return known;
  const client = new Anthropic({
    baseURL: endpoint.baseUrl,
    authToken: endpoint.key,
    apiKey: null,
    fetch: endpoint.fetch,
    maxRetries: 0,
    openTelemetry: false,
    logLevel: "off",
  });
  clients.set(endpoint, client);
  return client;
}

/** Aborts its signal on silence, after the total time, or when the outer signal fires. */
class Watchdog {
  readonly #limits: InferenceLimits;
  readonly #outer: AbortSignal;
  readonly #controller = new AbortController();
  readonly #total: NodeJS.Timeout;
  #idle: NodeJS.Timeout;
  #fault: Fault | undefined;

  constructor(limits: InferenceLimits, outer: AbortSignal) {
    this.#limits = limits;
    this.#outer = outer;
    this.#idle = this.#armed();
    this.#total = setTimeout(
      () => this.#cut("stalled", `The answer took longer than ${limits.totalMs / 1000} s`),
      limits.totalMs,
    );
    outer.addEventListener("abort", this.#cancel, { once: true });
    if (outer.aborted) this.#cancel();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  reset(): void {
    clearTimeout(this.#idle);
    this.#idle = this.#armed();
  }

  /** Why it aborted, if it did. */
  fault(): Fault | undefined {
    return this.#fault;
  }

  stop(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#total);
    this.#outer.removeEventListener("abort", this.#cancel);
  }

  #armed(): NodeJS.Timeout {
    const seconds = this.#limits.idleMs / 1000;
    return setTimeout(
      () => this.#cut("stalled", `The model server was silent for ${seconds} s`),
      this.#limits.idleMs,
    );
  }

  readonly #cancel = (): void => this.#cut("cancelled", "The inference was cancelled");

  #cut(fault: Fault["fault"], message: string): void {
    this.#fault ??= { fault, message, retryAfterMs: undefined };
    this.#controller.abort();
  }
}
