/**
 * `npm start`: a desktop window where there is a display and an Electron to be had; otherwise the same
 * app on loopback, its address printed, and opened where there is a browser.
 */
import path from "node:path";
import { hasDisplay } from "./host/display.js";
import { findElectron } from "./host/electron-binary.js";
import { runElectron } from "./host/run-electron.js";
import { stopOnSignals } from "./host/stop-signal.js";
import { serve } from "./server/serve.js";

/** This file is built to `out/main/start.js`. */
const APP_FOLDER = path.resolve(import.meta.dirname, "..", "..");

const stop = stopOnSignals();
const why = await tryDesktop(stop.signal);
if (why !== undefined && !stop.signal.aborted) {
  console.log(`${why}. Serving Headroom to a browser on this machine instead.\n`);
  await serve({
    open: true,
    signal: stop.signal,
    onListening: (address) => console.log(`  ${address}\n\nCtrl-C ends it.`),
  });
}
stop.release();

/** Runs the desktop app to its end and returns undefined, or returns why there is no window. */
async function tryDesktop(signal: AbortSignal): Promise<string | undefined> {
  if (!hasDisplay()) return "There is no display";
  const electron = await findElectron(signal);
  if (electron.executable === undefined) return electron.why;
  const run = await runElectron(electron.executable, APP_FOLDER, signal);
  if (!run.started) return `Electron does not start: ${run.why}`;
  process.exitCode = run.exitCode;
  return undefined;
}
