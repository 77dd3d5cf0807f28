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
  const place = { location: page.location, history: page.history, storage: page.sessionStorage };
  const token = takeToken(place);
  beginAnewWithToken(page, () => takeToken(place));
  return createHttpBridge({ origin: page.location.origin, token, rest });
}

/**
 * The address that a new start of the server prints, opened in the tab of the old one, changes the fragment
 * alone: the page takes the token and begins anew. Routing, which listens later, never sees a token.
 */
function beginAnewWithToken(page: Window, take: () => void): void {
  const listen = (event: Event): void => {
    if (!page.location.hash.startsWith("#token=")) return;
    event.stopImmediatePropagation();
    take();
    page.location.reload();
  };
  page.addEventListener("popstate", listen);
  page.addEventListener("hashchange", listen);
}
