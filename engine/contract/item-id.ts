import { z } from "zod";

/** Id of a stored item: a file name without its ending, so never a path. */
export const ItemId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,79}$/, "an id of up to 80 lower-case letters, digits and dashes");

/** Whether a text can be the id of a stored item. */
export const isItemId = (text: string): boolean => ItemId.safeParse(text).success;
