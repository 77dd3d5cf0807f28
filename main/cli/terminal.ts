import type { Readable, Writable } from "node:stream";
import { styleText } from "node:util";

type Style = "bold" | "dim" | "green" | "red" | "yellow";

/** Where a command reads from and writes to, and what that can show. */
export interface Terminal {
  readonly stdin: Readable;
  /** Writes and waits until it is taken; a reader that has gone (`| head`) is no fault. */
  out(text: string): Promise<void>;
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
    out: (text) => write(stdout, text),
    err: (text) => write(stderr, text),
    width: stdout.isTTY ? stdout.columns : columns > 0 ? columns : PAGE_WIDTH,
    live: stderr.isTTY && !dumb,
    style: (style, text) => (colour ? styleText(style, text) : text),
  };
}

/**
 * Once the reader has gone, every write fails and an unheard `error` event would end the process with
 * a stack trace; nobody is left to read it, and the exit code still counts.
 */
export function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.write(text, () => resolve());
  });
}
