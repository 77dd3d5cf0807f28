import { z } from "zod";
import type { CommandId } from "./commands.js";
import { Failure } from "./errors.js";

/** Call ids are chosen by the caller and unique among its open calls. */
const CallId = z.number().int().nonnegative();

/** What a client process sends to an engine process. */
export const WireRequest = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("call"), id: CallId, method: z.string(), input: z.unknown() }),
  z.strictObject({ kind: z.literal("cancel"), id: CallId }),
]);
export type WireRequest = z.infer<typeof WireRequest>;

/**
 * What an engine process sends back: any number of events, then one result or one error. Of a long result its
 * parts come before it (`parts.ts`).
 */
export const WireReply = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("event"), id: CallId, event: z.unknown() }),
  z.strictObject({
    kind: z.literal("part"),
    id: CallId,
    path: z.array(z.string()),
    json: z.string(),
  }),
  z.strictObject({ kind: z.literal("result"), id: CallId, output: z.unknown() }),
  z.strictObject({ kind: z.literal("error"), id: CallId, failure: Failure }),
]);
export type WireReply = z.infer<typeof WireReply>;

/** Whether a call is over with this reply. */
export const isLast = ({ kind }: WireReply): boolean => kind === "result" || kind === "error";

/** Pushed by a host whose engine runs in a process of its own. */
export const EngineStatus = z.strictObject({
  state: z.enum(["starting", "ready", "crashed", "failed"]),
  message: z.string(),
});
export type EngineStatus = z.infer<typeof EngineStatus>;

/** A sentence for a notification of the system. */
export const AlertText = z.string().min(1).max(300);

/** What can be printed on; `Slides` are pages of 16 by 9. */
export const PAPERS = ["A4", "Letter", "Slides"] as const;
export type Paper = (typeof PAPERS)[number];

/** Asks the desktop to save what the page shows for printing as a PDF. */
export const PdfRequest = z.strictObject({
  /** What the file is to be called, without its ending; never a path. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,99}$/, "up to 100 lower-case letters, digits and dashes"),
  paper: z.enum(PAPERS),
});
export type PdfRequest = z.infer<typeof PdfRequest>;

/** What became of it. A browser has its own dialog, and does not tell what was done in it. */
export const PdfReply = z.discriminatedUnion("state", [
  z.strictObject({ state: z.enum(["saved", "cancelled", "printed"]) }),
  z.strictObject({ state: z.literal("failed"), message: z.string() }),
]);
export type PdfReply = z.infer<typeof PdfReply>;

/** A file that the desktop wrote where the user said, by its number in this session, or could not write. */
export const SavedFile = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("saved"), id: z.int().nonnegative(), file: z.string() }),
  z.strictObject({ state: z.literal("failed"), file: z.string() }),
]);
export type SavedFile = z.infer<typeof SavedFile>;

/** What the desktop preload exposes to the page as `window.headroom`; all of it plain data. */
export interface DesktopBridge {
  send(request: WireRequest): void;
  /** Returns a function that stops listening. */
  onReply(listener: (reply: WireReply) => void): () => void;
  onEngineStatus(listener: (status: EngineStatus) => void): () => void;
  /** Asks for a folder with the system's own dialog; undefined where none was picked. */
  chooseFolder(): Promise<string | undefined>;
  /** What was picked in a menu of the desktop; nothing but an id of the closed list gets here. */
  onCommand(listener: (id: CommandId) => void): () => void;
  /** Asks for a notification of the system, shown only while the window is not in front. */
  alert(text: string): void;
  /** Prints the page as it is laid out for paper and asks where to save it. The reply is a {@link PdfReply}. */
  savePdf(request: PdfRequest): Promise<unknown>;
  /** Tells of every {@link SavedFile}, a PDF's too. */
  onSaved(listener: (saved: unknown) => void): () => void;
  /** Shows a file that was told of in its folder; any other number does nothing. */
  showSaved(id: number): void;
}
