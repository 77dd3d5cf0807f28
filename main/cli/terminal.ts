import type { Readable, Writable } from "node:stream";
import { styleText } from "node:util";
import { errorCode, writing } from "../../engine/services/store/file-system.js";

type Style = "bold" | "dim" | "green" | "red" | "yellow";

/** Where a command reads from and writes to, and what that can show. */
export interface Terminal {
  readonly stdin: Readable;
  /**
   * Writes and waits until it is taken; a reader that has gone (`| head`) is no fault. Throws
   * `unavailable` where nothing more can be written, as on a full disk.
   */
  out(text: string): Promise<void>;
  /** As `out`, but never throws: there is nowhere left to tell of it. */
  err(text: string): Promise<void>;
  /** Columns of standard output. */
  readonly width: number;
  /** Whether standard error is a screen, on which a line may be rewritten. */
  readonly live: boolean;
  style(style: Style, text: string): string;
}

/** Output that goes into a file or a pipe is laid out for a page of this many columns. */
const PAGE_WIDTH = 120;

/** The terminal of this process. Honours `NO_COLOR`, `FORCE_COLOR`, `COLUMNS` and `TERM=dumb`. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const dumb = env["TERM"] === "dumb";
  const isSet = (name: string): boolean => env[name] !== undefined && env[name] !== "";
  const colour = !isSet("NO_COLOR") && (isSet("FORCE_COLOR") || (stdout.isTTY && !dumb));
  const columns = Number(env["COLUMNS"]);
  return {
    stdin,
    out: (text) => writing("standard output", () => write(stdout, text)),
    err: (text) => write(stderr, text).catch(() => undefined),
    width: stdout.isTTY ? stdout.columns : columns > 0 ? columns : PAGE_WIDTH,
    live: stderr.isTTY && !dumb,
    style: (style, text) => (colour ? styleText(style, text) : text),
  };
}

/**
 * An unheard `error` event would end the process with a stack trace. Whoever wrote is told of the
 * failure by the write itself.
 */
export function ignoreStreamErrors(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
}

/** After the first failed write, which is told, the stream is destroyed and every later one fails too. */
const QUIET = new Set<string | undefined>(["EPIPE", "ERR_STREAM_DESTROYED"]);

function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (text === "") {
      resolve();
      return;
    }
    stream.write(text, (error) => {
      if (error === null || error === undefined || QUIET.has(errorCode(error))) resolve();
      else reject(error);
    });
  });
}
