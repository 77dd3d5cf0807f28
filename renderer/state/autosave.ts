import type { Client } from "../../engine/contract/client.js";
import { messageOf } from "./errors.js";
import type { OpenDocument } from "./parts.js";
import type { Shelf } from "./ports.js";

const SAVE_AFTER_MS = 500;

export interface Autosave {
  /** Writes the draft once nothing was typed for `delayMs`. */
  soon(delayMs?: number): void;
  /** Writes what still waits, at once. */
  flush(): Promise<void>;
  /** Forgets the draft of a scenario, after it was saved. */
  drop(id: string): Promise<void>;
}

/**
 * Keeps the draft on disk in step with the open text, one write after the other. A draft that cannot
 * be written goes to the shelf, so that a reload does not lose it.
 */
export function createAutosave(
  client: Client,
  shelf: Shelf,
  current: () => OpenDocument | undefined,
  update: (key: number, change: Partial<OpenDocument>) => void,
): Autosave {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: Promise<void> = Promise.resolve();

  const write = async ({ key, id, text, savedText }: OpenDocument): Promise<void> => {
    if (id === undefined) return;
    try {
      if (text === savedText) {
        await client.call("draft.discard", { id });
        update(key, { draft: { kind: "none" }, restored: undefined });
      } else {
        const { savedAt } = await client.call("draft.write", { id, text });
        update(key, { draft: { kind: "saved", savedAt } });
      }
      shelf.drop(id);
    } catch (error) {
      if (text !== savedText) shelf.put(id, { text, savedAt: new Date().toISOString() });
      update(key, { draft: { kind: "failed", message: messageOf(error) } });
    }
  };

  const flush = (): Promise<void> => {
    if (timer !== undefined) {
      clearTimeout(timer);
      timer = undefined;
      const document = current();
      if (document !== undefined) last = last.then(() => write(document));
    }
    return last;
  };

  return {
    soon(delayMs = SAVE_AFTER_MS) {
      const document = current();
      if (document?.id === undefined) return;
      update(document.key, { draft: { kind: "pending" } });
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), delayMs);
    },
    flush,
    async drop(id) {
      clearTimeout(timer);
      timer = undefined;
      await last;
      await client.call("draft.discard", { id });
      shelf.drop(id);
    },
  };
}
