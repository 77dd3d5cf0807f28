import { ipcMain, shell } from "electron";
import type { BrowserWindow, DownloadItem } from "electron";
import type { SavedFile } from "../../engine/contract/wire.js";
import { CHANNELS } from "./channels.js";
import { isTrustedSender } from "./sender.js";

/**
 * What this process wrote where the user said. The page is told of each, and may have it shown in its folder by
 * its number: it names no path, and anyone but our page is not heard.
 */
export class SavedFiles {
  readonly #page: () => BrowserWindow | undefined;
  readonly #files: string[] = [];

  constructor(page: () => BrowserWindow | undefined) {
    this.#page = page;
    ipcMain.on(CHANNELS.show, ({ senderFrame }, id: unknown) => {
      const window = page();
      if (window === undefined || window.isDestroyed()) return;
      if (!isTrustedSender(senderFrame, window.webContents.mainFrame)) return;
      const file = typeof id === "number" ? this.#files[id] : undefined;
      if (file !== undefined) shell.showItemInFolder(file);
    });
  }

  wrote(file: string): void {
    const id = this.#files.push(file) - 1;
    this.#tell({ state: "saved", id, file });
  }

  /** Follows what the page saves, until it is on disk. */
  follow(download: DownloadItem): void {
    download.once("done", (_event, state) => {
      const file = download.getSavePath();
      if (state === "completed") this.wrote(file);
      // Cancelled is what the user did.
      if (state === "interrupted") this.#tell({ state: "failed", file });
    });
  }

  #tell(saved: SavedFile): void {
    const window = this.#page();
    if (window === undefined || window.isDestroyed()) return;
    window.webContents.send(CHANNELS.saved, saved);
  }
}
