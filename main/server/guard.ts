import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Why a request is turned away, and with which status. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly message: string;
}

/** The secret of one launch. Only whoever read the printed address knows it. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Everything under `/api`, and `/metrics`, speaks to the engine; all else is the page, which holds no secret. */
export function isApi(request: IncomingMessage): boolean {
  return /^\/(?:api|metrics)(?:[/?]|$)/i.test(request.url ?? "");
}

/**
 * Turns away whoever is not the page this server served. Any web page may send requests to loopback:
 * `Host` unmasks a name that was rebound to 127.0.0.1, `Origin` and `Sec-Fetch-Site` another site's
 * script, the token everything else on this machine. `authority` is the bound `host:port`.
 */
export function refusalOf(
  request: IncomingMessage,
  authority: string,
  token: string,
): Refusal | undefined {
  const { host, origin, authorization } = request.headers;
  if (host !== authority) return forbidden("the Host header does not name this server");
  if (origin !== undefined && origin !== `http://${authority}`) {
    return forbidden("the Origin header names another site");
  }
  const api = isApi(request);
  if (!isOwnFetch(request) && (api || !isNavigation(request))) {
    return forbidden("the request comes from another site");
  }
  if (api && !isToken(authorization, token)) {
    return { status: 401, message: "the access token of this launch is missing or wrong" };
  }
  return undefined;
}

function forbidden(message: string): Refusal {
  return { status: 403, message };
}

/** Browsers say where a request came from; programs that are no browser say nothing. */
function isOwnFetch({ headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none";
}

/** A link to this server, followed in another page, opens the page but gives that page nothing of it. */
function isNavigation({ headers, method }: IncomingMessage): boolean {
  return (
    method === "GET" &&
    headers["sec-fetch-mode"] === "navigate" &&
    headers["sec-fetch-dest"] === "document"
  );
}

/** Compares digests, so that the time taken tells neither the length nor a prefix of the token. */
function isToken(header: string | undefined, token: string): boolean {
  return timingSafeEqual(digest(header ?? ""), digest(`Bearer ${token}`));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
