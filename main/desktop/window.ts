import { BrowserWindow, nativeTheme, screen } from "electron";
import { BACKGROUND } from "./background.js";
import { placeWindow, readWindowState, SMALLEST, writeWindowState } from "./window-state.js";

const SAVE_AFTER_MS = 500;

/** Opens the window where it last was, hidden until its first frame is drawn. */
export function openWindow({
  preload,
  stateFile,
}: {
  preload: string;
  stateFile: string;
}): BrowserWindow {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  const displays = [primary, ...others].map((display) => display.workArea);
  const { bounds, maximised } = placeWindow(readWindowState(stateFile), displays);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: "Headroom",
    backgroundColor: background(),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // Its dictionaries would be fetched from the network.
      spellcheck: false,
    },
  });
  window.once("ready-to-show", () => {
    if (maximised) window.maximize();
    window.show();
  });
  keepState(window, stateFile);
  followTheme(window);
  return window;
}

function background(): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light;
}

function followTheme(window: BrowserWindow): void {
  const repaint = (): void => window.setBackgroundColor(background());
  nativeTheme.on("updated", repaint);
  window.once("closed", () => nativeTheme.off("updated", repaint));
}

function keepState(window: BrowserWindow, stateFile: string): void {
  let due: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(due);
    due = undefined;
    writeWindowState(stateFile, { ...window.getNormalBounds(), maximised: window.isMaximized() });
  };
  const saveSoon = (): void => {
    clearTimeout(due);
    due = setTimeout(save, SAVE_AFTER_MS);
  };
  window.on("resize", saveSoon);
  window.on("move", saveSoon);
  window.on("maximize", saveSoon);
  window.on("unmaximize", saveSoon);
  window.on("close", save);
  window.once("closed", () => clearTimeout(due));
}
