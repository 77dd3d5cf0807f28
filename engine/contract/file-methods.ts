import { z } from "zod";
import { Problem } from "./errors.js";
import { ItemId } from "./item-id.js";
import { method } from "./method.js";
import { KeptIn } from "./workspace.js";

/** What a file of a workspace is of; the folder of runs is `runs`, and so on. */
export const FILE_KINDS = [
  "scenario",
  "run",
  "plan",
  "projection",
  "study",
  "calibration",
  "claims",
  "deck",
  "drive",
  "preset",
] as const;
export const FileKind = z.enum(FILE_KINDS);
export type FileKind = z.infer<typeof FileKind>;

/** Most bytes of a file that is mended as text: a window shows, checks and sends as many without standing still. */
export const FILE_TEXT_MAX_BYTES = 2_000_000;

const Which = {
  kind: FileKind.describe("what the file is of"),
  id: ItemId,
};
const FileText = z.string().max(FILE_TEXT_MAX_BYTES);

/** A file of the workspace as it lies there: looked at, mended as text, or put back to what it was. */
export const fileMethods = {
  "file.read": method({
    summary:
      "A file of the workspace as text, what is wrong with it, and whether it can be put back",
    input: z.strictObject({ ...Which, keptIn: KeptIn }),
    output: z.strictObject({
      /** The whole path. */
      file: z.string(),
      /** null: there is no file of that name. */
      bytes: z.number().int().nullable(),
      /** What is no UTF-8 stands as U+FFFD. Left out where it cannot be opened or is too large to be edited. */
      text: z.string().optional(),
      /** Of exactly these bytes. */
      version: z.string().optional(),
      /** Empty: it can be read. */
      problems: z.array(Problem),
      /** When the newest version in the trash folder that can be read was put there. */
      removedAt: z.iso.datetime().optional(),
    }),
  }),
  "file.check": method({
    summary: "Say what is wrong with a text that is to become a file of the workspace",
    input: z.strictObject({ ...Which, text: FileText, keptIn: KeptIn }),
    output: z.strictObject({ problems: z.array(Problem) }),
  }),
  "file.save": method({
    summary:
      "Replace a file of the workspace by a text without faults; a damaged one is kept beside it",
    input: z.strictObject({
      ...Which,
      text: FileText,
      replaces: z
        .string()
        .optional()
        .describe("the version that was read: another one is not replaced (default: any)"),
      keptIn: KeptIn,
    }),
    output: z.strictObject({
      file: z.string(),
      /** Where the damaged one is now. */
      keptAs: z.string().optional(),
    }),
    writes: true,
  }),
  "file.restore": method({
    summary:
      "Put the newest version in the trash folder that can be read in place of a damaged file",
    input: z.strictObject({ ...Which, keptIn: KeptIn }),
    output: z.strictObject({
      file: z.string(),
      /** Where the damaged one is now. */
      keptAs: z.string().optional(),
    }),
    writes: true,
  }),
} as const;
