import { lstat, readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { APP_HOST, APP_SCHEME, parseUrl } from "./app-url.js";

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/**
 * No inline script, no eval, no network, no frame. Styles may be inline, because React and CodeMirror
 * set them so; they cannot run anything and, without a network, cannot carry anything out.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "form-action 'none'",
  "base-uri 'none'",
].join("; ");

const HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-cache",
};

/**
 * The path below the root that an address names, as plain segments, or undefined where it names none:
 * another scheme or host, a malformed escape, a backslash, a NUL, a drive, or a dot segment in any
 * spelling. A URL parser resolves only some spellings, so the rest are refused here.
 */
export function segmentsOf(address: string): readonly string[] | undefined {
  const url = parseUrl(address);
  if (url === undefined || url.protocol !== `${APP_SCHEME}:` || url.host !== APP_HOST)
    return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  let decoded: string;
  try {
    decoded = decodeURIComponent(url.pathname);
  } catch {
    return undefined;
  }
  const segments = decoded === "/" ? ["index.html"] : decoded.slice(1).split("/");
  return segments.every(isPlainSegment) ? segments : undefined;
}

/** Letters, digits, `-`, `_` and inner dots: all that a build writes, and nothing a file system treats specially. */
function isPlainSegment(segment: string): boolean {
  return /^[\w-]+(?:\.[\w-]+)*$/.test(segment);
}

/** Answers a request for a file under `root`: 200 with it, 404 for anything that is not one of ours, 405 for a write. */
export async function serveAppFile(
  root: string,
  request: { url: string; method: string },
): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(405);
  const segments = segmentsOf(request.url);
  if (segments === undefined) return refuse(404);
  const type = MEDIA_TYPES[path.extname(segments.at(-1) ?? "").toLowerCase()];
  if (type === undefined) return refuse(404);
  const file = path.join(root, ...segments);
  if (!(await isContained(root, file))) return refuse(404);
  const body = request.method === "HEAD" ? null : new Uint8Array(await readFile(file));
  return new Response(body, { status: 200, headers: { ...HEADERS, "Content-Type": type } });
}

/** A regular file that really lies under `root` once every symbolic link on the way is followed. */
export async function isContained(root: string, file: string): Promise<boolean> {
  try {
    const [realRoot, realFile] = await Promise.all([realpath(root), realpath(file)]);
    if (!realFile.startsWith(realRoot + path.sep)) return false;
    return (await lstat(realFile)).isFile();
  } catch {
    return false;
  }
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: { ...HEADERS } });
}
