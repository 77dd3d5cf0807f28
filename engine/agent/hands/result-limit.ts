import { StringDecoder } from "node:string_decoder";

/** A result as the model gets it. */
export interface LimitedResult {
  readonly result: string;
  readonly truncated: boolean;
}

/**
 * `text` if it has at most `maxBytes` bytes of UTF-8, else its beginning and a line that says what was
 * cut. No character is torn; the line comes on top of the limit.
 */
export function limitResult(text: string, maxBytes: number): LimitedResult {
  // A character takes a byte or more: a text of more characters than bytes allowed need not be measured.
  if (text.length <= maxBytes && Buffer.byteLength(text, "utf8") <= maxBytes)
    return { result: text, truncated: false };
  const bytes = Buffer.from(text.slice(0, maxBytes), "utf8").subarray(0, maxBytes);
  const head = new StringDecoder("utf8").write(bytes);
  return {
    result: `${head}\n[cut here: ${text.length} characters, and at most ${maxBytes} bytes are passed on; ask for less]`,
    truncated: true,
  };
}
