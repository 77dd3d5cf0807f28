import type { CommandId } from "../../engine/contract/commands.js";
import type { Dispatch } from "../../engine/contract/service.js";
import type { EngineStatus, PdfReply, PdfRequest, SavedFile } from "../../engine/contract/wire.js";

/** The engine's own states, and the two that only a client across HTTP can see. */
export type LinkStatus =
  | EngineStatus
  | { readonly state: "unreachable" | "unauthorised"; readonly message: string };

/** How the page reaches an engine. Everything above this is the same in Electron and in a browser. */
export interface Bridge {
  readonly host: "desktop" | "browser";
  readonly dispatch: Dispatch;
  /** Tells every change of the link, and the present state at once. Returns a function that stops it. */
  onStatus(listener: (status: LinkStatus) => void): () => void;
  /** Tells what was picked in a menu of the desktop; a browser has none. Returns a function that stops it. */
  onCommand(listener: (id: CommandId) => void): () => void;
  /** Asks for a folder with the system's own dialog; undefined where the host has none. */
  readonly chooseFolder?: () => Promise<string | undefined>;
  /** Saves or prints what the page has laid out for paper, once the dialog about it is closed. */
  savePdf(request: PdfRequest): Promise<PdfReply>;
  /** Tells of files that the host wrote where the user said; a browser does not. Returns a function that stops it. */
  readonly onSaved?: (listener: (saved: SavedFile) => void) => () => void;
  /** Shows one of them in its folder. */
  readonly showSaved?: (id: number) => void;
  /** Tries again to reach an engine that was lost. Harmless when it was not. */
  retry(): void;
}

/** Holds the last status and tells listeners of a new one. */
export class StatusBoard {
  #status: LinkStatus;
  readonly #listeners = new Set<(status: LinkStatus) => void>();

  constructor(initial: LinkStatus) {
    this.#status = initial;
  }
  get current(): LinkStatus {
    return this.#status;
  }
  set(status: LinkStatus): void {
    if (status.state === this.#status.state && status.message === this.#status.message) return;
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }
  listen(listener: (status: LinkStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#status);
    return () => void this.#listeners.delete(listener);
  }
}
