import type { Problem } from "../../engine/contract/errors.js";
import type { FileKind } from "../../engine/contract/file-methods.js";
import type { OutputOf } from "../../engine/contract/methods.js";

/** A file of the workspace. */
export interface FileRef {
  readonly kind: FileKind;
  readonly id: string;
}

/** A file that is looked at because it cannot be read, and its text as it is mended. */
export interface OpenFile {
  /** New with every reading; the editor starts afresh on it. */
  readonly key: number;
  /** As it lies there. */
  readonly read: OutputOf<"file.read">;
  /** As typed; undefined where there is no text to be mended. */
  readonly text: string | undefined;
  /** What the last check said of one exact text. */
  readonly checked: { readonly text: string; readonly problems: readonly Problem[] } | undefined;
  /** Whether the text was typed before, and never saved. */
  readonly isRestored: boolean;
  /** Why what was asked for was not done. */
  readonly fault?: string | undefined;
  /** Whether it is being saved or put back. */
  readonly isBusy?: boolean;
}

export type MendState = FileRef &
  (
    | { readonly state: "loading" }
    | { readonly state: "failed"; readonly message: string }
    | { readonly state: "open"; readonly open: OpenFile }
  );

export interface MendSlice {
  /** The file that the dialog about damaged files shows. */
  readonly mending: MendState | undefined;
  /** Opens the dialog on a file; what was typed into it and never saved comes back. */
  readonly openFile: (file: FileRef) => Promise<void>;
  /** Takes over what was typed, keeps it over a reload, and checks it shortly after. */
  readonly editFile: (text: string) => void;
  /** Replaces the file by the text, where that has no faults. */
  readonly saveFile: () => Promise<void>;
  /** Puts the newest version in the trash that can be read in its place. */
  readonly restoreFile: () => Promise<void>;
  /** Reads it again, which may have been changed outside; what was typed stays. */
  readonly lookAgainAtFile: () => Promise<void>;
  readonly closeFile: () => void;
}

/** What a git merge leaves where both sides changed the same lines. */
const CONFLICT =
  /^<{7}(?: .*)?\r?\n([^]*?)(?:^\|{7}(?: .*)?\r?\n[^]*?)?^={7}\r?\n([^]*?)^>{7}(?: .*)?(?:\r?\n|$)/gm;

/** Whether a text has a git conflict that {@link withSide} can settle. */
export const hasConflict = (text: string): boolean => text.search(CONFLICT) !== -1;

/** The text with every git conflict settled for one side: `ours` stands first in it. */
export function withSide(text: string, side: "ours" | "theirs"): string {
  return text.replaceAll(CONFLICT, (_all, ours: string, theirs: string) =>
    side === "ours" ? ours : theirs,
  );
}
