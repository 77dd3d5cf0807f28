import { lookup as systemLookup } from "node:dns/promises";
import type { LookupAddress } from "node:dns";
import { request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { ToolFault } from "../tool-fault.js";
import { isPublicAddress } from "./public-address.js";
import { checkTarget } from "./target.js";
import type { FetchPolicy, Target } from "./target.js";

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

const resolveBySystem: Resolve = (host) => systemLookup(host, { all: true, verbatim: true });

export interface FetchOptions {
  readonly policy: FetchPolicy;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  readonly resolve?: Resolve;
}

export interface Fetched {
  readonly url: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
  /** The body was longer than `maxBytes`; this is its beginning. */
  readonly isCut: boolean;
}

/**
 * GETs a public address. Every hop of a redirect is checked like the first. A name is resolved once for
 * each hop, all its addresses have to be public, and the connection goes to an address that was
 * checked: a name server that answers differently the second time is not asked a second time. Proxies
 * of the environment are not used. Throws a ToolFault `refused` for what may not be reached.
 */
export async function guardedFetch(address: string, options: FetchOptions): Promise<Fetched> {
  let target = checkTarget(address, options.policy);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const pinned = await pin(target, options.resolve ?? resolveBySystem);
    const response = await get(target, pinned, options.signal);
    const { statusCode: status = 0, headers } = response;
    if (!REDIRECTS.has(status) || headers.location === undefined)
      return read(response, target.url.href, status, options.maxBytes);
    response.destroy();
    const isValid = URL.canParse(headers.location, target.url.href);
    const next = isValid ? new URL(headers.location, target.url.href).href : headers.location;
    target = checkTarget(next, options.policy);
  }
  throw new ToolFault("refused", `${address} redirects more than ${MAX_REDIRECTS} times`);
}

async function pin(
  { host, isAddress, isTrusted }: Target,
  resolve: Resolve,
): Promise<readonly [LookupAddress, ...LookupAddress[]]> {
  if (isAddress) return [{ address: host, family: host.includes(":") ? 6 : 4 }];
  const addresses = await resolve(host);
  const [first, ...others] = addresses;
  if (first === undefined) throw new Error(`${host} has no address`);
  const inside = isTrusted ? undefined : addresses.find(({ address }) => !isPublicAddress(address));
  if (inside !== undefined)
    throw new ToolFault(
      "refused",
      `${host} resolves to ${inside.address}, which is not on the public internet`,
    );
  return [first, ...others];
}

function get(
  { url }: Target,
  pinned: Awaited<ReturnType<typeof pin>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const lookup: LookupFunction = (_host, { all }, callback) => {
    // All of them: this machine may have a way to one kind only.
    if (all === true) callback(null, [...pinned]);
    else callback(null, pinned[0].address, pinned[0].family);
  };
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    request(url, {
      lookup,
      signal,
      // No pool: a kept connection was checked for another name.
      agent: false,
      headers: {
        accept: "text/html, text/*;q=0.9, application/json;q=0.9, */*;q=0.1",
        // Packed, a few bytes could become gigabytes.
        "accept-encoding": "identity",
        "user-agent": "Headroom http_fetch",
      },
    })
      .on("response", resolve)
      .on("error", reject)
      .end();
  });
}

async function read(
  response: IncomingMessage,
  url: string,
  status: number,
  maxBytes: number,
): Promise<Fetched> {
  const encoding = response.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") {
    response.destroy();
    throw new ToolFault(
      "refused",
      `${url} answers packed with ${encoding}, which was not asked for`,
    );
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    chunks.push(bytes);
    length += bytes.length;
    // Leaving the loop destroys the response, and the connection with it.
    if (length > maxBytes) break;
  }
  const contentType = response.headers["content-type"] ?? "";
  const body = Buffer.concat(chunks).subarray(0, maxBytes);
  return { url, status, contentType, body, isCut: length > maxBytes };
}
