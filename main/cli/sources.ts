import path from "node:path";
import type { Readable } from "node:stream";
import { isRecord } from "../../engine/base/guards.js";
import { CancelledError } from "../../engine/base/progress.js";
import { HeadroomError } from "../../engine/contract/errors.js";
import { SCENARIO_MAX_BYTES } from "../../engine/contract/scenario-file.js";
import { readRegularFile } from "../../engine/services/store/read-file.js";

const JSON_MAX_BYTES = 50_000_000;

/** What stands on the command line for a file's content. */
export interface Source {
  readonly bytes: Uint8Array;
  /** How messages call it. */
  readonly name: string;
  /** Where names inside it are looked up; undefined for standard input. */
  readonly folder: string | undefined;
}

/** Reads a file or, for `-`, standard input. Throws `invalid-input` naming the file and what it is. */
export async function readSource(
  name: string,
  stdin: Readable,
  signal: AbortSignal,
  maxBytes = SCENARIO_MAX_BYTES,
): Promise<Source> {
  if (name === "-") {
    const bytes = await readStream(stdin, signal, maxBytes);
    return { bytes, name: "standard input", folder: undefined };
  }
  const reading = await readRegularFile(name, maxBytes);
  if (reading.bytes === undefined) {
    const { expected, found } = reading.problem;
    throw unreadable(name, expected, found);
  }
  return { bytes: reading.bytes, name, folder: path.dirname(path.resolve(name)) };
}

/**
 * Reads a JSON argument: the text itself, or the content of a file, named after `@` or, where the name
 * could not be JSON, by itself.
 */
export async function readJsonArgument(
  option: string,
  argument: string,
  stdin: Readable,
  signal: AbortSignal,
): Promise<unknown> {
  const file = argument.startsWith("@")
    ? argument.slice(1)
    : isFileName(argument)
      ? argument
      : undefined;
  const source =
    file === undefined ? undefined : await readSource(file, stdin, signal, JSON_MAX_BYTES);
  const text = source === undefined ? argument : decodeText(source);
  try {
    return JSON.parse(text);
  } catch (error) {
    const found = error instanceof Error ? error.message.slice(0, 120) : String(error);
    throw unreadable(option, "JSON, or the name of a file with it", found);
  }
}

/** Whether an argument is meant as a file: `-`, or a name with a dot or slash in it and no JSON around it. */
function isFileName(argument: string): boolean {
  return argument === "-" || (/[./\\]/.test(argument) && !/^\s*[[{"\d]/.test(argument));
}

/** Whether a file leaves values to a base. What cannot be read is refused elsewhere. */
export function inherits({ bytes }: Source): boolean {
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(document) && Object.hasOwn(document, "base");
  } catch {
    return false;
  }
}

/** The text of a source. Throws `invalid-input` where its bytes are not UTF-8. */
export function decodeText(source: Source): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(source.bytes);
  } catch {
    throw unreadable(source.name, "UTF-8 text", "bytes that are not UTF-8");
  }
}

function unreadable(name: string, expected: string, found: string): HeadroomError {
  return new HeadroomError("invalid-input", `${name} cannot be read`, [
    { path: name, expected, found },
  ]);
}

/** Stops reading at the limit: a pipe may never end. */
async function readStream(
  stream: Readable,
  signal: AbortSignal,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const stop = (): void => void stream.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const chunk of stream) {
      const bytes: Uint8Array = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      chunks.push(bytes);
      length += bytes.length;
      if (length > maxBytes) {
        throw unreadable(
          "standard input",
          `at most ${maxBytes} bytes`,
          `more than ${maxBytes} bytes`,
        );
      }
    }
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
  if (signal.aborted) throw new CancelledError();
  return Buffer.concat(chunks);
}
