import { z } from "zod";

/** Where a number came from; shown beside it and carried into every export. */
export const Source = z.strictObject({
  what: z.string().max(500),
  from: z.string().max(500),
  seen: z.iso.date().optional(),
  licence: z.string().max(100).optional(),
});
export type Source = z.output<typeof Source>;
