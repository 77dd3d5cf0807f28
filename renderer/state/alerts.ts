import type { DesktopBridge } from "../../engine/contract/wire.js";
import type { Alerts } from "./ports.js";

/** Through the desktop's main process: pages have no permission of their own there. */
export function desktopAlerts({ alert }: Pick<DesktopBridge, "alert">): Alerts {
  return { permission: () => "granted", ask: () => Promise.resolve(), show: alert };
}

/** What of a page notifications take. */
interface NotifyingPage {
  readonly Notification?: {
    readonly permission: string;
    requestPermission(): Promise<string>;
    new (title: string, options: { body: string }): Pick<EventTarget, "addEventListener">;
  };
  readonly document: { hasFocus(): boolean };
  focus(): void;
}

/** Through the browser, where the user has allowed this page to. */
export function browserAlerts(page: NotifyingPage): Alerts {
  const permission: Alerts["permission"] = () => {
    const state = page.Notification?.permission;
    if (state === "default") return "ask";
    return state === "granted" ? "granted" : "denied";
  };
  return {
    permission,
    async ask() {
      if (permission() === "ask") await page.Notification?.requestPermission();
    },
    show(text) {
      // The permission comes last: the browser's own process is asked for it, and the page waits.
      if (page.Notification === undefined || page.document.hasFocus()) return;
      if (permission() !== "granted") return;
      const alert = new page.Notification("Headroom", { body: text });
      alert.addEventListener("click", () => page.focus());
    },
  };
}
