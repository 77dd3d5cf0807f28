import type { MessagePortMain } from "electron";
import type { KeyChannel } from "./protocol.js";

/** Electron's own port, in either process. */
export function channelOf(port: MessagePortMain): KeyChannel {
  return {
    post: (message) => port.postMessage(message),
    listen: (listener) => {
      port.on("message", ({ data }) => listener(data));
      port.start();
    },
  };
}
