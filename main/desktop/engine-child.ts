import { utilityProcess } from "electron";
import type { EngineChild } from "./engine-process.js";

/** How the process is called in the operating system's and Electron's own lists. */
export const ENGINE_SERVICE = "Headroom engine";

/** Starts the engine's entry as a Node process of Electron's: no window, no DOM, its own heap and its own crash. */
export function forkEngine(entry: string): EngineChild {
  const child = utilityProcess.fork(entry, [], { serviceName: ENGINE_SERVICE, stdio: "inherit" });
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin
    send: (request) => child.postMessage(request),
    kill: () => void child.kill(),
    onMessage: (listener) => void child.on("message", listener),
    onExit: (listener) => void child.once("exit", listener),
  };
}
