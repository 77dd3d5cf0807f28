import { z } from "zod";

/** How far long work is. */
export const ProgressEvent = z.strictObject({
  kind: z.literal("progress"),
  stage: z.string(),
  fraction: z.number().min(0).max(1),
});
export type ProgressEvent = z.infer<typeof ProgressEvent>;
