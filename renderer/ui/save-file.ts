import { rest } from "./rest.js";

/** Long enough for a browser to have read the file before its address is taken back. */
const KEEP_MS = 60_000;

/** Gives the reader a file: a browser puts it with the downloads, the desktop app asks where to. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}

/** Characters that become bytes in one go. */
const PIECE_CHARACTERS = 250_000;

/** The file of a text that may be long, made with rests for the page between its pieces. */
export async function textFile(text: string, type: string): Promise<Blob> {
  const pieces: Blob[] = [];
  for (let from = 0; from < text.length;) {
    await rest();
    let to = from + PIECE_CHARACTERS;
    // The two halves of a character stay together.
    if ((text.codePointAt(to - 1) ?? 0) > 0xffff) to += 1;
    pieces.push(new Blob([text.slice(from, to)]));
    from = to;
  }
  return new Blob(pieces, { type });
}
