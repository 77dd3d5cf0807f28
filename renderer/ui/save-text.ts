/** Lets the browser save a text as a file, as a link to it would. */
export function saveText(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/x-ndjson" }));
  link.download = name;
  link.click();
  // The browser has read it once this turn is over.
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
