import { dialog, ipcMain, Notification } from "electron";
import type { BrowserWindow, IpcMainEvent, IpcMainInvokeEvent } from "electron";
import { toHeadroomError } from "../../engine/contract/errors.js";
import type { CommandId } from "../../engine/contract/commands.js";
import type { Failure } from "../../engine/contract/errors.js";
import { methods } from "../../engine/contract/methods.js";
import { parseInput, parseMethodName } from "../../engine/contract/service.js";
import { AlertText, isLast, WireRequest } from "../../engine/contract/wire.js";
import type { EngineStatus, WireReply } from "../../engine/contract/wire.js";
import { CHANNELS } from "./channels.js";
import type { EngineProcess } from "./engine-process.js";
import { isTrustedSender } from "./sender.js";

interface PageCall {
  readonly engineId: number;
  readonly writes: boolean;
}

/** Calls of one document, by the id the page gave them. A reload starts a new one. */
type PageCalls = Map<number, PageCall>;

/**
 * Answers the page's messages with the engine. The methods are whatever the contract's map holds: a
 * name outside it, an input its schema refuses, or a sender other than our page gets no further.
 */
export class PageLink {
  readonly #page: () => BrowserWindow | undefined;
  readonly #engine: EngineProcess;
  #calls: PageCalls = new Map();

  constructor(page: () => BrowserWindow | undefined, engine: EngineProcess) {
    this.#page = page;
    this.#engine = engine;
    engine.onStatus((status) => this.#post(CHANNELS.status, status));
    ipcMain.on(CHANNELS.request, (event, message: unknown) => {
      if (this.#isTrusted(event)) this.#receive(message);
    });
    ipcMain.on(CHANNELS.alert, (event, text: unknown) => {
      const sentence = AlertText.safeParse(text);
      if (this.#isTrusted(event) && sentence.success) this.#alert(sentence.data);
    });
    ipcMain.handle(CHANNELS.folder, (event) =>
      this.#isTrusted(event) ? this.#chooseFolder() : undefined,
    );
  }

  /**
   * Follows the documents of a new window. The main process tells when one begins, because a message
   * from the page itself can overtake the news that its document has been committed.
   */
  follow(window: BrowserWindow): void {
    window.webContents.on("did-navigate", () => {
      this.#abandonCalls();
      // A reload is how the user asks for another try after the engine was given up.
      this.#engine.start();
    });
    window.webContents.on("dom-ready", () => this.#post(CHANNELS.status, this.#engine.status));
    window.webContents.on("render-process-gone", () => this.#abandonCalls());
    window.once("closed", () => this.#abandonCalls());
  }

  /** Nobody waits for the document's calls any more: stop those that only read, let a save finish. */
  #abandonCalls(): void {
    const abandoned = this.#calls;
    this.#calls = new Map();
    for (const call of abandoned.values()) {
      if (!call.writes) this.#engine.cancel(call.engineId);
    }
  }

  /** Hands what was picked in a menu to the page. */
  command(id: CommandId): void {
    this.#post(CHANNELS.command, id);
  }

  /** The user picks; the page is told a path and nothing of what is in it. */
  async #chooseFolder(): Promise<string | undefined> {
    const page = this.#page();
    if (page === undefined) return undefined;
    const { filePaths } = await dialog.showOpenDialog(page, {
      title: "Open a workspace",
      properties: ["openDirectory", "createDirectory"],
    });
    return filePaths[0];
  }

  #receive(message: unknown): void {
    const request = WireRequest.safeParse(message);
    if (!request.success) return;
    const { id } = request.data;
    if (request.data.kind === "cancel") {
      const call = this.#calls.get(id);
      if (call !== undefined) this.#engine.cancel(call.engineId);
      return;
    }
    if (this.#calls.has(id)) {
      this.#refuse(id, { code: "conflict", message: `call ${id} is still open`, problems: [] });
      return;
    }
    try {
      const name = parseMethodName(request.data.method);
      const input = parseInput(name, request.data.input);
      const calls = this.#calls;
      const engineId = this.#engine.call(name, input, (reply) => this.#forward(calls, id, reply));
      // An engine that is given up answers before `call` returns, and then nothing is open.
      if (this.#engine.isOpen(engineId)) calls.set(id, { engineId, writes: methods[name].writes });
    } catch (error) {
      this.#refuse(id, toHeadroomError(error).toFailure());
    }
  }

  #forward(calls: PageCalls, id: number, reply: WireReply): void {
    if (isLast(reply)) calls.delete(id);
    // Answers to a document that has gone must not reach the one that took its place.
    if (calls === this.#calls) this.#post(CHANNELS.reply, { ...reply, id });
  }

  #refuse(id: number, failure: Failure): void {
    this.#post(CHANNELS.reply, { kind: "error", id, failure } satisfies WireReply);
  }

  #post(channel: string, message: WireReply | EngineStatus | CommandId): void {
    const page = this.#page();
    if (page === undefined || page.isDestroyed()) return;
    page.webContents.send(channel, message);
  }

  /** Notifies who has another window in front; a click brings ours there. */
  #alert(body: string): void {
    const page = this.#page();
    if (page === undefined || page.isFocused() || !Notification.isSupported()) return;
    const alert = new Notification({ title: "Headroom", body });
    alert.on("click", () => {
      if (page.isDestroyed()) return;
      if (page.isMinimized()) page.restore();
      page.show();
    });
    alert.show();
  }

  #isTrusted(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
    const page = this.#page();
    if (page === undefined || page.isDestroyed()) return false;
    if (isTrustedSender(event.senderFrame, page.webContents.mainFrame)) return true;
    console.error(`Refused a message from ${event.senderFrame?.origin ?? "a frame that has gone"}`);
    return false;
  }
}
