/** Whether all words of a name are among those of another, whatever stands between them. */
export function areWordsIn(name: string, other: string): boolean {
  const words = new Set(wordsOf(other));
  return wordsOf(name).every((word) => words.has(word));
}

const wordsOf = (name: string): string[] => name.toLowerCase().split(/[^a-z0-9]+/);

/** The pool of hands that is a live tool's, as `order-lookup` is `lookup_order`'s; undefined where none is. */
export const poolOfTool = (tool: string, pools: readonly string[]): string | undefined =>
  pools.find((pool) => areWordsIn(pool, tool));
