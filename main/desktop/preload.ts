import { contextBridge, ipcRenderer } from "electron";
import type {
  DesktopBridge,
  EngineStatus,
  PdfRequest,
  WireReply,
  WireRequest,
} from "../../engine/contract/wire.js";
import { isCommandId } from "../../engine/contract/commands.js";
import type { CommandId } from "../../engine/contract/commands.js";
import { CHANNELS } from "./channels.js";

/** Pushed once the document is ready and at every change; a listener that comes later is told at once. */
let status: EngineStatus | undefined;
const statusListeners = new Set<(status: EngineStatus) => void>();
const savedListeners = new Set<(saved: unknown) => void>();
const commandListeners = new Set<(id: CommandId) => void>();
const replyListeners = new Set<(reply: WireReply) => void>();

// The event objects of ipcRenderer never reach the page: they carry a sender and ports.
ipcRenderer.on(CHANNELS.status, (_event, next: EngineStatus) => {
  status = next;
  for (const listener of statusListeners) listener(next);
});
ipcRenderer.on(CHANNELS.reply, (_event, reply: WireReply) => {
  for (const listener of replyListeners) listener(reply);
});
ipcRenderer.on(CHANNELS.command, (_event, id: unknown) => {
  if (!isCommandId(id)) return;
  for (const listener of commandListeners) listener(id);
});
ipcRenderer.on(CHANNELS.saved, (_event, saved: unknown) => {
  for (const listener of savedListeners) listener(saved);
});

const bridge: DesktopBridge = {
  alert(text: string) {
    ipcRenderer.send(CHANNELS.alert, text);
  },
  send(request: WireRequest) {
    ipcRenderer.send(CHANNELS.request, request);
  },
  onReply(listener) {
    replyListeners.add(listener);
    return () => void replyListeners.delete(listener);
  },
  onEngineStatus(listener) {
    statusListeners.add(listener);
    if (status !== undefined) listener(status);
    return () => void statusListeners.delete(listener);
  },
  async chooseFolder() {
    const folder: unknown = await ipcRenderer.invoke(CHANNELS.folder);
    return typeof folder === "string" ? folder : undefined;
  },
  onCommand(listener) {
    commandListeners.add(listener);
    return () => void commandListeners.delete(listener);
  },
  onSaved(listener) {
    savedListeners.add(listener);
    return () => void savedListeners.delete(listener);
  },
  showSaved(id: number) {
    ipcRenderer.send(CHANNELS.show, id);
  },
  savePdf: (request: PdfRequest) => ipcRenderer.invoke(CHANNELS.pdf, request),
};

// contextBridge copies and freezes: the page can neither replace a function nor reach behind it.
contextBridge.exposeInMainWorld("headroom", bridge);
