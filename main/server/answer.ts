import type { FastifyReply, FastifyRequest } from "fastify";
import type { Failure } from "../../engine/contract/errors.js";
import { inParts } from "../../engine/contract/parts.js";
import type { WireReply } from "../../engine/contract/wire.js";
import { PAGE_HEADERS } from "../host/page-files.js";

const STATUS: Readonly<Record<Failure["code"], number>> = {
  "invalid-input": 400,
  refused: 403,
  "not-found": 404,
  conflict: 409,
  "damaged-file": 422,
  cancelled: 499,
  internal: 500,
  "engine-crashed": 502,
  unavailable: 503,
};

/** One HTTP answer carries one call, so its wire replies need no id of their own. */
const CALL_ID = 0;
const NDJSON = "application/x-ndjson";
/** A reader this far behind is not reading; the call ends rather than fill the memory. */
const MAX_UNREAD_BYTES = 32_000_000;

export const API_HEADERS = { ...PAGE_HEADERS, "Cache-Control": "no-store" };

export function wantsStream(request: FastifyRequest): boolean {
  return request.headers.accept?.includes(NDJSON) === true;
}

/** Answers with a failure in the form the caller asked for, under the status that fits it. */
export function sendFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  failure: Failure,
  status = STATUS[failure.code],
): FastifyReply {
  const stream = wantsStream(request);
  const body = stream ? ({ kind: "error", id: CALL_ID, failure } satisfies WireReply) : { failure };
  return reply
    .code(status)
    .headers(API_HEADERS)
    .type(stream ? NDJSON : "application/json; charset=utf-8")
    .send(`${JSON.stringify(body)}\n`);
}

export function sendOutput(reply: FastifyReply, output: unknown): FastifyReply {
  return reply
    .code(200)
    .headers(API_HEADERS)
    .type("application/json; charset=utf-8")
    .send(`${JSON.stringify(output)}\n`);
}

/** Streams wire replies, one a line. Nothing is sent before the first, so a failure keeps its status. */
export class ReplyStream {
  readonly #reply: FastifyReply;
  readonly #onOverflow: () => void;

  constructor(reply: FastifyReply, onOverflow: () => void) {
    this.#reply = reply;
    this.#onOverflow = onOverflow;
  }

  get started(): boolean {
    return this.#reply.raw.headersSent;
  }

  event(event: unknown): void {
    this.#write({ kind: "event", id: CALL_ID, event });
    if (this.#reply.raw.writableLength > MAX_UNREAD_BYTES) this.#onOverflow();
  }

  result(output: unknown): void {
    const { parts, rest } = inParts(output);
    for (const part of parts) this.#write({ kind: "part", id: CALL_ID, ...part });
    this.#write({ kind: "result", id: CALL_ID, output: rest });
    this.#reply.raw.end();
  }

  failure(failure: Failure): void {
    this.#write({ kind: "error", id: CALL_ID, failure });
    this.#reply.raw.end();
  }

  #write(message: WireReply): void {
    const { raw } = this.#reply;
    if (raw.destroyed || raw.writableEnded) return;
    if (!raw.headersSent) {
      this.#reply.hijack();
      raw.writeHead(200, { ...API_HEADERS, "Content-Type": NDJSON });
    }
    raw.write(`${JSON.stringify(message)}\n`);
  }
}
