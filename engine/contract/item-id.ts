import { z } from "zod";

/** Id of a stored item: a file name without its ending, so never a path. */
export const ItemId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,79}$/, "an id of up to 80 lower-case letters, digits and dashes");
