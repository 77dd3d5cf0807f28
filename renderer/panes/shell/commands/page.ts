/*
 * What commands do with the page itself, rather than with the state.
 */

/** A field of one line keeps what is typed to itself until it is left; the editor's text is the window's. */
export function isField(target: EventTarget | null): boolean {
  return isTextInput(target) && target instanceof HTMLElement && !target.isContentEditable;
}

export function isTextInput(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && target.type !== "radio";
}

/** What is open over the page closes before anything is cancelled. */
export const isPopoverOpen = (): boolean => document.querySelector(":popover-open") !== null;

/** Puts the focus on the item that Tab would reach in the library's lists. */
export function focusLibrary(): void {
  document.querySelector<HTMLElement>(".sidebar [data-roving][tabindex='0']")?.focus();
}

export function focusMain(): void {
  document.getElementById("main")?.focus();
}

/** Puts the cursor into the text of the shown pane. */
export function focusEditor(): void {
  document.querySelector<HTMLElement>("#main > .pane:not([hidden]) .cm-content")?.focus();
}

/** Opens the export menu of the chart that has the focus, else of the first one on screen; tells whether there is one. */
export function openExportMenu(): boolean {
  const shown = document.querySelector("#main > .pane:not([hidden])");
  const button = opener(document.activeElement?.closest("figure")) ?? opener(shown);
  button?.scrollIntoView({ block: "nearest" });
  button?.click();
  return button !== null && button !== undefined;
}

/** A chart's own; a whole result has one too, beside its title. */
const opener = (within: Element | null | undefined): HTMLElement | null | undefined =>
  within?.querySelector<HTMLElement>("figure .chart-export-button");

/** Lets the user choose any number of files. */
export function chooseFiles(chosen: (files: readonly File[]) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.addEventListener("change", () => chosen([...(input.files ?? [])]));
  input.click();
}

/** The theme on screen, whatever the setting that led to it. */
export const shownTheme = (): "light" | "dark" =>
  document.documentElement.dataset["theme"] === "dark" ? "dark" : "light";

/**
 * Puts text on the clipboard; tells whether that went well. Not through `navigator.clipboard`, which
 * wants a permission that the desktop gives no page.
 */
export function copyText(text: string): boolean {
  let copied = false;
  const onCopy = (event: ClipboardEvent): void => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
    copied = true;
  };
  document.addEventListener("copy", onCopy, { capture: true, once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", onCopy, { capture: true });
  return copied;
}
