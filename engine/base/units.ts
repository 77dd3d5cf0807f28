/** Every unit a figure may carry. Rendering lives with the reader of a figure, never here. */
export const UNITS = [
  "1/s",
  "ms",
  "h",
  "ratio",
  "usd",
  "usd/token",
  "usd/Mtoken",
  "tokens",
  "1",
] as const;
export type Unit = (typeof UNITS)[number];

export const MS_PER_SECOND = 1000;
export const MS_PER_HOUR = 3_600_000;
export const HOURS_PER_DAY = 24;
export const TOKENS_PER_MILLION = 1_000_000;
