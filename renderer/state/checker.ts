import type { Client } from "../../engine/contract/client.js";
import { codeOf, messageOf } from "./errors.js";
import { createLatest } from "./latest.js";
import type { Checked, OpenDocument } from "./parts.js";

const CHECK_AFTER_MS = 200;

export interface Checker {
  /** Checks the text once nothing was typed for `delayMs`. */
  soon(delayMs?: number): void;
  /** Checks at once, or after the check that {@link atOnce} began: what a moving slider asks for. */
  atOnce(): void;
  /** The check of the text as it is now; undefined when it could not be checked. */
  now(): Promise<Checked | undefined>;
}

/** Validates the open text through the engine; a newer text supersedes a check under way. */
export function createChecker(
  client: Client,
  current: () => OpenDocument | undefined,
  update: (key: number, change: Partial<OpenDocument>) => void,
): Checker {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;

  const now = async (): Promise<Checked | undefined> => {
    clearTimeout(timer);
    running?.abort();
    const document = current();
    if (document === undefined) return undefined;
    if (document.checked?.text === document.text) return document.checked;
    const controller = new AbortController();
    running = controller;
    const { key, text } = document;
    try {
      const { scenario, problems } = await client.call(
        "scenario.check",
        { text },
        { signal: controller.signal },
      );
      const checked: Checked = { text, scenario, problems };
      update(key, { checked });
      return checked;
    } catch (error) {
      if (codeOf(error) === "cancelled") return undefined;
      // Not the text's fault, but the user must see that it is unchecked.
      const problem = {
        path: "(file)",
        expected: "a check by the engine",
        found: messageOf(error),
      };
      update(key, { checked: { text, scenario: undefined, problems: [problem] } });
      return undefined;
    }
  };

  const newest = createLatest<undefined>(async () => void (await now()));

  return {
    atOnce: () => newest(undefined),
    soon(delayMs = CHECK_AFTER_MS) {
      clearTimeout(timer);
      timer = setTimeout(() => void now(), delayMs);
    },
    now,
  };
}
