import fastify from "fastify";
import type { FastifyInstance } from "fastify";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { HeadroomError, toHeadroomError } from "../../engine/contract/errors.js";
import { isMethodName } from "../../engine/contract/methods.js";
import type { Dispatch } from "../../engine/contract/service.js";
import { PAGE_HEADERS, readPageFile } from "../host/page-files.js";
import { sendFailure } from "./answer.js";
import { registerApi } from "./api.js";
import { isApi, newToken, refusalOf } from "./guard.js";

/** No other machine can reach it, whatever the firewall. */
const HOST = "127.0.0.1";
/** A scenario is at most 5 MB of text, which JSON may nearly double; a saved run adds its result. */
const BODY_LIMIT_BYTES = 16_000_000;
const REQUEST_TIMEOUT_MS = 30_000;

export interface ServerOptions {
  readonly dispatch: Dispatch;
  /** The built page; without it only the engine is served. */
  readonly pageFolder: string | undefined;
  /** Default: any free one. */
  readonly port?: number;
  /** How long a client may take to send a whole request. */
  readonly requestTimeoutMs?: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly token: string;
  /** What a person opens. The token is in the fragment, which no browser ever sends anywhere. */
  readonly address: string;
  /** Stops listening and hangs up, which cancels what is still running. */
  close(): Promise<void>;
}

/** Serves the page and the contract on loopback. Throws `invalid-input` where the port cannot be had. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { dispatch, pageFolder, port = 0, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const token = newToken();
  let authority = "";
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: true,
    http: {
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.max(50, requestTimeoutMs / 10),
    },
  });
  app.addHook("onRequest", async (request, reply) => {
    const refusal = refusalOf(request.raw, authority, token);
    if (refusal === undefined) return;
    const { status, message } = refusal;
    await sendFailure(request, reply, { code: "refused", message, problems: [] }, status);
  });
  registerApi(app, dispatch);
  registerPage(app, pageFolder);
  app.setErrorHandler((error, request, reply) => {
    const { failure, status } = describeError(error);
    return sendFailure(request, reply, failure, status);
  });
  app.server.on("upgrade", (request, socket: Duplex) => {
    const refused = refusalOf(request, authority, token) !== undefined;
    refuseUpgrade(socket, refused ? "403 Forbidden" : "404 Not Found");
  });

  authority = await listen(app, port);
  const origin = `http://${authority}`;
  return { origin, token, address: `${origin}/#token=${token}`, close: () => app.close() };
}

/** Every path that is no method: the page's own files, and nothing else. */
function registerPage(app: FastifyInstance, pageFolder: string | undefined): void {
  app.setNotFoundHandler(async (request, reply) => {
    const reading = request.method === "GET" || request.method === "HEAD";
    const pathname = request.raw.url?.replace(/\?.*$/s, "") ?? "";
    if (isApi(request.raw)) {
      const name = pathname.replace(/^\/api\/?/i, "");
      const exists = isMethodName(name);
      const message = exists ? `${name} is called with POST` : "there is no such method";
      const failure = { code: "not-found" as const, message, problems: [] };
      return sendFailure(request, reply, failure, exists ? 405 : 404);
    }
    const file =
      reading && pageFolder !== undefined ? await readPageFile(pageFolder, pathname) : undefined;
    if (file === undefined) {
      return reply
        .code(reading ? 404 : 405)
        .headers(PAGE_HEADERS)
        .type("text/plain; charset=utf-8")
        .send("There is nothing here.\n");
    }
    return reply.headers(PAGE_HEADERS).type(file.mediaType).send(Buffer.from(file.bytes));
  });
}

async function listen(app: FastifyInstance, port: number): Promise<string> {
  try {
    await app.listen({ host: HOST, port });
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    const problem = { path: "port", expected: "a port that is free", found };
    throw new HeadroomError("invalid-input", `cannot listen on port ${port}`, [problem]);
  }
  const bound: AddressInfo | string | null = app.server.address();
  if (bound === null || typeof bound === "string") {
    throw new HeadroomError("internal", "the server listens nowhere");
  }
  // As a browser writes it: without the port where that is the scheme's own.
  return new URL(`http://${HOST}:${bound.port}`).host;
}

/** What Fastify refuses by itself (too large a body, malformed requests) is the caller's fault. */
function describeError(error: unknown): {
  failure: ReturnType<HeadroomError["toFailure"]>;
  status?: number;
} {
  const status =
    error instanceof Error && "statusCode" in error && typeof error.statusCode === "number"
      ? error.statusCode
      : undefined;
  if (status === undefined || status >= 500) {
    return { failure: toHeadroomError(error).toFailure() };
  }
  const message = error instanceof Error ? error.message : "the request is not valid";
  return { failure: { code: "invalid-input", message, problems: [] }, status };
}

function refuseUpgrade(socket: Duplex, status: string): void {
  // The other side may have gone already; there is nobody left to tell.
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
    socket.destroy(),
  );
}
