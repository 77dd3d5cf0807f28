import type { DesktopBridge } from "../../engine/contract/wire.js";
import type { Bridge } from "./bridge.js";
import { createElectronBridge } from "./electron.js";
import { createHttpBridge } from "./http.js";
import { takeToken } from "./token.js";

declare global {
  interface Window {
    /** Set by the desktop preload; absent in a browser. */
    readonly headroom?: DesktopBridge;
  }
}

/** The bridge of the host this page runs in. `rest` is taken between the pieces of a long answer. */
export function connect(page: Window, rest: () => Promise<void>): Bridge {
  if (page.headroom !== undefined) {
    return createElectronBridge(page.headroom, () => page.location.reload(), rest);
  }
  const token = takeToken({
    location: page.location,
    history: page.history,
    storage: page.sessionStorage,
  });
  return createHttpBridge({ origin: page.location.origin, token, rest });
}
