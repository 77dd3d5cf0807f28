import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { parseJson } from "../../engine/contract/document.js";
import { HeadroomError, toHeadroomError } from "../../engine/contract/errors.js";
import { METHOD_NAMES, methods } from "../../engine/contract/methods.js";
import type { MethodName } from "../../engine/contract/methods.js";
import { describeValue } from "../../engine/contract/problems.js";
import type { Dispatch } from "../../engine/contract/service.js";
import { API_HEADERS, ReplyStream, sendFailure, sendOutput, wantsStream } from "./answer.js";

/** Prometheus' own limit is 10 s. */
const METRICS_LIMIT_MS = 10_000;

/** One `POST /api/<method>` for each method of the contract. */
export function registerApi(app: FastifyInstance, dispatch: Dispatch): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
    try {
      done(null, parseBody(body));
    } catch (error) {
      done(toHeadroomError(error));
    }
  });
  for (const name of METHOD_NAMES) {
    app.post(`/api/${name}`, (request, reply) => answer(dispatch, name, request, reply));
  }
  app.get("/metrics", (_request, reply) => sendMetrics(dispatch, reply));
}

/** What Prometheus asks for: it sends GET and reads text. Behind the same guard as every method. */
async function sendMetrics(dispatch: Dispatch, reply: FastifyReply): Promise<FastifyReply> {
  const signal = AbortSignal.timeout(METRICS_LIMIT_MS);
  const output = await dispatch("system.metrics", {}, { signal, onEvent: () => undefined });
  return reply
    .headers(API_HEADERS)
    .type("text/plain; version=0.0.4; charset=utf-8")
    .send(methods["system.metrics"].output.parse(output).text);
}

function parseBody(body: string | Buffer): unknown {
  const parsed = parseJson(body);
  if ("document" in parsed) return parsed.document;
  throw new HeadroomError("invalid-input", "the body of the request is not valid", [
    parsed.problem,
  ]);
}

/** Runs the call; whoever hangs up before its end cancels it. */
async function answer(
  dispatch: Dispatch,
  name: MethodName,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const type = request.headers["content-type"];
  if (type === undefined || !/^application\/json\s*(?:;|$)/i.test(type)) {
    const problem = {
      path: "Content-Type",
      expected: "application/json",
      found: describeValue(type),
    };
    const error = new HeadroomError("invalid-input", "the body must be JSON", [problem]);
    return sendFailure(request, reply, error.toFailure(), 415);
  }
  const controller = new AbortController();
  reply.raw.once("close", () => controller.abort());
  const stream = new ReplyStream(reply, () => controller.abort());
  try {
    const output = await dispatch(name, request.body, {
      signal: controller.signal,
      onEvent: (event) => {
        if (wantsStream(request)) stream.event(event);
      },
    });
    if (!wantsStream(request)) return sendOutput(reply, output);
    stream.result(output);
  } catch (error) {
    const failure = toHeadroomError(error).toFailure();
    if (!stream.started) return sendFailure(request, reply, failure);
    stream.failure(failure);
  }
  return reply;
}
