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
