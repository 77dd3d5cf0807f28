import type { Client } from "../../engine/contract/client.js";
import type { Bridge } from "../bridge/bridge.js";

/** The page's address, reduced to what routing needs. */
export interface Address {
  /** The part after `#`, without it. */
  read(): string;
  write(hash: string, how: "push" | "replace"): void;
  /** Called when the user goes back, forward, or edits the address. */
  onChange(listener: () => void): () => void;
}

/** A text that could not be autosaved, kept in the page's own storage until it can. */
export interface Shelved {
  readonly text: string;
  readonly savedAt: string;
}

/** Where unsaved text survives a reload while the engine cannot be reached. */
export interface Shelf {
  get(id: string): Shelved | undefined;
  put(id: string, item: Shelved): void;
  drop(id: string): void;
}

/** Short texts of this device, by a name: what the page remembers from one opening to the next. */
export interface Memory {
  read(name: string): string | undefined;
  write(name: string, text: string): void;
}

/** Notifications of the system, for who does not look at the window. */
export interface Alerts {
  /** `ask`: the browser has to be asked first, which only a press may do. */
  permission(): "granted" | "ask" | "denied";
  ask(): Promise<void>;
  /** Shows a sentence while the window is not in front and it is allowed; else nothing. */
  show(text: string): void;
}

/** Everything outside that the store uses; a test passes its own. */
export interface Ports {
  readonly client: Client;
  readonly bridge: Pick<
    Bridge,
    "host" | "onStatus" | "retry" | "savePdf" | "chooseFolder" | "showSaved"
  >;
  readonly address: Address;
  readonly shelf: Shelf;
  readonly alerts: Alerts;
  readonly memory: Memory;
}
