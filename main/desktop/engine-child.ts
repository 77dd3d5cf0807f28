import { MessageChannelMain, utilityProcess } from "electron";
import type { KeyStore } from "../../engine/services/ports.js";
import type { EngineChild } from "./engine-process.js";
import { channelOf } from "./keys/channel.js";
import { serveKeys } from "./keys/serve.js";

/** How the process is called in the operating system's and Electron's own lists. */
export const ENGINE_SERVICE = "Headroom engine";

/** Starts the engine's entry as a Node process of Electron's: no window, no DOM, its own heap and its own crash. It reaches `keys` over a channel that nothing else travels on. */
export function forkEngine(entry: string, keys: KeyStore): EngineChild {
  const child = utilityProcess.fork(entry, [], { serviceName: ENGINE_SERVICE, stdio: "inherit" });
  const { port1, port2 } = new MessageChannelMain();
  serveKeys(keys, channelOf(port1));
  child.postMessage({ kind: "keys" }, [port2]);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin
    send: (request) => child.postMessage(request),
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin
    close: () => child.postMessage({ kind: "close" }),
    kill: () => void child.kill(),
    onMessage: (listener) => void child.on("message", listener),
    onExit: (listener) => void child.once("exit", listener),
  };
}
