import { z } from "zod";
import { ItemId } from "./item-id.js";
import { SensitivityResult } from "./sensitivity.js";
import { SideBySideResult } from "./side-by-side.js";

/** What was found around one scenario by simulating variants of it. */
export const StudyResult = z.discriminatedUnion("kind", [
  /** What moves its cost and p95. */
  z.strictObject({ kind: z.literal("sensitivity"), found: SensitivityResult }),
  /** It beside others, which were of the library under these ids. */
  z.strictObject({
    kind: z.literal("side-by-side"),
    others: z.array(ItemId).max(3),
    found: SideBySideResult,
  }),
]);
export type StudyResult = z.infer<typeof StudyResult>;
