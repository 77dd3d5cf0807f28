import { z } from "zod";
import { isRecord } from "../base/guards.js";
import { PART_ITEMS } from "./parts.js";

/**
 * What `schema.parse(value)` returns or throws, with a rest before each piece of the long lists that are
 * fields of it. What has rules of its own, as a list of limited length has, is parsed whole.
 */
export async function parseInPieces(
  schema: z.ZodType,
  value: unknown,
  rest: () => Promise<void>,
): Promise<unknown> {
  await rest();
  if (!(schema instanceof z.ZodObject) || hasRules(schema) || !isRecord(value)) {
    return schema.parse(value);
  }
  const lists: Record<string, unknown[]> = {};
  for (const [key, field] of Object.entries(value)) {
    const of: unknown = Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined;
    const isLong = Array.isArray(field) && field.length > PART_ITEMS;
    if (!isLong || !(of instanceof z.ZodArray) || hasRules(of)) continue;
    const items: unknown[] = [];
    for (let at = 0; at < field.length; at += PART_ITEMS) {
      await rest();
      const piece = of.safeParse(field.slice(at, at + PART_ITEMS));
      // The whole knows where in it the fault is.
      if (!piece.success) return schema.parse(value);
      for (const item of piece.data) items.push(item);
    }
    lists[key] = items;
  }
  const empty = Object.fromEntries(Object.keys(lists).map((key) => [key, []]));
  const parsed = schema.parse({ ...value, ...empty });
  return Object.assign(parsed, lists);
}

const hasRules = ({ def }: z.ZodObject | z.ZodArray): boolean => (def.checks?.length ?? 0) > 0;
