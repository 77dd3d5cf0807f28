import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { streamKey } from "../../base/random.js";
import { invariant } from "../../base/assert.js";
import type { Distribution } from "../../contract/distribution.js";
import { toProblems } from "../../contract/problems.js";
import { formatProblem } from "../../contract/errors.js";
import { quantileOf } from "../../statistics/distribution.js";
import type { Quantile } from "../../statistics/distribution.js";
import type { BatchedPlan } from "../../simulator/batched-plan.js";
import { systemClock } from "../clock.js";
import type { Clock } from "../ports.js";
import { drawOf } from "../draw.js";
import { BatchedPace } from "./batched-pace.js";
import { Slots } from "../hands/slots.js";
import { NoAnswer } from "../workload.js";
import type { Draw, RecordedAnswer, RehearsalAnswer, RehearsalPolicy } from "../workload.js";
import { cachedTokens, ECHO, promptTokensOf, streamOf } from "./answer.js";
import type { StreamEvent } from "./answer.js";
import { conversationOf, MessagesRequest } from "./conversation.js";
import { faultAt } from "./faults.js";
import type { FaultPlan, RehearsalFault } from "./faults.js";

/** The only model that is served. */
export const REHEARSAL_MODEL = "rehearsal";
const BODY_LIMIT_BYTES = 32_000_000;

export interface LatencyProfile {
  /** From a free slot to the first token. */
  readonly ttftMs: Distribution;
  /** Between tokens. */
  readonly interTokenMs: Distribution;
  /** Requests answered at the same time; further ones wait, as they do at a real server. */
  readonly concurrency: number;
}

/** Times of simulated servers, stepped as the clock goes: those of a batched brain, queue and batch included. */
export interface BatchedLatency {
  readonly batched: BatchedPlan;
}

/** As fast as this machine is: for tests and for measuring what Headroom itself costs. */
export const INSTANT: LatencyProfile = {
  ttftMs: { constant: 0 },
  interTokenMs: { constant: 0 },
  concurrency: 1_000_000,
};

export interface RehearsalOptions {
  readonly seed: number;
  readonly policies: readonly RehearsalPolicy<RehearsalAnswer | RecordedAnswer>[];
  readonly latency: LatencyProfile | BatchedLatency;
  readonly faults?: FaultPlan;
  /** What the model reads and writes at most, together. Unset: no limit. */
  readonly contextTokens?: number;
}

/** A running rehearsal model: a Messages server on loopback, for whoever has its key. */
export interface RehearsalServer {
  readonly baseUrl: string;
  readonly key: string;
  /** Requests answered so far, by fault; `none` are those answered well. */
  readonly counts: Readonly<Record<RehearsalFault | "none", number>>;
  close(): Promise<void>;
}

/**
 * Serves the streaming Messages protocol without a model behind it. What it says, how long it takes
 * and what goes wrong are functions of the seed, the conversation and the number of the attempt, so
 * the same sessions rehearse alike however they interleave.
 */
export async function startRehearsal(options: RehearsalOptions): Promise<RehearsalServer> {
  const key = `rehearsal-${randomBytes(16).toString("hex")}`;
  const rehearsal = new Rehearsal(options, key);
  const server = createServer((request, response) => {
    void rehearsal.answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  invariant(address !== null && typeof address === "object", "a rehearsal model without a port");
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    key,
    counts: rehearsal.counts,
    close: () => closeServer(server),
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

class Rehearsal {
  readonly counts: Record<RehearsalFault | "none", number> = {
    none: 0,
    "rate-limit": 0,
    overloaded: 0,
    "overloaded-mid-stream": 0,
    "server-error": 0,
    drop: 0,
    "drop-before-answer": 0,
    stall: 0,
    malformed: 0,
    "slow-first-byte": 0,
  };
  readonly #options: RehearsalOptions;
  readonly #key: string;
  readonly #pace: Pace;
  /** Attempts at a step of a conversation, until one is answered well. */
  readonly #attempts = new Map<string, number>();
  #requests = 0;

  constructor(options: RehearsalOptions, key: string) {
    this.#options = options;
    this.#key = key;
    const { latency } = options;
    this.#pace = "batched" in latency ? new BatchedServing(latency.batched) : new Drawn(latency);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const hungUp = new AbortController();
    response.once("close", () => hungUp.abort());
    response.on("error", () => hungUp.abort());
    try {
      const body = await this.#accept(request, response);
      if (body !== undefined) await this.#serve(body, response, hungUp.signal);
    } catch (error) {
      if (hungUp.signal.aborted) return;
      if (error instanceof NoAnswer) {
        refuse(response, 400, "invalid_request_error", error.message);
        return;
      }
      refuse(response, 500, "api_error", error instanceof Error ? error.message : String(error));
    }
  }

  /** The request, or undefined where it was refused. */
  async #accept(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<MessagesRequest | undefined> {
    const text = await bodyOf(request);
    if (!isSame(request.headers.authorization ?? "", `Bearer ${this.#key}`)) {
      refuse(response, 401, "authentication_error", "invalid bearer token");
    } else if (request.method !== "POST" || request.url?.split("?")[0] !== "/v1/messages") {
      refuse(response, 404, "not_found_error", "there is only POST /v1/messages");
    } else if (text === undefined) {
      refuse(response, 413, "request_too_large", "the request is too large");
    } else {
      const body: unknown = parseJson(text);
      const parsed = MessagesRequest.safeParse(body);
      if (!parsed.success) {
        const [problem] = toProblems(parsed.error, body);
        const what = problem === undefined ? "not a request" : formatProblem(problem);
        refuse(response, 400, "invalid_request_error", what);
      } else if (parsed.data.model !== REHEARSAL_MODEL) {
        refuse(response, 404, "not_found_error", `model: ${parsed.data.model}`);
      } else return parsed.data;
    }
    return undefined;
  }

  async #serve(body: MessagesRequest, response: ServerResponse, gone: AbortSignal): Promise<void> {
    const conversation = conversationOf(body);
    if (typeof conversation === "string") {
      refuse(response, 400, "invalid_request_error", conversation);
      return;
    }
    const { contextTokens = Infinity } = this.#options;
    const sent = promptTokensOf(body);
    if (sent >= contextTokens) {
      const what = `prompt is too long: ${sent} tokens > ${contextTokens} maximum`;
      refuse(response, 400, "invalid_request_error", what);
      return;
    }
    const [first] = conversation.turns;
    const step = `${first?.text ?? ""}\n${conversation.turns.length}`;
    const attempt = (this.#attempts.get(step) ?? 0) + 1;
    this.#attempts.set(step, attempt);
    const plan = this.#options.faults ?? {};
    const fault = faultAt(plan, this.#requests, drawOf(this.#options.seed, step, attempt));
    this.#requests += 1;
    this.counts[fault ?? "none"] += 1;
    if (fault === undefined || fault === "slow-first-byte") this.#attempts.delete(step);
    if (refuseWith(fault, plan, response)) return;

    const draw = drawOf(this.#options.seed, step);
    const policy = this.#options.policies.find((one) => one.handles(conversation)) ?? ECHO;
    const id = `msg_rehearsal_${streamKey(this.#options.seed, step).word0 >>> 0}`;
    const answer = policy.answer(conversation, draw);
    const events = [...streamOf(body, answer, id, contextTokens)];
    const outputTokens = Math.max(1, events.filter(({ costsToken }) => costsToken).length);
    const session = first?.text ?? "";
    const serving = await this.#pace.begin({ body, session, outputTokens, draw, gone });
    try {
      if (fault === "slow-first-byte") await pause(plan.slowFirstByteMs ?? 1000, gone);
      response.writeHead(200, { "content-type": "text/event-stream", "request-id": id });
      await this.#stream(events, response, fault, serving, gone);
    } finally {
      serving.end();
    }
  }

  async #stream(
    events: readonly StreamEvent[],
    response: ServerResponse,
    fault: RehearsalFault | undefined,
    serving: Serving,
    gone: AbortSignal,
  ): Promise<void> {
    // A fault strikes in the middle: some of the answer has come by then.
    const strikesAt = Math.ceil(events.length / 2);
    let tokens = 0;
    for (const [at, { data, costsToken }] of events.entries()) {
      if (gone.aborted) return;
      if (at === strikesAt && (await strike(fault, response, gone))) return;
      if (costsToken) {
        tokens += 1;
        await serving.token(tokens, at);
      }
      write(response, data.type, JSON.stringify(data));
    }
    response.end();
  }
}

/** One answer on its way. */
interface Serving {
  /** Resolves when the token of that number (from 1) exists; `at` is its place among the events. */
  token(number: number, at: number): Promise<void>;
  end(): void;
}

interface Begun {
  readonly body: MessagesRequest;
  /** The same for all steps of a session. */
  readonly session: string;
  readonly outputTokens: number;
  readonly draw: Draw;
  readonly gone: AbortSignal;
}

/** When the tokens of answers come. */
interface Pace {
  /** Resolves when the first token may be written. */
  begin(request: Begun): Promise<Serving>;
}

/** Each by itself, at times drawn from distributions, as many at once as there are slots. */
class Drawn implements Pace {
  readonly #slots: Slots;
  readonly #ttftMs: Quantile;
  readonly #interTokenMs: Quantile;

  constructor({ concurrency, ttftMs, interTokenMs }: LatencyProfile) {
    this.#slots = new Slots(concurrency);
    this.#ttftMs = quantileOf(ttftMs);
    this.#interTokenMs = quantileOf(interTokenMs);
  }

  async begin({ draw, gone }: Begun): Promise<Serving> {
    const giveBack = await this.#slots.acquire(gone);
    await pause(this.#ttftMs(draw("ttft")), gone);
    return {
      token: (_, at) => pause(this.#interTokenMs(draw("token", at)), gone),
      end: giveBack,
    };
  }
}

/** The wall clock may jump, which servers do not. */
const STEADY_CLOCK: Clock = { ...systemClock, nowMs: () => performance.now() };

/** All in the batches of the same simulated servers. */
class BatchedServing implements Pace {
  readonly #servers: BatchedPace;

  constructor(plan: BatchedPlan) {
    this.#servers = new BatchedPace(plan, STEADY_CLOCK);
  }

  async begin({ body, session, outputTokens }: Begun): Promise<Serving> {
    const prefixTokens = cachedTokens(body);
    const promptTokens = Math.max(1, promptTokensOf(body));
    const token = await this.#servers.admit({ session, promptTokens, prefixTokens, outputTokens });
    await token(1);
    return { token, end: () => undefined };
  }
}

/** Answers at once where the fault is one of status. Returns whether it did. */
function refuseWith(
  fault: RehearsalFault | undefined,
  plan: FaultPlan,
  response: ServerResponse,
): boolean {
  switch (fault) {
    case "rate-limit":
      response.setHeader("retry-after", String(plan.retryAfterSeconds ?? 1));
      refuse(response, 429, "rate_limit_error", "a rehearsed rate limit");
      return true;
    case "overloaded":
      refuse(response, 529, "overloaded_error", "a rehearsed overload");
      return true;
    case "server-error":
      refuse(response, 500, "api_error", "a rehearsed failure");
      return true;
    case "drop-before-answer":
      response.destroy();
      return true;
    default:
      return false;
  }
}

/** Lets a fault of the stream happen. Returns whether the answer ends with it. */
async function strike(
  fault: RehearsalFault | undefined,
  response: ServerResponse,
  gone: AbortSignal,
): Promise<boolean> {
  switch (fault) {
    case "drop":
      // What was written arrives; the end never does.
      response.socket?.destroySoon();
      return true;
    case "stall":
      // Pings go on, as they do at a real server whose model hangs.
      while (!gone.aborted) {
        write(response, "ping", '{"type":"ping"}');
        await pause(100, gone);
      }
      return true;
    case "malformed":
      write(response, "content_block_delta", '{"type":"content_block_delta","index":0,"del');
      return false;
    case "overloaded-mid-stream":
      write(
        response,
        "error",
        '{"type":"error","error":{"type":"overloaded_error","message":"a rehearsed overload"}}',
      );
      response.end();
      return true;
    default:
      return false;
  }
}

function write(response: ServerResponse, event: string, data: string): void {
  response.write(`event: ${event}\ndata: ${data}\n\n`);
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ type: "error", error: { type, message } }));
}

async function pause(ms: number, gone: AbortSignal): Promise<void> {
  if (ms > 0 && !gone.aborted) await sleep(ms, undefined, { signal: gone }).catch(() => undefined);
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > BODY_LIMIT_BYTES) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
