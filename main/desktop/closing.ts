import { dialog } from "electron";
import type { BrowserWindow } from "electron";

/** A browser asks by itself whether to leave a page that holds what is not saved; a window of the desktop has to be made to. */
export function askBeforeLosing(window: BrowserWindow): void {
  window.webContents.on("will-prevent-unload", (event) => {
    const answer = dialog.showMessageBoxSync(window, {
      type: "warning",
      message: "Something in this window is not on disk.",
      detail:
        "It could not be stored. Stay, make room for it or make its folder writable, and save it again: what closes with the window is lost.",
      buttons: ["Stay", "Close without it"],
      defaultId: 0,
      cancelId: 0,
    });
    // Of this event the default is to stay.
    if (answer === 1) event.preventDefault();
  });
}
