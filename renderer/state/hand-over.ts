import type { Client } from "../../engine/contract/client.js";
import { HeadroomError } from "../../engine/contract/errors.js";
import { UPLOAD_PART_CHARACTERS } from "../../engine/contract/uploads.js";

/** Bytes read from a file at once: never more characters than a part may have. */
const SLICE_BYTES = UPLOAD_PART_CHARACTERS;

/** A file as far as it is handed over. */
export interface HandOver {
  /** What it is called in a message about it. */
  readonly field: string;
  /** What text it is. */
  readonly expected: string;
  readonly signal: AbortSignal;
  /** Told the share that was handed over. */
  readonly onPart: (fraction: number) => void;
}

/**
 * Hands a file over in parts, so that the window never holds all of it; gives what `work` makes of it, after which
 * the engine keeps it no longer. Throws `invalid-input` where it is no text.
 */
export async function handOver<T>(
  client: Client,
  file: File,
  { signal, onPart, ...words }: HandOver,
  work: (text: { readonly upload: string }) => Promise<T>,
): Promise<T> {
  // Two windows on one data folder must not write into each other's file.
  const id = `text-${crypto.randomUUID()}`;
  try {
    let at = 0;
    for await (const text of textParts(file, words)) {
      ({ bytes: at } = await client.call("upload.append", { id, at, text }, { signal }));
      onPart(Math.min(1, at / file.size));
    }
    return await work({ upload: id });
  } finally {
    // What cannot be deleted now, the engine deletes a day later.
    await client.call("upload.remove", { id }).catch(() => undefined);
  }
}

/** The text of a file in parts, each small enough for one call. Throws `invalid-input` where it is no text. */
export async function* textParts(
  file: Pick<File, "size" | "slice">,
  { field, expected }: Pick<HandOver, "field" | "expected">,
): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let from = 0; from < file.size; from += SLICE_BYTES) {
    const bytes = await file.slice(from, from + SLICE_BYTES).arrayBuffer();
    const isLast = from + SLICE_BYTES >= file.size;
    try {
      const text = decoder.decode(bytes, { stream: !isLast });
      if (text.includes("\0")) throw new TypeError("a text has no zero bytes");
      yield text;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new HeadroomError("invalid-input", `the ${field} cannot be used`, [
        { path: field, expected, found: "bytes that are no text" },
      ]);
    }
  }
}
