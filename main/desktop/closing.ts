import { dialog } from "electron";
import type { BrowserWindow } from "electron";

/** A browser asks by itself whether to leave a page that holds what is not saved; a window of the desktop has to be made to. Esc and Enter stay. */
export function askBeforeLosing(window: BrowserWindow): void {
  window.webContents.on("will-prevent-unload", (event) => {
    const answer = dialog.showMessageBoxSync(window, {
      type: "warning",
      title: "Not on disk",
      message: "A result in this window is not on disk.",
      detail:
        "It could not be stored. Stay, make room for it or make its folder writable, and save it again. A result that is discarded is lost.",
      // True of a closed window, a quit and a reload alike.
      buttons: ["Stay", "Discard"],
      defaultId: 0,
      cancelId: 0,
    });
    // Of this event the default is to stay.
    if (answer === 1) event.preventDefault();
  });
}
