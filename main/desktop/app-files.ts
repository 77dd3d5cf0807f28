import { PAGE_HEADERS, readPageFile } from "../host/page-files.js";
import { APP_HOST, APP_SCHEME, parseUrl } from "./app-url.js";

/** Answers a request for a file of the page: 200 with it, 404 for anything that is not ours, 405 for a write. */
export async function serveAppFile(
  root: string,
  request: { readonly url: string; readonly method: string },
): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(405);
  const pathname = pathnameOf(request.url);
  const file = pathname === undefined ? undefined : await readPageFile(root, pathname);
  if (file === undefined) return refuse(404);
  const body = request.method === "HEAD" ? null : file.bytes;
  return new Response(body, {
    status: 200,
    headers: { ...PAGE_HEADERS, "Content-Type": file.mediaType },
  });
}

/** The escaped path of an address on our own host, or undefined for any other scheme, host, port or user. */
function pathnameOf(address: string): string | undefined {
  const url = parseUrl(address);
  if (url === undefined || url.protocol !== `${APP_SCHEME}:` || url.host !== APP_HOST)
    return undefined;
  return url.username === "" && url.password === "" ? url.pathname : undefined;
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: { ...PAGE_HEADERS } });
}
