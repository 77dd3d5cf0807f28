import { shell } from "electron";
import type { DownloadItem, Session, WebContents } from "electron";
import { APP_ORIGIN, destinationOf } from "./app-url.js";

/**
 * Denies every permission, present and future, and every download that the page did not make itself; `onSave` is
 * told of those that it did.
 */
export function hardenSession(session: Session, onSave: (download: DownloadItem) => void): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on("will-download", (event, item) => {
    if (!item.getURL().startsWith(`blob:${APP_ORIGIN}/`)) {
      event.preventDefault();
      return;
    }
    // Electron would show the blob's address as the dialog's title.
    item.setSaveDialogOptions({ title: "Save File" });
    onSave(item);
  });
}

/** Keeps any web contents on our page: no navigation, no redirect, no window, no webview. */
export function hardenContents(contents: WebContents): void {
  contents.on("will-frame-navigate", (event) => {
    const destination = destinationOf(event.url);
    if (event.isMainFrame && destination.kind === "page") return;
    event.preventDefault();
    if (event.isMainFrame && destination.kind === "browser") openInBrowser(destination.url);
  });
  contents.on("will-redirect", (event) => event.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const destination = destinationOf(url);
    if (destination.kind === "browser") openInBrowser(destination.url);
    return { action: "deny" };
  });
}

function openInBrowser(url: string): void {
  shell.openExternal(url).catch((error: unknown) => {
    console.error(`Could not open ${url} in the browser:`, error);
  });
}
