import { spawn } from "node:child_process";
import { hasDisplay } from "../host/display.js";

/**
 * Asks the operating system to open an address in the user's browser, and does not wait for it. Returns
 * false where there is no screen. No browser to be found is no failure: the address is printed as well.
 */
export function openBrowser(address: string): boolean {
  if (!hasDisplay()) return false;
  const [command, ...args] = opener(address);
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
  return true;
}

function opener(address: string): readonly [string, ...string[]] {
  switch (process.platform) {
    case "darwin":
      return ["open", address];
    case "win32":
      // Not `start`, which is a word of cmd.exe and would read `&` and `%` in the address.
      return ["rundll32", "url.dll,FileProtocolHandler", address];
    default:
      return ["xdg-open", address];
  }
}
