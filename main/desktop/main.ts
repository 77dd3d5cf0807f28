import { app, dialog, protocol, safeStorage, session } from "electron";
import type { BrowserWindow } from "electron";
import path from "node:path";
import { serveAppFile } from "./app-files.js";
import { APP_SCHEME, APP_START } from "./app-url.js";
import { askBeforeLosing } from "./closing.js";
import { CrashBudget } from "./crash-budget.js";
import { forkEngine } from "./engine-child.js";
import { EngineProcess } from "./engine-process.js";
import { PageLink } from "./ipc.js";
import { SafeKeyStore } from "./keys/safe-key-store.js";
import { installMenu } from "./menu.js";
import { servePdf } from "./pdf.js";
import { SavedFiles } from "./saved-files.js";
import { hardenContents, hardenSession } from "./security.js";
import { openWindow } from "./window.js";

// Only an entry knows where it lies after the build; everything else is told.
const HERE = import.meta.dirname;
const PAGE_FOLDER = path.join(HERE, "../renderer");
const PRELOAD = path.join(HERE, "../preload/preload.cjs");
const ENGINE = path.join(HERE, "engine.js");

/** The one window, while it is open. */
let page: BrowserWindow | undefined;
const keys = new SafeKeyStore(safeStorage, path.join(app.getPath("userData"), "keys.json"));
const engine = new EngineProcess(() => forkEngine(ENGINE, keys));
const link = new PageLink(() => page, engine);
const saved = new SavedFiles(() => page);
servePdf(() => page, saved);

function openPage(): void {
  const window = openWindow({
    preload: PRELOAD,
    stateFile: path.join(app.getPath("userData"), "window.json"),
  });
  page = window;
  window.once("closed", () => {
    page = undefined;
  });
  link.follow(window);
  recoverPage(window);
  askBeforeLosing(window);
  window.loadURL(APP_START).catch((error: unknown) => {
    if (window.isDestroyed()) return;
    dialog.showErrorBox("Headroom could not load its page", String(error));
    app.exit(1);
  });
}

/** A page whose process died is loaded again, unless it keeps dying; nothing it had saved is lost by that. */
function recoverPage(window: BrowserWindow): void {
  const crashes = new CrashBudget();
  window.webContents.on("render-process-gone", (_event, { reason, exitCode }) => {
    if (reason === "clean-exit" || window.isDestroyed()) return;
    console.error(`The page's process has gone: ${reason} (exit code ${exitCode})`);
    const delayMs = crashes.record(Date.now());
    if (delayMs !== undefined)
      setTimeout(() => void (window.isDestroyed() || window.webContents.reload()), delayMs);
    else
      dialog.showErrorBox(
        "Headroom's page keeps failing",
        `It stopped ${crashes.limit} times within a minute (${reason}).`,
      );
  });
}

function focusPage(): void {
  if (page === undefined) return;
  if (page.isMinimized()) page.restore();
  page.show();
  page.focus();
}

/** A page that is still being loaded may never answer whether it may be closed, and the quit would wait for ever. */
function dropLoadingPageBeforeQuit(): void {
  app.on("before-quit", () => {
    if (page?.webContents.isLoadingMainFrame() === true) page.destroy();
  });
}

/** Ends the engine after the last save and before the application. */
function closeEngineBeforeQuit(): void {
  let closed = false;
  const close = async (): Promise<void> => {
    await engine.close();
    closed = true;
    // Electron ignores a quit asked for while it still handles this event.
    setImmediate(() => app.quit());
  };
  app.on("will-quit", (event) => {
    if (closed) return;
    event.preventDefault();
    void close();
  });
}

async function openWhenReady(): Promise<void> {
  await app.whenReady();
  hardenSession(session.defaultSession, (download) => saved.follow(download));
  protocol.handle(APP_SCHEME, (request) => serveAppFile(PAGE_FOLDER, request));
  installMenu((id) => link.command(id));
  engine.start();
  openPage();
}

function start(): void {
  app.on("web-contents-created", (_event, contents) => hardenContents(contents));
  app.on("second-instance", focusPage);
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  app.on("activate", () => {
    if (page === undefined) openPage();
  });
  dropLoadingPageBeforeQuit();
  closeEngineBeforeQuit();
  // Not awaited here: Electron becomes ready only once this module has been evaluated.
  void openWhenReady();
}

// Electron wants the scheme and the sandbox settled before it is ready.
protocol.registerSchemesAsPrivileged([
  {
    scheme: APP_SCHEME,
    privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
  },
]);
// Forced on for every renderer, unless whoever started us gave the sandbox up, as root has to on Linux:
// forcing it then would only keep every child process from starting.
if (!app.commandLine.hasSwitch("no-sandbox")) app.enableSandbox();
if (app.requestSingleInstanceLock()) start();
else app.exit(0);
