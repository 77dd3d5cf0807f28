import { z } from "zod";
import { ItemId } from "./item-id.js";
import { method } from "./method.js";

/** Most characters of one part: a page decodes, writes and sends as many without standing still. */
export const UPLOAD_PART_CHARACTERS = 500_000;

/** Most bytes of such a text; a log of a million requests fits. */
export const UPLOAD_MAX_BYTES = 300_000_000;

/** A text that may be long: in the call itself, or handed over in parts before (`upload.append`). */
export const LongText = z.union([
  z.string().max(UPLOAD_MAX_BYTES),
  z.strictObject({ upload: ItemId }),
]);

/** A long text is handed over in parts, so that no call is large enough to hold up a window. */
export const uploadMethods = {
  "upload.append": method({
    summary: "Hand over the next part of a long text: a request log, an exported session",
    input: z.strictObject({
      /** Chosen by the caller. */
      id: ItemId,
      at: z
        .number()
        .int()
        .min(0)
        .describe("bytes handed over so far; 0 begins anew, whatever was there before"),
      text: z.string().max(UPLOAD_PART_CHARACTERS),
    }),
    output: z.strictObject({
      id: ItemId,
      /** Bytes handed over, this part included: the `at` of the next. */
      bytes: z.number().int(),
    }),
    writes: true,
  }),
  "upload.remove": method({
    summary: "Delete a text that was handed over in parts",
    input: z.strictObject({ id: ItemId }),
    output: z.strictObject({ id: ItemId }),
    writes: true,
  }),
} as const;
