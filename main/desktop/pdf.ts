import { app, dialog, ipcMain } from "electron";
import type { BrowserWindow } from "electron";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { PdfRequest } from "../../engine/contract/wire.js";
import type { PdfReply } from "../../engine/contract/wire.js";
import { CHANNELS } from "./channels.js";
import type { SavedFiles } from "./saved-files.js";
import { isTrustedSender } from "./sender.js";

/** 1280 by 720 CSS pixels. */
const SLIDE_INCHES = { width: 1280 / 96, height: 720 / 96 };

/**
 * Prints our page to a PDF where the user wants it. The page names no folder and no file of its own
 * choosing beyond a proposed name; anyone but our page, and any other request, is refused.
 */
export function servePdf(page: () => BrowserWindow | undefined, saved: SavedFiles): void {
  ipcMain.handle(CHANNELS.pdf, async ({ senderFrame }, message: unknown): Promise<PdfReply> => {
    const window = page();
    if (window === undefined || window.isDestroyed()) throw new Error("there is no page to print");
    if (!isTrustedSender(senderFrame, window.webContents.mainFrame)) {
      throw new Error("only Headroom's own page is printed");
    }
    return savePdf(window, saved, PdfRequest.parse(message));
  });
}

async function savePdf(
  window: BrowserWindow,
  saved: SavedFiles,
  { name, paper }: PdfRequest,
): Promise<PdfReply> {
  try {
    const pdf = await window.webContents.printToPDF({
      pageSize: paper === "Slides" ? SLIDE_INCHES : paper,
      preferCSSPageSize: true,
      printBackground: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
    });
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      defaultPath: path.join(app.getPath("downloads"), `${name}.pdf`),
      filters: [{ name: "PDF", extensions: ["pdf"] }],
    });
    if (canceled || filePath === "") return { state: "cancelled" };
    await writeFile(filePath, pdf);
    saved.wrote(filePath);
    return { state: "saved" };
  } catch (error) {
    return { state: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}
