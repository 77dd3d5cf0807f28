import { commandWords } from "../../../../engine/contract/commands.js";
import type { CommandId } from "../../../../engine/contract/commands.js";

/** Whether the keyboard is a Mac's. */
export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/** What of a keyboard event tells its keys. */
export type KeyPress = Pick<
  KeyboardEvent,
  "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey"
>;

/** Whether keys such as `Mod+Shift+Z` are what was pressed. */
export function isPressed(keys: string, event: KeyPress, mac: boolean): boolean {
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  const [mod, other] = mac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (mod !== parts.includes("Mod") || other || event.altKey !== parts.includes("Alt"))
    return false;
  // On some keyboards Shift is what makes a sign or a digit.
  if (/^\d$/.test(key))
    return !event.shiftKey && (event.key === key || event.code === `Digit${key}`);
  if (key === "?") return event.key === "?";
  if (key === "Plus") return event.key === "+" || event.key === "=";
  if (event.shiftKey !== parts.includes("Shift")) return false;
  return event.key.toLowerCase() === (NAMES[key] ?? key).toLowerCase();
}

const NAMES: Readonly<Record<string, string>> = { Esc: "Escape" };

const SHOWN: Readonly<Record<string, string>> = {
  PageDown: "Page Down",
  PageUp: "Page Up",
  Plus: "+",
};
const SHOWN_ON_MAC: Readonly<Record<string, string>> = {
  Mod: "⌘",
  Shift: "⇧",
  Alt: "⌥",
  Backspace: "⌫",
  Enter: "↩",
};

/** Keys as written on the keyboard: `["Ctrl", "Shift", "Z"]`. */
export function keyNames(keys: string, mac: boolean): readonly string[] {
  return keys.split("+").map((key) => {
    const named = mac ? SHOWN_ON_MAC[key] : key === "Mod" ? "Ctrl" : undefined;
    return named ?? SHOWN[key] ?? key;
  });
}

/** A hint with the keys that do the same: `Run (Ctrl+Enter)`, or `Run (⌘↩)`. */
export function titleWithKeys(title: string, id: CommandId): string {
  const [keys] = commandWords(id).keys;
  const mac = isMac();
  return `${title} (${keyNames(keys, mac).join(mac ? "" : "+")})`;
}
