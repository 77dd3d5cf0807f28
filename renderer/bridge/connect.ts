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

/** The bridge of the host this page runs in. */
export function connect(page: Window): Bridge {
  if (page.headroom !== undefined) {
    return createElectronBridge(page.headroom, () => page.location.reload());
  }
  const token = takeToken({
    location: page.location,
    history: page.history,
    storage: page.sessionStorage,
  });
  return createHttpBridge({ origin: page.location.origin, token });
}
