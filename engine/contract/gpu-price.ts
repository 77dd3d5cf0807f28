import { z } from "zod";
import { nonNegative } from "./distribution.js";

/** A day, a month or a year: as precise as it is known. */
const SeenDate = z.union([
  z.iso.date(),
  z.string().regex(/^\d{4}(-(0[1-9]|1[0-2]))?$/, "a date such as 2026, 2026-11 or 2026-11-23"),
]);

/** What an hour of a GPU was seen to cost, in USD: the least and the most. */
export const GpuPrice = z
  .strictObject({
    id: z.string().min(1).max(100),
    name: z.string().min(1).max(100),
    /** The GPU that it is of, by its preset's id. */
    gpu: z.string().min(1).max(200),
    lowUsdPerHour: nonNegative,
    highUsdPerHour: nonNegative,
    source: z.string().min(1).max(500),
    date: SeenDate,
  })
  .refine(({ lowUsdPerHour, highUsdPerHour }) => lowUsdPerHour <= highUsdPerHour, {
    path: ["highUsdPerHour"],
    message: "a price that is not below lowUsdPerHour",
  });
export type GpuPrice = z.output<typeof GpuPrice>;

/** `presets/gpu-prices.json`. */
export const GpuPrices = z.strictObject({
  format: z.literal("headroom/gpu-prices/v1"),
  note: z.string(),
  prices: z.array(GpuPrice),
});
