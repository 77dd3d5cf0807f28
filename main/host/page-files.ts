import { lstat, readFile, realpath } from "node:fs/promises";
import path from "node:path";

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
 * No inline script, no eval, no other origin, no frame. Styles may be inline, because React and
 * CodeMirror set them so; they cannot run anything.
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

/** Sent with every file of the page and with every refusal, whatever host serves it. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-cache",
};

export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mediaType: string;
}

/**
 * The file of the built page at an escaped path (`/assets/a.js`; `/` is the start page), or undefined
 * for anything that is not one of ours: a malformed escape, a dot segment in any spelling, a link that
 * leads out of `root`, a type no build writes.
 */
export async function readPageFile(root: string, pathname: string): Promise<PageFile | undefined> {
  const segments = segmentsOf(pathname);
  const mediaType = MEDIA_TYPES[path.extname(segments?.at(-1) ?? "").toLowerCase()];
  if (segments === undefined || mediaType === undefined) return undefined;
  const file = path.join(root, ...segments);
  if (!(await isContained(root, file))) return undefined;
  return { bytes: new Uint8Array(await readFile(file)), mediaType };
}

/** The segments of an escaped path, or undefined where it names nothing that a build writes. */
function segmentsOf(pathname: string): readonly string[] | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  const segments = decoded === "/" ? ["index.html"] : decoded.slice(1).split("/");
  return decoded.startsWith("/") && segments.every(isPlainSegment) ? segments : undefined;
}

/** Letters, digits, `-`, `_` and inner dots: nothing a file system treats specially. */
function isPlainSegment(segment: string): boolean {
  return /^[\w-]+(?:\.[\w-]+)*$/.test(segment);
}

/** A regular file that really lies under `root` once every symbolic link on the way is followed. */
async function isContained(root: string, file: string): Promise<boolean> {
  try {
    const [realRoot, realFile] = await Promise.all([realpath(root), realpath(file)]);
    return realFile.startsWith(realRoot + path.sep) && (await lstat(realFile)).isFile();
  } catch {
    return false;
  }
}
